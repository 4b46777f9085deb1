const assert = require('node:assert');
const { before, test } = require('node:test');

let format;
let toast;

before(async () => {
  format = await import('../src/lib/format.js');
  toast = await import('../src/lib/toast.js');
});

// Shows what was written last, as markup or as text.
function element() {
  return {
    shown: '',
    set innerHTML(value) {
      this.shown = value;
    },
    set textContent(value) {
      this.shown = value;
    },
    replaceChildren(...children) {
      this.shown = children.join('');
    },
  };
}

test('euros', () => {
  assert.strictEqual(format.euros(123456), '1234,56 €');
  assert.strictEqual(format.euros(5), '0,05 €');
  assert.strictEqual(format.euros(-250), '-2,50 €');
});

test('days are told relative to today for a week', () => {
  const today = new Date('2024-05-08T15:00:00Z');
  assert.strictEqual(format.relativeDay('2024-05-08', today), 'today');
  assert.strictEqual(format.relativeDay('2024-05-07', today), 'yesterday');
  assert.strictEqual(format.relativeDay('2024-05-02', today), '6 days ago');
  assert.strictEqual(format.relativeDay('2024-05-01', today), '2024-05-01');
  assert.strictEqual(format.relativeDay('2024-05-09', today), '2024-05-09');
});

test('shipping is free for large German orders', () => {
  const order = { items: [1], country: 'DE', total: 5000 };
  assert.strictEqual(format.shippingText(order), 'free');
  assert.strictEqual(format.shippingText({ ...order, total: 4999 }), 'from 4,90 €');
  assert.strictEqual(format.shippingText({ ...order, country: 'FR' }), 'from 4,90 €');
  assert.strictEqual(format.shippingText({ ...order, items: [] }), 'from 4,90 €');
});

test('the class of a stock', () => {
  assert.deepStrictEqual([0, 4, 5].map((stock) => format.stockClass({ stock })), ['empty', 'low', '']);
});

test('initials', () => {
  assert.strictEqual(format.initials(' ada  king lovelace'), 'AKL');
  assert.strictEqual(format.initials(''), '');
});

test('messages are shown', () => {
  const place = element();
  toast.showMessage(place, 'Saved');
  assert.strictEqual(place.shown, 'Saved');
  assert.strictEqual(place.className, 'toast');
  toast.showHint(place, 'Try again');
  assert.strictEqual(place.shown, 'Try again');
  toast.clear(place);
  assert.strictEqual(place.shown, '');
});

test('orders are shown with number and name', () => {
  const place = element();
  toast.showOrder(place, { id: 7, name: 'Ada' });
  assert.match(place.shown, /Order 7.* for Ada/);
});
