const express = require('express');
const helmet = require('helmet');
const session = require('express-session');
const RedisStore = require('connect-redis').default;
const { createClient } = require('redis');

const redis = createClient({ url: process.env.REDIS_URL });
redis.connect().catch(console.error);

const app = express();
app.use(helmet());
app.disable('x-powered-by');
app.use(express.json({ limit: '100kb' }));
app.use(
  session({
    store: new RedisStore({ client: redis }),
    secret: process.env.SESSION_SECRET,
    resave: false,
    saveUninitialized: false,
    cookie: { secure: true, httpOnly: true, sameSite: 'lax' },
  })
);

app.get('/', (req, res) => res.json({ queues: ['mail', 'stock'] }));

app.listen(process.env.ADMIN_PORT || 4001);
