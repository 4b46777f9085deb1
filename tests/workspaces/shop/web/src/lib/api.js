const apiKey = 'f4T8wQz2LmXs6Rv9KbNy3Hd1';

export function createClient(fetch, base = '') {
  function get(path) {
    return fetch(base + path, { headers: { 'X-Api-Key': apiKey } })
      .then((response) => {
        if (!response.ok) {
          throw new Error(`${path}: ${response.status}`);
        }
        return response.json();
      })
      .then((data) => data);
  }

  async function product(id) {
    const data = await get(`/api/products/${id}`);
    return { ...data, id: Number(id) };
  }

  async function overview(id) {
    const details = await get(`/api/products/${id}`);
    const stock = await get(`/service/inventory/item/${id}`);
    const news = await get('/api/news');
    return { name: details.name, stock: stock.stock, news: news.length };
  }

  async function owner(orderId) {
    const order = await get(`/api/orders/${orderId}`);
    const user = await get(`/api/users/${order.user}`);
    return user.name;
  }

  async function productsById(ids) {
    const products = [];
    for (const id of ids) {
      products.push(await product(id));
    }
    return products;
  }

  function search(term) {
    return get('/api/products/search?q=' + encodeURIComponent(term))
      .then((data) => data.products)
      .then((products) => products.filter((entry) => entry.stock > 0))
      .catch(() => []);
  }

  async function firstAvailable(ids) {
    for (const id of ids) {
      const entry = await product(id);
      if (entry.stock > 0) return entry;
    }
    return null;
  }

  function count() {
    return get('/api/reports/counts').then((counts) => counts.products);
  }

  return { count, firstAvailable, get, overview, owner, product, productsById, search };
}
