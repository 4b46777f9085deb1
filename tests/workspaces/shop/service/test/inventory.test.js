const assert = require('node:assert');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');
const { after, test } = require('node:test');

const inventory = require('../src/inventory');
const { application, database } = require('../test-support/database');

const TABLES = {
  inventory: [
    { id: 1, sku: 'T-1', name: 'Tea Pot', warehouse: 'north', stock: 4, price: 3999, unit: 'pc', supplier: 7 },
    { id: 2, sku: 'T-1', name: 'Tea Pot', warehouse: 'south', stock: 6, price: 3999, unit: 'pc', supplier: 7 },
    { id: 3, sku: 'B-1', name: 'Tea Handbook', warehouse: 'north', stock: 0, price: 1500, unit: 'pc', supplier: 8 },
    { id: 4, sku: 'F-1', name: 'Flour', warehouse: 'north', stock: 50, price: 120, unit: 'kg', supplier: 9 },
  ],
  moves: [
    { id: 1, warehouse: 'north', quantity: 5 },
    { id: 2, warehouse: 'south', quantity: 2 },
    { id: 3, warehouse: 'north', quantity: 3 },
  ],
  staff: [
    { name: 'ida', warehouse: 'north' },
    { name: 'max', warehouse: 'north' },
    { name: 'joe', warehouse: 'south' },
  ],
  suppliers: [{ id: 7, name: 'Iron & Co' }],
};

function app(options) {
  const db = database(TABLES);
  const application_ = application();
  inventory.register(application_, { db, ...options });
  return { db, call: application_.call };
}

function folder(files) {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'shop-'));
  after(() => fs.rmSync(root, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    fs.writeFileSync(path.join(root, name), text);
  }
  return root;
}

test('an item by its sku', async () => {
  const db = database(TABLES);
  assert.strictEqual((await inventory.findItem(db, 'F-1')).name, 'Flour');
  assert.strictEqual(await inventory.findItem(db, 'Q-1'), null);
});

test('items of a warehouse, all or by name', async () => {
  const db = database(TABLES);
  const names = async (...args) => (await inventory.findInWarehouse(db, ...args)).map((item) => item.name);
  assert.deepStrictEqual(await names('north'), ['Tea Handbook', 'Flour', 'Tea Pot']);
  assert.deepStrictEqual(await names('north', 'tea'), ['Tea Handbook', 'Tea Pot']);
  assert.deepStrictEqual(await names('south', 'flour'), []);
});

test('several items at once', async () => {
  const items = await inventory.itemsBySku(database(TABLES), ['B-1', 'F-1']);
  assert.deepStrictEqual(items.map((item) => item.id), [3, 4]);
});

test('stock levels keep the order that was asked for', async () => {
  assert.deepStrictEqual(await inventory.stockLevels(database(TABLES), ['F-1', 'Q-1', 'T-1']), [
    { sku: 'F-1', stock: 50 },
    { sku: 'Q-1', stock: 0 },
    { sku: 'T-1', stock: 4 },
  ]);
  assert.deepStrictEqual(await inventory.stockLevels(database(TABLES), []), []);
});

test('the summary of a warehouse', async () => {
  assert.deepStrictEqual(await inventory.warehouseSummary(database(TABLES), 'north'), {
    warehouse: 'north',
    items: 3,
    stock: 54,
    moved: 8,
    staff: ['ida', 'max'],
  });
});

test('the supplier of an item', async () => {
  const db = database(TABLES);
  assert.strictEqual((await inventory.supplierOf(db, 'T-1')).name, 'Iron & Co');
  assert.strictEqual(await inventory.supplierOf(db, 'F-1'), null);
  assert.strictEqual(await inventory.supplierOf(db, 'Q-1'), null);
});

test('reserving takes from one warehouse after the other', async () => {
  const db = database(TABLES);
  assert.deepStrictEqual(await inventory.reserve(db, 'T-1', 5), {
    taken: [
      { warehouse: 'north', quantity: 4 },
      { warehouse: 'south', quantity: 1 },
    ],
    open: 0,
  });
  assert.deepStrictEqual(db.tables.inventory.map((row) => row.stock), [0, 5, 0, 50]);
  assert.strictEqual((await inventory.reserve(db, 'T-1', 9)).open, 4);
});

