// What a person does in VS Code: words for clicks, keys and looks. Reads {port, workspace, shots, steps} from standard
// input, where a step is [word, ...arguments], and takes the steps; the first that fails ends it.
import { chromium } from 'playwright-core';
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';

// A notebook lies over the part that it seems to stand in.
const EDITOR = ':is(.part.editor, .notebookOverlay) .monaco-editor';
const SELECTORS = {
  workbench: '.monaco-workbench .part.editor',
  line: `${EDITOR} .view-line`,
  squiggle: ['error', 'warning', 'info', 'hint'].map((kind) => `${EDITOR} .squiggly-${kind}`).join(', '),
  lightbulb: `${EDITOR} .lightBulbWidget:visible, ${EDITOR} [class*="codicon-gutter-lightbulb"]:visible`,
  action: '.action-widget .monaco-list-row.action',
  hover: '.monaco-hover:not(.hidden) .hover-row',
  input: '.quick-input-widget input.input',
  choice: '.quick-input-widget .quick-input-list .monaco-list-row',
  toast: '.notifications-toasts .notification-list-item',
  status: '.part.statusbar .statusbar-item',
};

// On a busy machine everything takes its time; on an idle one nothing waits this long.
const PATIENCE = 120_000;
const { port, workspace, shots, steps } = JSON.parse(fs.readFileSync(0, 'utf8'));
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: [
    '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', '--disable-dev-shm-usage',
  ],
});
const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
await context.route((url) => url.hostname !== '127.0.0.1', (route) => route.abort());
const page = await context.newPage();
page.setDefaultTimeout(PATIENCE);
page.on('dialog', (dialog) => dialog.accept());
const { keyboard } = page;
const started = Date.now();
let openFile = '';

const at = (selector, hasText) => page.locator(SELECTORS[selector], hasText === undefined ? {} : { hasText });
// VS Code draws spaces as U+00A0.
const drawn = (text) => new RegExp(text.trim().replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/ /g, '\\s'));
const onDisk = () => fs.readFileSync(path.join(workspace, openFile), 'utf8');

/** The page of the review, and what in it has the keyboard. */
const inReview = (selector, hasText) =>
  page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame').locator(selector, hasText === undefined ? {} : { hasText });
const focused = () =>
  inReview('body').evaluate(() => {
    const { activeElement: one } = document;
    return !document.hasFocus() || one === document.body ? '' : (one.getAttribute('aria-label') ?? one.textContent);
  });

