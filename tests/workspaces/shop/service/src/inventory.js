const fs = require('fs');
const path = require('path');

const UNITS = JSON.parse(fs.readFileSync(path.join(__dirname, 'units.json'), 'utf8'));

async function findItem(db, sku) {
  const rows = await db.query(`SELECT * FROM inventory WHERE sku = '${sku}' LIMIT 1`);
  return rows[0] || null;
}

async function findInWarehouse(db, warehouse, term) {
  let sql = "SELECT * FROM inventory WHERE warehouse = '" + warehouse + "'";
  if (term) {
    sql += " AND name LIKE '%" + term + "%'";
  }
  return db.query(sql + ' ORDER BY sku LIMIT 200');
}

async function itemsBySku(db, skus) {
  return db.query('SELECT * FROM inventory WHERE sku IN (?) LIMIT 500', [skus]);
}

async function allItems(db) {
  return db.query('SELECT * FROM inventory');
}

async function stockLevels(db, skus) {
  const levels = [];
  for (const sku of skus) {
    const rows = await db.query('SELECT stock FROM inventory WHERE sku = ?', [sku]);
    levels.push({ sku, stock: rows.length ? rows[0].stock : 0 });
  }
  return levels;
}

async function warehouseSummary(db, warehouse) {
  const items = await db.query('SELECT * FROM inventory WHERE warehouse = ? LIMIT 1000', [warehouse]);
  const moves = await db.query('SELECT * FROM moves WHERE warehouse = ? LIMIT 1000', [warehouse]);
  const staff = await db.query('SELECT * FROM staff WHERE warehouse = ? LIMIT 100', [warehouse]);
  return {
    warehouse,
    items: items.length,
    stock: items.reduce((sum, item) => sum + item.stock, 0),
    moved: moves.reduce((sum, move) => sum + move.quantity, 0),
    staff: staff.map((person) => person.name),
  };
}

async function supplierOf(db, sku) {
  const item = await findItem(db, sku);
  if (!item) return null;
  const suppliers = await db.query('SELECT * FROM suppliers WHERE id = ? LIMIT 1', [item.supplier]);
  return suppliers[0] || null;
}

// Takes the quantity from one warehouse after the other until there is enough.
async function reserve(db, sku, quantity) {
  const rows = await db.query('SELECT * FROM inventory WHERE sku = ? ORDER BY warehouse LIMIT 20', [sku]);
  let open = quantity;
  const taken = [];
  for (const row of rows) {
    if (open === 0) break;
    const part = Math.min(open, row.stock);
    if (part > 0) {
      await db.query('UPDATE inventory SET stock = ? WHERE id = ?', [row.stock - part, row.id]);
      taken.push({ warehouse: row.warehouse, quantity: part });
      open -= part;
    }
  }
  return { taken, open };
}

async function allMoves(fetchPage) {
  const moves = [];
  let cursor = 0;
  while (cursor !== null) {
    const page = await fetchPage(cursor);
    moves.push(...page.moves);
    cursor = page.next;
  }
  return moves;
}

function canShip(item, order) {
  if (item) {
    if (item.stock >= order.quantity) {
      if (!item.blocked || order.force) {
        return true;
      }
    }
  }
  return false;
}

function stockLabel(item) {
  if (item.stock === 0) {
    if (item.reorder) {
      return 'reordered';
    } else {
      return 'sold out';
    }
  } else if (item.stock < 5) {
    return 'few left';
  }
  return 'in stock';
}

function formatUnit(item) {
  return item.stock + ' ' + (UNITS[item.unit] || item.unit);
}

function register(app, { db, dataDir = path.join(__dirname, '..', 'data') }) {
  app.get('/inventory', async (req, res) => {
    res.json(await allItems(db));
  });

  app.get('/inventory/notes', (req, res) => {
    const file = path.join(dataDir, 'notes.txt');
    const text = fs.readFileSync(file, 'utf8');
    res.type('text').send(text);
  });

  app.get('/inventory/layout/:warehouse', async (req, res) => {
    const file = path.join(dataDir, 'layouts', path.basename(req.params.warehouse) + '.json');
    if (!fs.existsSync(file)) {
      return res.status(404).json({ error: 'no layout' });
    }
    const layout = JSON.parse(fs.readFileSync(file, 'utf8'));
    const items = await findInWarehouse(db, req.params.warehouse);
    res.json({ shelves: layout.shelves, items: items.length });
  });

  app.get('/inventory/item/:sku', async (req, res) => {
    const item = await findItem(db, req.params.sku);
    if (!item) {
      return res.status(404).json({ error: 'unknown sku' });
    }
    res.json({ ...item, label: stockLabel(item), unit: formatUnit(item) });
  });

  app.put('/inventory/item/:sku', async (req, res) => {
    const { stock } = req.body;
    if (Number.isInteger(stock)) {
      if (stock >= 0) {
        await db.query(`UPDATE inventory SET stock = ${stock} WHERE sku = '${req.params.sku}'`);
      }
    }
    res.json({ sku: req.params.sku, levels: await stockLevels(db, [req.params.sku]) });
  });

  app.post('/inventory/reserve', async (req, res) => {
    const result = await reserve(db, req.body.sku, req.body.quantity);
    res.status(result.open ? 409 : 200).json(result);
  });
}

module.exports = {
  allItems,
  allMoves,
  canShip,
  findInWarehouse,
  findItem,
  formatUnit,
  itemsBySku,
  register,
  reserve,
  stockLabel,
  stockLevels,
  supplierOf,
  warehouseSummary,
};
