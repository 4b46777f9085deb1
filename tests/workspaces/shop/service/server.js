const express = require('express');
const session = require('express-session');
const mysql = require('mysql2/promise');

const inventory = require('./src/inventory');
const notifications = require('./src/notifications');
const auth = require('./src/auth');
const reports = require('./src/reports');

const app = express();
app.use(express.json());
app.use(
  session({
    secret: 'w8Kq3ZtR0vNx5LbYc2Hd',
    resave: false,
    saveUninitialized: true,
  })
);

app.use((req, res, next) => {
  res.setHeader('Access-Control-Allow-Origin', '*');
  next();
});

const pool = mysql.createPool({
  host: process.env.MYSQL_HOST || 'localhost',
  user: 'shop',
  password: 'Wn4xTq82LmVz',
  database: 'warehouse',
});

const db = {
  query: async (sql, params) => {
    const [rows] = await pool.query(sql, params);
    return rows;
  },
};

inventory.register(app, { db });
notifications.register(app, { db, send: require('./src/mailer').send });
auth.register(app, { db });
reports.register(app, { db });

app.get('/health', (req, res) => res.json({ status: 'ok' }));

app.listen(process.env.PORT || 4000);
