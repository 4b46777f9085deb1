const assert = require('node:assert');
const { before, test } = require('node:test');

let cart;

before(async () => {
  cart = await import('../src/lib/cart.js');
});

const POT = { id: 3, name: 'Tea Pot', price: 3999, sku: 'T-1' };
const TRAY = { id: 4, name: 'Tray', price: 1200, sku: 'T-2' };

function filled() {
  return [
    { type: 'add', product: POT },
    { type: 'add', product: TRAY, quantity: 2 },
  ].reduce(cart.cartReducer, cart.EMPTY);
}

test('products are added once and counted up', () => {
  const twice = cart.cartReducer(filled(), { type: 'add', product: POT, quantity: 3 });
  assert.deepStrictEqual(twice.items, [
    { id: 3, name: 'Tea Pot', price: 3999, quantity: 4 },
    { id: 4, name: 'Tray', price: 1200, quantity: 2 },
  ]);
});

test('the old cart is left alone', () => {
  const before_ = filled();
  const copy = structuredClone(before_);
  cart.cartReducer(before_, { type: 'add', product: POT });
  cart.cartReducer(before_, { type: 'quantity', id: 4, quantity: 9 });
  assert.deepStrictEqual(before_, copy);
  assert.deepStrictEqual(cart.EMPTY, { items: [], coupon: null });
});

test('remove and clear', () => {
  const left = cart.cartReducer(filled(), { type: 'remove', id: 3 });
  assert.deepStrictEqual(left.items.map((item) => item.id), [4]);
  assert.deepStrictEqual(cart.cartReducer(left, { type: 'clear' }), cart.EMPTY);
});

test('quantities', () => {
  const set = (quantity) => cart.cartReducer(filled(), { type: 'quantity', id: 4, quantity });
  assert.deepStrictEqual(set(7).items.map((item) => item.quantity), [1, 7]);
  assert.deepStrictEqual(set(0).items.map((item) => item.id), [3]);
  assert.deepStrictEqual(set(-1), filled());
});

test('coupons are tidied, unknown actions ignored', () => {
  assert.strictEqual(cart.cartReducer(filled(), { type: 'coupon', code: ' big20 ' }).coupon, 'BIG20');
  assert.deepStrictEqual(cart.cartReducer(filled(), { type: 'dance' }), filled());
});

test('totals', () => {
  assert.deepStrictEqual(cart.totals(filled()), { count: 3, total: 6399 });
  assert.deepStrictEqual(cart.totals(cart.EMPTY), { count: 0, total: 0 });
});

test('when a coupon applies', () => {
  const coupon = { minimum: 6399, expires: '2024-05-31' };
  assert.strictEqual(cart.couponApplies(filled(), coupon, '2024-05-31'), true);
  assert.strictEqual(cart.couponApplies(filled(), coupon, '2024-06-01'), false);
  assert.strictEqual(cart.couponApplies(filled(), { minimum: 0 }, '2024-06-01'), true);
  assert.strictEqual(cart.couponApplies(cart.EMPTY, coupon, '2024-05-01'), false);
  assert.strictEqual(cart.couponApplies(filled(), null, '2024-05-01'), false);
});

test('carts survive in the storage, broken ones do not', () => {
  const kept = new Map();
  const storage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
  assert.deepStrictEqual(cart.loadCart(storage), cart.EMPTY);
  cart.saveCart(storage, filled());
  assert.deepStrictEqual(cart.loadCart(storage), filled());
  for (const key of kept.keys()) kept.set(key, '{broken');
  assert.deepStrictEqual(cart.loadCart(storage), cart.EMPTY);
});
