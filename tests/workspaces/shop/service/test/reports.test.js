const assert = require('node:assert');
const { test } = require('node:test');

process.env.SERVICE_SECRET = 'for tests';
const auth = require('../src/auth');
const reports = require('../src/reports');
const { application, database } = require('../test-support/database');

const TABLES = {
  orders: [
    { id: 1, customer: 5, status: 'new', day: '2024-05-01' },
    { id: 2, customer: 5, status: 'paid', day: '2024-05-01' },
    { id: 3, customer: 6, status: 'new', day: '2024-05-02' },
  ],
  order_items: [
    { order_id: 1, sku: 'T-1', quantity: 1 },
    { order_id: 2, sku: 'B-1', quantity: 2 },
    { order_id: 2, sku: 'F-1', quantity: 30 },
  ],
  inventory: [
    { sku: 'T-1', aisle: 2, shelf: 1, stock: 3, price: 100 },
    { sku: 'B-1', aisle: 1, shelf: 4, stock: 1, price: 10 },
    { sku: 'F-1', aisle: 1, shelf: 2, stock: 50, price: 1 },
  ],
  staff: [{ name: 'ida', warehouse: 'north', hash: auth.passwordHash('ida-pass') }],
};

test('orders of a customer', async () => {
  const db = database(TABLES);
  const ids = async (...args) => (await reports.ordersOf(db, ...args)).map((order) => order.id);
  assert.deepStrictEqual(await ids(5), [1, 2]);
  assert.deepStrictEqual(await ids('5', 'paid'), [2]);
  assert.deepStrictEqual(await ids(7), []);
});

test('orders with their items', async () => {
  const orders = await reports.ordersWithItems(database(TABLES), 5);
  assert.deepStrictEqual(orders.map((order) => order.items.map((item) => item.sku)), [['T-1'], ['B-1', 'F-1']]);
});

test('the latest order, if there is one', async () => {
  assert.deepStrictEqual(await reports.latestOrder(database(TABLES), 5), ['B-1', 'F-1']);
  assert.deepStrictEqual(await reports.latestOrder(database(TABLES), 6), []);
  assert.deepStrictEqual(await reports.latestOrder(database(TABLES), 7), []);
});

test('the dashboard', async () => {
  assert.deepStrictEqual(await reports.dashboard(database(TABLES), '2024-05-01'), {
    day: '2024-05-01',
    orders: 2,
    value: 360,
  });
});

test('GET /reports/dashboard answers errors with 500', async () => {
  const app = application();
  reports.register(app, { db: database(TABLES) });
  assert.strictEqual((await app.call('get /reports/dashboard', { query: { day: '2024-05-02' } })).body.orders, 1);
  const broken = application();
  reports.register(broken, { db: database({}) });
  const answer = await broken.call('get /reports/dashboard', { query: { day: '2024-05-02' } });
  assert.strictEqual(answer.code, 500);
  assert.match(answer.body.error, /syntax error/);
});

test('GET /reports/orders/:customer and /reports/picklist', async () => {
  const app = application();
  reports.register(app, { db: database(TABLES) });
  const orders = await app.call('get /reports/orders/:customer', { params: { customer: '5' } });
  assert.strictEqual(orders.body[1].items.length, 2);
  const list = await app.call('get /reports/picklist', { query: { customer: '5', capacity: '25' } });
  assert.strictEqual(list.kind, 'text');
  assert.strictEqual(
    list.body,
    [
      'Trip 1 (25/25)',
      '  1-2  25 x F-1  #2',
      'Trip 2 (7/25)',
      '  1-2  5 x F-1  #2',
      '  1-4  1 x B-1  #2',
      '  2-1  1 x T-1  #1',
      'Missing',
      '  1 x B-1  #2',
    ].join('\n')
  );
});

test('urgent orders get what there is, cancelled ones nothing', () => {
  const orders = [
    { id: 1, items: [{ sku: 'A', quantity: 2 }] },
    { id: 2, urgent: true, items: [{ sku: 'A', quantity: 2 }, { sku: 'Y', quantity: 4 }, { sku: 'Z', quantity: 1 }] },
    { id: 3, status: 'cancelled', items: [{ sku: 'A', quantity: 9 }] },
    { id: 4, items: [{ sku: 'A', quantity: 0 }] },
  ];
  const items = [
    { sku: 'A', aisle: 1, shelf: 1, stock: 9, blocked: true },
    { sku: 'A', aisle: 2, shelf: 1, stock: 1 },
    { sku: 'A', aisle: 2, shelf: 5, stock: 2 },
  ];
  const { trips, missing } = reports.buildPickList(orders, items);
  assert.deepStrictEqual(trips.map((trip) => trip.load), [3]);
  assert.deepStrictEqual(
    trips[0].picks.map((pick) => [pick.order, pick.shelf, pick.quantity]),
    [[2, 5, 1], [1, 5, 1], [2, 1, 1]]
  );
  assert.deepStrictEqual(missing, [
    { order: 2, sku: 'Z', quantity: 1 },
    { order: 2, sku: 'Y', quantity: 4 },
    { order: 1, sku: 'A', quantity: 1 },
  ]);
  assert.strictEqual(items[1].stock, 1);
  assert.strictEqual(orders[0].id, 1);
});

test('nothing to pick', () => {
  assert.deepStrictEqual(reports.buildPickList([], []), { trips: [], missing: [], text: '' });
});

test('tokens are read until they expire', () => {
  const token = auth.makeToken('ida', 2000);
  assert.deepStrictEqual(auth.readToken(token, 1999), { name: 'ida' });
  assert.strictEqual(auth.readToken(token, 2000), null);
});

test('forged and broken tokens are refused', () => {
  const token = auth.makeToken('ida', 2000);
  for (const bad of [undefined, '', 'a.b', token.replace('ida', 'max'), token.replace('shop', 'mall'), token + '0']) {
    assert.strictEqual(auth.readToken(bad, 0), null);
  }
  assert.strictEqual(auth.readToken(auth.makeToken('ida', 2000, 'other'), 0), null);
});

test('tokens of others are refused, whoever signed them', () => {
  const body = 'mall.ida.2000';
  assert.strictEqual(auth.readToken(`${body}.${auth.sign(body, process.env.SERVICE_SECRET)}`, 0), null);
});

test('signatures depend on text and secret', () => {
  assert.strictEqual(auth.sign('a', 'k'), auth.sign('a', 'k'));
  assert.notStrictEqual(auth.sign('a', 'k'), auth.sign('b', 'k'));
  assert.notStrictEqual(auth.sign('a', 'k'), auth.sign('a', 'l'));
  assert.match(auth.sign('a'), /^[0-9a-f]{64}$/);
});

test('clerks by name', async () => {
  const db = database(TABLES);
  assert.strictEqual((await auth.clerkByName(db, 'ida')).warehouse, 'north');
  assert.strictEqual(await auth.clerkByName(db, 'max'), null);
});

test('login and whoami', async () => {
  const app = application();
  auth.register(app, { db: database(TABLES) });
  const wrong = await app.call('post /login', { body: { name: 'ida', password: 'ida' } });
  assert.strictEqual(wrong.code, 401);
  const { body } = await app.call('post /login', { body: { name: 'ida', password: 'ida-pass' } });
  const known = await app.call('get /whoami', { headers: { 'x-token': body.token } });
  assert.deepStrictEqual(known.body, { name: 'ida', warehouse: 'north' });
  assert.strictEqual((await app.call('get /whoami', { headers: { 'x-token': 'x' } })).code, 401);
});
