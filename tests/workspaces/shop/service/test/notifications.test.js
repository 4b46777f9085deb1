const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { after, test } = require('node:test');

const notifications = require('../src/notifications');
const { application, database } = require('../test-support/database');

const TABLES = {
  users: [
    { id: 1, name: 'ada', email: 'ada@shop.example' },
    { id: 2, name: 'bob', email: 'bob@shop.example' },
    { id: 3, name: 'cid', email: 'cid@shop.example' },
  ],
  topics: [
    { user_id: 3, name: 'sales' },
    { user_id: 1, name: 'sales' },
    { user_id: 1, name: 'stock' },
  ],
  inventory: [
    { sku: 'T-1', stock: 2 },
    { sku: 'B-1', stock: 1 },
    { sku: 'F-1', stock: 9 },
  ],
};

function outbox(status = () => 202) {
  const mails = [];
  const send = async (to, subject, text) => {
    mails.push({ to, subject, text });
    return status(to, mails.length);
  };
  return { mails, send };
}

test('everyone is told, and the results keep the order', async () => {
  const { mails, send } = outbox((to) => (to.startsWith('bob') ? 500 : 202));
  const results = await notifications.notifyAll(TABLES.users, send, 'hi');
  assert.deepStrictEqual(results, [
    { user: 'ada', ok: true },
    { user: 'bob', ok: false },
    { user: 'cid', ok: true },
  ]);
  assert.deepStrictEqual(new Set(mails.map((mail) => mail.text)), new Set(['hi']));
});

test('sending is tried again until it works', async () => {
  const second = outbox((to, count) => (count === 2 ? 202 : 500));
  assert.strictEqual(await notifications.sendWithRetry(second.send, TABLES.users[0], 'hi'), 2);
  assert.strictEqual(second.mails.length, 2);
  const never = outbox(() => 500);
  assert.strictEqual(await notifications.sendWithRetry(never.send, TABLES.users[0], 'hi'), 0);
  assert.strictEqual(never.mails.length, 3);
});

test('a template is a subject and a body', async () => {
  const loader = async (name) => `\n${name} is here\n\nDear customer,\ncome and see.\n`;
  assert.deepStrictEqual(await notifications.loadTemplate(loader, 'Spring'), {
    subject: 'Spring is here',
    body: 'Dear customer,\ncome and see.',
  });
  await assert.rejects(
    notifications.loadTemplate(async () => {
      throw new Error('no template');
    }, 'x'),
    /no template/
  );
});

test('low stock is mailed as one list', async () => {
  const { mails, send } = outbox();
  const result = await notifications.notifyLowStock(database(TABLES), send, 5);
  assert.deepStrictEqual(result, { sent: true, items: ['B-1', 'T-1'] });
  assert.deepStrictEqual(mails, [{ to: 'stock@shop.example', subject: 'Low stock', text: 'B-1: 1\nT-1: 2' }]);
});

test('no low stock, no mail', async () => {
  const { mails, send } = outbox();
  assert.deepStrictEqual(await notifications.notifyLowStock(database(TABLES), send, 1), { sent: false, items: [] });
  assert.strictEqual(mails.length, 0);
});

test('a failure while mailing low stock is reported, not thrown', async () => {
  const failing = async () => {
    throw new Error('gateway is down');
  };
  assert.deepStrictEqual(await notifications.notifyLowStock(database(TABLES), failing, 5), {
    sent: false,
    items: [],
    error: 'gateway is down',
  });
  const broken = { query: failing, execute: failing };
  assert.strictEqual((await notifications.notifyLowStock(broken, failing, 5)).error, 'gateway is down');
});

test('ping', async () => {
  assert.strictEqual(await notifications.ping(outbox().send), true);
  assert.strictEqual(await notifications.ping(outbox(() => 500).send), false);
});

test('preferences of a user', async () => {
  assert.deepStrictEqual(await notifications.preferences(database(TABLES), 1), {
    email: 'ada@shop.example',
    topics: ['sales', 'stock'],
  });
});

test('subscribers of a topic', async () => {
  const users = await notifications.subscribersOf(database(TABLES), 'sales');
  assert.deepStrictEqual(users.map((user) => user.name), ['cid', 'ada']);
  assert.deepStrictEqual(await notifications.subscribersOf(database(TABLES), 'weather'), []);
});

test('who is notified of what', () => {
  const user = { email: 'a@b', topics: ['stock'] };
  assert.strictEqual(notifications.shouldNotify(user, { topic: 'stock' }), true);
  assert.strictEqual(notifications.shouldNotify(user, { topic: 'sales' }), false);
  assert.strictEqual(notifications.shouldNotify(user, { topic: 'sales', level: 'urgent' }), true);
  assert.strictEqual(notifications.shouldNotify({ ...user, muted: true }, { topic: 'stock' }), false);
  assert.strictEqual(notifications.shouldNotify({ topics: ['stock'] }, { topic: 'stock' }), false);
});

test('quiet hours', () => {
  assert.strictEqual(notifications.quietHours({}, 23), false);
  assert.strictEqual(notifications.quietHours({ quiet: [12] }, 23), true);
  assert.strictEqual(notifications.quietHours({ quiet: [12] }, 6), true);
  assert.strictEqual(notifications.quietHours({ quiet: [12] }, 12), true);
  assert.strictEqual(notifications.quietHours({ quiet: [12] }, 13), false);
});

test('GET /notifications/templates', async () => {
  const templates = fs.mkdtempSync(path.join(os.tmpdir(), 'shop-'));
  after(() => fs.rmSync(templates, { recursive: true }));
  for (const name of ['spring.txt', 'autumn.txt', 'draft.md']) {
    fs.writeFileSync(path.join(templates, name), '');
  }
  const app = application();
  notifications.register(app, { templates });
  assert.deepStrictEqual((await app.call('get /notifications/templates')).body, ['autumn.txt', 'spring.txt']);
});

test('POST /notifications/topic/:topic and /notifications/broadcast', async () => {
  const { mails, send } = outbox((to) => (to.startsWith('cid') ? 500 : 202));
  const app = application();
  notifications.register(app, { db: database(TABLES), send });
  const topic = await app.call('post /notifications/topic/:topic', { params: { topic: 'sales' }, body: { text: 'hi' } });
  assert.deepStrictEqual(topic.body.results, [
    { user: 'cid', ok: false },
    { user: 'ada', ok: true },
  ]);
  const all = await app.call('post /notifications/broadcast', { body: { subject: 's', text: 't' } });
  assert.deepStrictEqual(all.body, { sent: 2 });
  assert.strictEqual(mails.length, 5);
});
