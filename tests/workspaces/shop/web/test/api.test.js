const assert = require('node:assert');
const { before, test } = require('node:test');

let createClient;

before(async () => {
  ({ createClient } = await import('../src/lib/api.js'));
});

const ANSWERS = {
  '/api/products/1': { name: 'Tea Handbook', stock: 0 },
  '/api/products/3': { name: 'Tea Pot', stock: 80 },
  '/service/inventory/item/3': { stock: 10 },
  '/api/news': ['a', 'b'],
  '/api/orders/9': { user: 2 },
  '/api/users/2': { name: 'bob' },
  '/api/products/search?q=tea%20%26%20pot': { products: [{ id: 1, stock: 0 }, { id: 3, stock: 80 }] },
  '/api/reports/counts': { products: 5 },
};

function client(base = '') {
  const calls = [];
  const fetch = async (url, options) => {
    calls.push({ url, options });
    const data = ANSWERS[url.slice(base.length)];
    return { ok: data !== undefined, status: data === undefined ? 404 : 200, json: async () => structuredClone(data) };
  };
  return { calls, ...createClient(fetch, base) };
}

test('get sends the key and gives the data', async () => {
  const api = client('http://api');
  assert.deepStrictEqual(await api.get('/api/news'), ['a', 'b']);
  assert.strictEqual(api.calls[0].url, 'http://api/api/news');
  assert.ok('X-Api-Key' in api.calls[0].options.headers);
});

test('get fails with path and status', async () => {
  await assert.rejects(client().get('/nowhere'), { message: '/nowhere: 404' });
});

test('a product knows its id', async () => {
  assert.deepStrictEqual(await client().product('3'), { id: 3, name: 'Tea Pot', stock: 80 });
});

test('the overview is made of three answers', async () => {
  const api = client();
  assert.deepStrictEqual(await api.overview(3), { name: 'Tea Pot', stock: 10, news: 2 });
  assert.strictEqual(api.calls.length, 3);
  await assert.rejects(api.overview(4), /404/);
});

test('the owner of an order', async () => {
  assert.strictEqual(await client().owner(9), 'bob');
});

test('products by id keep their order', async () => {
  const names = (await client().productsById([3, 3, 1])).map((product) => product.name);
  assert.deepStrictEqual(names, ['Tea Pot', 'Tea Pot', 'Tea Handbook']);
  assert.deepStrictEqual(await client().productsById([]), []);
});

test('search gives what is in stock, or nothing when it fails', async () => {
  assert.deepStrictEqual(await client().search('tea & pot'), [{ id: 3, stock: 80 }]);
  assert.deepStrictEqual(await client().search('other'), []);
});

test('the first available product ends the search', async () => {
  const api = client();
  assert.strictEqual((await api.firstAvailable([1, 3, 99])).name, 'Tea Pot');
  assert.strictEqual(api.calls.length, 2);
  assert.strictEqual(await client().firstAvailable([1]), null);
});

test('count', async () => {
  assert.strictEqual(await client().count(), 5);
});
