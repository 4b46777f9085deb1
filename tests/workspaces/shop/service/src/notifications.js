const fs = require('fs');
const path = require('path');

async function notifyAll(users, send, text) {
  const results = [];
  for (const user of users) {
    const status = await send(user.email, 'News from the shop', text);
    results.push({ user: user.name, ok: status === 202 });
  }
  return results;
}

// One after the other on purpose: the gateway blocks us when we hurry.
async function sendWithRetry(send, user, text, attempts = 3) {
  for (let attempt = 1; attempt <= attempts; attempt++) {
    const status = await send(user.email, 'News from the shop', text);
    if (status === 202) {
      return attempt;
    }
  }
  return 0;
}

function loadTemplate(loader, name) {
  return loader(name)
    .then((text) => text.trim())
    .then((text) => {
      const lines = text.split('\n');
      return { subject: lines[0], body: lines.slice(1).join('\n').trim() };
    });
}

function notifyLowStock(db, send, threshold) {
  return db
    .query('SELECT * FROM inventory WHERE stock < ? ORDER BY sku LIMIT 100', [threshold])
    .then((items) => {
      if (items.length === 0) {
        return { sent: false, items: [] };
      }
      const text = items.map((item) => `${item.sku}: ${item.stock}`).join('\n');
      return send('stock@shop.example', 'Low stock', text).then((status) => {
        return { sent: status === 202, items: items.map((item) => item.sku) };
      });
    })
    .catch((error) => {
      return { sent: false, items: [], error: error.message };
    });
}

function ping(send) {
  return send('ops@shop.example', 'ping', '').then((status) => status === 202);
}

async function preferences(db, userId) {
  const user = await db.query('SELECT * FROM users WHERE id = ? LIMIT 1', [userId]);
  const topics = await db.query('SELECT * FROM topics WHERE user_id = ? LIMIT 50', [userId]);
  return { email: user[0].email, topics: topics.map((topic) => topic.name) };
}

async function subscribersOf(db, topic) {
  const rows = await db.query("SELECT * FROM topics WHERE name = '" + topic + "' LIMIT 500");
  const users = [];
  for (let i = 0; i < rows.length; i++) {
    const found = await db.query('SELECT * FROM users WHERE id = ?', [rows[i].user_id]);
    users.push(found[0]);
  }
  return users;
}

function shouldNotify(user, event) {
  if (user.email) {
    if (!user.muted) {
      if (event.level === 'urgent' || user.topics.includes(event.topic)) {
        return true;
      }
    }
  }
  return false;
}

function quietHours(user, hour) {
  if (user.quiet) {
    if (hour >= 22 || hour < 7) {
      return true;
    }
    return user.quiet.includes(hour);
  }
  return false;
}

function register(app, { db, send, templates = path.join(__dirname, '..', 'mails') }) {
  app.get('/notifications/templates', (req, res) => {
    const names = fs.readdirSync(templates).filter((name) => name.endsWith('.txt'));
    res.json(names.sort());
  });

  app.post('/notifications/topic/:topic', async (req, res) => {
    const users = await subscribersOf(db, req.params.topic);
    const results = await notifyAll(users, send, req.body.text);
    res.json({ results });
  });

  app.post('/notifications/broadcast', async (req, res) => {
    const users = await db.query('SELECT * FROM users');
    const results = await Promise.all(users.map((user) => send(user.email, req.body.subject, req.body.text)));
    res.json({ sent: results.filter((status) => status === 202).length });
  });
}

module.exports = {
  loadTemplate,
  notifyAll,
  notifyLowStock,
  ping,
  preferences,
  quietHours,
  register,
  sendWithRetry,
  shouldNotify,
  subscribersOf,
};