test('all pages of moves', async () => {
  const pages = { 0: { moves: [1, 2], next: 5 }, 5: { moves: [3], next: 9 }, 9: { moves: [], next: null } };
  assert.deepStrictEqual(await inventory.allMoves(async (cursor) => pages[cursor]), [1, 2, 3]);
});

test('what can be shipped', () => {
  assert.strictEqual(inventory.canShip({ stock: 2 }, { quantity: 2 }), true);
  assert.strictEqual(inventory.canShip({ stock: 1 }, { quantity: 2 }), false);
  assert.strictEqual(inventory.canShip({ stock: 2, blocked: true }, { quantity: 1 }), false);
  assert.strictEqual(inventory.canShip({ stock: 2, blocked: true }, { quantity: 1, force: true }), true);
  assert.strictEqual(inventory.canShip(null, { quantity: 1 }), false);
});

test('labels and units', () => {
  assert.strictEqual(inventory.stockLabel({ stock: 0 }), 'sold out');
  assert.strictEqual(inventory.stockLabel({ stock: 0, reorder: true }), 'reordered');
  assert.strictEqual(inventory.stockLabel({ stock: 4 }), 'few left');
  assert.strictEqual(inventory.stockLabel({ stock: 5 }), 'in stock');
  assert.strictEqual(inventory.formatUnit({ stock: 3, unit: 'kg' }), '3 kilograms');
  assert.strictEqual(inventory.formatUnit({ stock: 3, unit: 'l' }), '3 l');
});

test('GET /inventory', async () => {
  const answer = await app().call('get /inventory');
  assert.deepStrictEqual(answer.body.map((item) => item.id), [1, 2, 3, 4]);
});

test('GET /inventory/notes', async () => {
  const answer = await app({ dataDir: folder({ 'notes.txt': 'Gate 3 is stuck – use gate 4\n' }) }).call(
    'get /inventory/notes'
  );
  assert.deepStrictEqual(answer, { code: 200, kind: 'text', body: 'Gate 3 is stuck – use gate 4\n' });
});

test('GET /inventory/layout/:warehouse', async () => {
  const { call } = app({ dataDir: folder({ 'layouts/north.json': '{"shelves": 12}' }) });
  const known = await call('get /inventory/layout/:warehouse', { params: { warehouse: 'north' } });
  assert.deepStrictEqual(known.body, { shelves: 12, items: 3 });
  assert.strictEqual((await call('get /inventory/layout/:warehouse', { params: { warehouse: 'west' } })).code, 404);
});

test('GET /inventory/item/:sku', async () => {
  const { call } = app();
  const { body } = await call('get /inventory/item/:sku', { params: { sku: 'F-1' } });
  assert.strictEqual(body.label, 'in stock');
  assert.strictEqual(body.unit, '50 kilograms');
  assert.strictEqual((await call('get /inventory/item/:sku', { params: { sku: 'Q-1' } })).code, 404);
});

test('PUT /inventory/item/:sku changes the stock when it is a count', async () => {
  const { call, db } = app();
  const put = async (stock) => (await call('put /inventory/item/:sku', { params: { sku: 'F-1' }, body: { stock } })).body;
  assert.deepStrictEqual(await put(7), { sku: 'F-1', levels: [{ sku: 'F-1', stock: 7 }] });
  assert.strictEqual((await put(-1)).levels[0].stock, 7);
  assert.strictEqual((await put('many')).levels[0].stock, 7);
  assert.strictEqual((await put(1.5)).levels[0].stock, 7);
  assert.strictEqual((await put(0)).levels[0].stock, 0);
  assert.deepStrictEqual(db.tables.inventory.map((row) => row.stock), [4, 6, 0, 0]);
});

test('POST /inventory/reserve', async () => {
  const { call } = app();
  assert.strictEqual((await call('post /inventory/reserve', { body: { sku: 'T-1', quantity: 10 } })).code, 200);
  assert.strictEqual((await call('post /inventory/reserve', { body: { sku: 'T-1', quantity: 1 } })).code, 409);
});
