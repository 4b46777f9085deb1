const { allItems } = require('./inventory');

async function ordersOf(db, customer, status) {
  let where = `customer = ${Number(customer)}`;
  if (status) {
    where += ` AND status = '${status}'`;
  }
  return db.query(`SELECT * FROM orders WHERE ${where} ORDER BY id LIMIT 100`);
}

async function ordersWithItems(db, customer) {
  const orders = await db.query('SELECT * FROM orders WHERE customer = ? LIMIT 100', [customer]);
  for (const order of orders) {
    order.items = await db.query('SELECT * FROM order_items WHERE order_id = ?', [order.id]);
  }
  return orders;
}

function latestOrder(db, customer) {
  return ordersOf(db, customer)
    .then((orders) => orders[orders.length - 1])
    .then((order) => db.query('SELECT * FROM order_items WHERE order_id = ? LIMIT 50', [order.id]))
    .then((items) => items.map((item) => item.sku))
    .catch(() => []);
}

async function dashboard(db, day) {
  const orders = await db.query('SELECT * FROM orders WHERE day = ? LIMIT 1000', [day]);
  const items = await allItems(db);
  const value = items.reduce((sum, item) => sum + item.stock * item.price, 0);
  return { day, orders: orders.length, value };
}

/**
 * The list that somebody walks through the warehouse with: what to take from where,
 * in the order of the aisles, in as many trips as the trolley needs.
 */
function buildPickList(orders, items, options = {}) {
  const capacity = options.capacity || 20;
  const bySku = new Map();
  for (const item of items) {
    if (!bySku.has(item.sku)) {
      bySku.set(item.sku, []);
    }
    bySku.get(item.sku).push({ ...item });
  }

  // what is needed, urgent orders first
  const wanted = [];
  const sorted = orders.slice().sort((a, b) => {
    if (a.urgent !== b.urgent) {
      return a.urgent ? -1 : 1;
    }
    return a.id - b.id;
  });
  for (const order of sorted) {
    if (order.status === 'cancelled') {
      continue;
    }
    for (const line of order.items) {
      if (line.quantity > 0) {
        wanted.push({ order: order.id, sku: line.sku, quantity: line.quantity, urgent: !!order.urgent });
      }
    }
  }

  // where it is
  const picks = [];
  const missing = [];
  for (const want of wanted) {
    const places = bySku.get(want.sku) || [];
    let open = want.quantity;
    for (const place of places) {
      if (open === 0) {
        break;
      }
      if (place.blocked) {
        continue;
      }
      const part = Math.min(open, place.stock);
      if (part > 0) {
        place.stock -= part;
        open -= part;
        picks.push({ order: want.order, sku: want.sku, aisle: place.aisle, shelf: place.shelf, quantity: part });
      }
    }
    if (open > 0) {
      if (want.urgent) {
        missing.unshift({ order: want.order, sku: want.sku, quantity: open });
      } else {
        missing.push({ order: want.order, sku: want.sku, quantity: open });
      }
    }
  }

  // odd aisles are walked up, even ones down
  picks.sort((a, b) => {
    if (a.aisle !== b.aisle) {
      return a.aisle - b.aisle;
    }
    if (a.aisle % 2 === 1) {
      return a.shelf - b.shelf;
    }
    return b.shelf - a.shelf;
  });

  // trips
  const trips = [];
  let trip = { picks: [], load: 0 };
  for (const pick of picks) {
    let rest = pick.quantity;
    while (rest > 0) {
      const room = capacity - trip.load;
      if (room === 0) {
        trips.push(trip);
        trip = { picks: [], load: 0 };
        continue;
      }
      const part = Math.min(room, rest);
      trip.picks.push({ ...pick, quantity: part });
      trip.load += part;
      rest -= part;
    }
  }
  if (trip.load > 0) {
    trips.push(trip);
  }

  // what the clerk reads
  const lines = [];
  trips.forEach((entry, index) => {
    lines.push(`Trip ${index + 1} (${entry.load}/${capacity})`);
    for (const pick of entry.picks) {
      lines.push(`  ${pick.aisle}-${pick.shelf}  ${pick.quantity} x ${pick.sku}  #${pick.order}`);
    }
  });
  if (missing.length > 0) {
    lines.push('Missing');
    for (const entry of missing) {
      lines.push(`  ${entry.quantity} x ${entry.sku}  #${entry.order}`);
    }
  }

  return { trips, missing, text: lines.join('\n') };
}

function register(app, { db }) {
  app.get('/reports/orders/:customer', async (req, res) => {
    res.json(await ordersWithItems(db, req.params.customer));
  });

  app.get('/reports/picklist', async (req, res) => {
    const orders = await ordersWithItems(db, req.query.customer);
    const items = await allItems(db);
    res.type('text').send(buildPickList(orders, items, { capacity: Number(req.query.capacity) || 20 }).text);
  });

  app.get('/reports/dashboard', (req, res) => {
    dashboard(db, req.query.day)
      .then((figures) => {
        res.json(figures);
      })
      .catch((error) => {
        res.status(500).json({ error: error.message });
      });
  });
}

module.exports = { buildPickList, dashboard, latestOrder, ordersOf, ordersWithItems, register };