async function until(condition, what, milliseconds, state) {
  const end = Date.now() + milliseconds;
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`waited in vain for ${what}; there is: ${await state()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const words = {
  /** Opens the workspace with a file in front. */
  async open(file) {
    openFile = file;
    const payload = JSON.stringify([['openFile', `vscode-remote://127.0.0.1:${port}${path.join(workspace, file)}`]]);
    await page.goto(`http://127.0.0.1:${port}/?${new URLSearchParams({ folder: workspace, payload })}`);
    await at('workbench').waitFor();
    await at('line').first().waitFor();
  },

  async squiggles(count) {
    const seen = () => at('squiggle').count();
    await until(async () => (await seen()) === count, `${count} squiggles`, PATIENCE, seen);
  },

  /** Puts the keyboard into the editor, its cursor where it was. */
  async focus() {
    await keyboard.press('Control+1');
  },

  async goTo(line, column) {
    await words.focus();
    await keyboard.press('Control+g');
    await at('input').waitFor();
    await keyboard.type(`${line}:${column}`);
    await keyboard.press('Enter');
    await at('input').waitFor({ state: 'hidden' });
    await at('status', `Ln ${line}, Col ${column}`).waitFor();
  },

  /** Puts the cursor before the first place of a text in the saved file. */
  async goToText(text) {
    assert.ok(onDisk().includes(text), `${openFile} does not contain ${text}`);
    const before = onDisk().split(text)[0].split('\n');
    await words.goTo(before.length, before.at(-1).length + 1);
  },

  /** Puts the mouse on one squiggle after the other, until the hover says what is wanted, and shows the code, if any, and more; what it says. */
  async hover(wanted, code = '', ...more) {
    let n = 0;
    const says = async () => {
      await words.leave();
      const box = await at('squiggle').nth(n++ % (await at('squiggle').count())).boundingBox();
      await page.mouse.move(box.x + 4, box.y + box.height / 2 + 1);
      await page.mouse.move(box.x + 9, box.y + box.height / 2, { steps: 3 });
      return at('hover', wanted).first().waitFor({ timeout: 5000 }).then(() => true, () => false);
    };
    await until(says, `a hover that says ${wanted}`, PATIENCE, () => at('hover').allInnerTexts());
    // Code is coloured a little after the hover opens.
    if (code !== '') await at('hover').locator('.monaco-tokenized-source', { hasText: drawn(code) }).first().waitFor();
    for (const text of more) await at('hover', new RegExp(text)).first().waitFor();
    return (await at('hover').allInnerTexts()).join('\n');
  },

  async leave() {
    await page.mouse.move(1000, 650);
    await at('hover').first().waitFor({ state: 'hidden' });
  },

  /** Opens the lightbulb's menu at the cursor, until it offers what is wanted. */
  async lightbulb(wanted) {
    await at('lightbulb').first().waitFor();
    const offered = async () => {
      await keyboard.press('Control+.');
      return at('action', wanted).first().waitFor({ timeout: 5000 }).then(() => true, () => false);
    };
    const again = async () => (await offered()) || (await keyboard.press('Escape'), false);
    await until(again, `the lightbulb to offer ${wanted}`, PATIENCE, () => 'not that');
    return (await at('action').allInnerTexts()).join(' | ');
  },

  /** What the lightbulb's menu offers at the cursor, which must not match a pattern. */
  async lightbulbWithout(pattern) {
    await at('lightbulb').first().waitFor();
    await keyboard.press('Control+.');
    await at('action').first().waitFor();
    const titles = await at('action').allInnerTexts();
    await keyboard.press('Escape');
    assert.deepEqual(titles.filter((title) => new RegExp(pattern).test(title)), []);
    return titles.join(' | ');
  },

  async choose(title) {
    // VS Code's own shield over the menu would catch an ordinary click.
    await at('action', title).first().click({ force: true });
    await at('action').first().waitFor({ state: 'hidden' });
  },

  async command(title) {
    await words.focus();
    await keyboard.press('F1');
    await at('input').waitFor();
    await at('input').fill(`>${title}`);
    await at('choice', title).first().waitFor();
    await keyboard.press('Enter');
  },

  /** A command that is not to be had here. */
  async noCommand(title) {
    await words.focus();
    await keyboard.press('F1');
    await at('input').waitFor();
    await at('input').fill(`>${title}`);
    await at('choice').first().waitFor();
    assert.equal(await at('choice', title).count(), 0);
    await keyboard.press('Escape');
  },

  async sees(text) {
    await at('line', drawn(text)).first().waitFor();
  },

  async toast(text, seconds = PATIENCE / 1000) {
    await at('toast', text).first().waitFor({ timeout: seconds * 1000 });
    return (await at('toast').allInnerTexts()).join(' | ');
  },

  async noToast(text, seconds = PATIENCE / 1000) {
    await at('toast', text).first().waitFor({ state: 'hidden', timeout: seconds * 1000 });
  },

  /** The output channel that is open. */
  async output(text) {
    await page.locator('.output-view .view-line', { hasText: drawn(text) }).first().waitFor();
  },

  async status(text) {
    await at('status', text).first().waitFor();
  },

  async button(name) {
    await at('toast').locator('.monaco-button', { hasText: name }).first().click();
  },

  /** Puts the cursor into a text that is in sight. */
  async click(text) {
    await at('line', drawn(text)).first().click();
  },

  /** Waits for a review that says what is wanted, with the keyboard in it. */
  async review(...texts) {
    const says = await words.reviewSays(...texts);
    await until(async () => (await focused()) !== '', 'the keyboard in the review', PATIENCE, focused);
    return says;
  },

  async reviewSays(...texts) {
    for (const text of texts) await inReview('#review', drawn(text)).waitFor();
    return inReview('#review').innerText();
  },

  /** Which rows of the review are ticked, by a part of each title, from the first to the last. */
  async ticks(wanted) {
    const boxes = inReview('[role=checkbox]');
    const seen = async () => {
      const names = await boxes.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
      const ticks = await boxes.evaluateAll((all) => all.map((one) => one.getAttribute('aria-checked') === 'true'));
      return names.map((name, n) => [Object.keys(wanted).find((part) => name.includes(part)) ?? name, ticks[n]]);
    };
    const same = async () => JSON.stringify(await seen()) === JSON.stringify(Object.entries(wanted));
    await until(same, `ticks ${JSON.stringify(wanted)}`, PATIENCE, async () => JSON.stringify(await seen()));
  },

  /** What has the keyboard in the review: the start of its name or text. */
  async reviewFocus(wanted) {
    await until(async () => (await focused()).startsWith(wanted), `the keyboard on ${wanted}`, PATIENCE, focused);
  },

  async noReview() {
    await page.locator('.part.editor .tab', { hasText: 'Review:' }).first().waitFor({ state: 'hidden' });
  },

  /** The status bar item of Burnish, and what its menu offers. */
  async statusMenu(...offers) {
    await page.locator('.part.statusbar [id="burnish.burnish.burnish.status"] a').click();
    for (const offer of offers) await at('choice', offer).first().waitFor();
    return (await at('choice').allInnerTexts()).join(' | ');
  },

  async pick(title) {
    await at('choice', title).first().click();
  },

  /** Answers the box that asks for a line of text. */
  async answer(text, question) {
    await page.locator('.quick-input-widget', { hasText: question }).waitFor();
    await at('input').fill(text);
    await keyboard.press('Enter');
  },

  async type(text) {
    await keyboard.type(text);
  },

  /** Puts another file of the workspace in front, which from then on is the one that the other words mean. */
  async show(file) {
    await keyboard.press('Control+p');
    await at('input').waitFor();
    await at('input').fill(file);
    await at('choice', file).first().waitFor();
    await keyboard.press('Enter');
    await page.locator('.part.editor .tab.active', { hasText: file }).first().waitFor();
    openFile = file;
  },

  /** A file of the workspace that Burnish wrote. */
  async fileHolds(file, text) {
    const there = () => fs.existsSync(path.join(workspace, file)) && fs.readFileSync(path.join(workspace, file), 'utf8').includes(text);
    await until(there, `${file} with ${text}`, PATIENCE, () => (fs.existsSync(path.join(workspace, file)) ? fs.readFileSync(path.join(workspace, file), 'utf8') : 'no file'));
  },

  /** A page that opened beside the code, such as a rule's. */
  async page(title, text) {
    await page.locator('.part.editor .tab', { hasText: title }).first().waitFor();
    const inside = page.frameLocator('iframe.webview.ready').frameLocator('iframe#active-frame');
    await inside.locator('body', { hasText: text }).waitFor();
    await keyboard.press('Control+w');
  },

  async press(keys) {
    await keyboard.press(keys);
  },

  /** Saves, and waits until the file on disk is as wanted. */
  async savedAs(wanted) {
    await keyboard.press('Control+s');
    await until(() => onDisk() === wanted, 'the file on disk', PATIENCE, () => '').catch(() => undefined);
    assert.equal(onDisk(), wanted);
  },

  /** Saves, and waits until the file on disk has a text. */
  async saved(text) {
    await keyboard.press('Control+s');
    await until(() => onDisk().includes(text), `${text} on disk`, PATIENCE, onDisk);
  },

  async shot(name) {
    fs.mkdirSync(shots, { recursive: true });
    await page.screenshot({ path: path.join(shots, `${name}.png`) });
  },
};

let failure;
for (const [word, ...given] of steps) {
  try {
    const answer = await words[word](...given);
    const seconds = ((Date.now() - started) / 1000).toFixed(1).padStart(6);
    console.log(`${seconds}s ${word} ${given.map((one) => JSON.stringify(one)).join(' ')}${answer ? `: ${answer}` : ''}`);
  } catch (error) {
    failure = error;
    console.log(`FAILED ${word} ${JSON.stringify(given)}\n${error.stack}`);
    console.log(`Notifications: ${(await at('toast').allInnerTexts()).join(' | ')}`);
    await words.shot('failure').catch(() => undefined);
    break;
  }
}
// A clean disconnect: the language server would outlive the page.
await page.goto('about:blank').catch(() => undefined);
await browser.close();
process.exit(failure === undefined ? 0 : 1);
