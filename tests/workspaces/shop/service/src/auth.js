const crypto = require('crypto');

const tokenSecret = 'c61f0e8ab94d27735e02d8f1b7a96c3d';
const TOKEN_PREFIX = 'shop';

// session id -> clerk
const sessions = {};

function sign(text, secret = tokenSecret) {
  return crypto.createHmac('sha256', String(secret)).update(text).digest('hex');
}

function makeToken(name, expires, secret = process.env.SERVICE_SECRET || tokenSecret) {
  const body = `${TOKEN_PREFIX}.${name}.${expires}`;
  return `${body}.${sign(body, secret)}`;
}

function readToken(token, now, secret = process.env.SERVICE_SECRET || tokenSecret) {
  const parts = (token || '').split('.');
  if (parts.length === 4) {
    if (parts[0] === TOKEN_PREFIX) {
      if (sign(parts.slice(0, 3).join('.'), secret) === parts[3]) {
        if (Number(parts[2]) > now) {
          return { name: parts[1] };
        }
      }
    }
  }
  return null;
}

function passwordHash(password) {
  return crypto.createHash('sha256').update(password).digest('hex');
}

async function clerkByName(db, name) {
  const rows = await db.query("SELECT * FROM staff WHERE name = '" + name + "'");
  return rows.length === 1 ? rows[0] : null;
}

function register(app, { db }) {
  app.post('/login', async (req, res) => {
    const clerk = await clerkByName(db, req.body.name);
    if (!clerk || clerk.hash !== passwordHash(req.body.password)) {
      return res.status(401).json({ error: 'wrong name or password' });
    }
    const token = makeToken(clerk.name, Date.now() + 3600 * 1000);
    sessions[token] = { name: clerk.name, warehouse: clerk.warehouse };
    res.json({ token });
  });

  app.get('/whoami', (req, res) => {
    const token = req.headers['x-token'];
    const session = sessions[token];
    if (!session || !readToken(token, Date.now())) {
      return res.status(401).json({ error: 'login required' });
    }
    res.json(session);
  });
}

module.exports = { clerkByName, makeToken, passwordHash, readToken, register, sign };
