// Accounts, carts, stock, requests: objects with state, promises, and the rules of a business.

class Account {
  constructor(owner, balance = 0) {
    this.owner = owner;
    this.balance = balance;
    this.history = [];
  }

  deposit(amount) {
    if (!(amount > 0)) throw new RangeError("nothing to deposit");
    this.balance += amount;
    this.history.push({ kind: "deposit", amount });
    return this.balance;
  }

  withdraw(amount, limit = 1000) {
    if (amount > limit) throw new RangeError("too much");
    if (amount > this.balance) throw new Error("not enough money");
    this.balance -= amount;
    this.history.push({ kind: "withdraw", amount });
    return this.balance;
  }
}

class Cart {
  constructor() {
    this.lines = [];
  }

  add(name, price, count = 1) {
    const line = this.lines.find((one) => one.name === name);
    if (line) {
      line.count += count;
    } else {
      this.lines.push({ name, price, count });
    }
    return this.lines.length;
  }

  total(discount = 0) {
    const total = this.lines.reduce((sum, line) => sum + line.price * line.count, 0);
    return total - Math.floor((total * discount) / 100);
  }
}

class Cache {
  constructor(size = 2) {
    this.size = size;
    this.entries = new Map();
  }

  put(key, value) {
    this.entries.delete(key);
    this.entries.set(key, value);
    if (this.entries.size > this.size) {
      this.entries.delete(this.entries.keys().next().value);
    }
  }
}

class Emitter {
  constructor() {
    this.listeners = {};
  }

  on(name, listener) {
    this.listeners[name] = [...(this.listeners[name] || []), listener];
    return () => {
      this.listeners[name] = this.listeners[name].filter((one) => one !== listener);
    };
  }
}

/**
 * @param {number} weight
 * @param {boolean} express
 */
function shipping(weight, express = false) {
  if (weight <= 0) throw new RangeError("nothing to ship");
  let price = 990;
  if (weight < 1) price = 390;
  else if (weight <= 5) price = 590;
  return express ? price * 2 : price;
}

/**
 * @param {number} total
 * @param {boolean} member
 * @param {string} coupon
 */
function discount(total, member, coupon = "") {
  let percent = 0;
  if (member) percent += 5;
  if (total >= 10000) percent += 10;
  if (coupon === "HALF") percent = 50;
  return Math.floor((total * percent) / 100);
}

/** @param {number} points */
function grade(points) {
  if (points >= 90) return "A";
  if (points >= 80) return "B";
  if (points >= 70) return "C";
  return "F";
}

/** @param {Object<string, number>} stock */
function reorder(stock, minimum = 5) {
  const missing = [];
  for (const [name, count] of Object.entries(stock)) {
    if (count < minimum) missing.push(name);
  }
  return missing.sort();
}

/** @param {number} amount */
function change(amount, coins = [200, 100, 50, 20, 10, 5, 2, 1]) {
  const given = [];
  for (const coin of coins) {
    while (amount >= coin && given.length < 50) {
      given.push(coin);
      amount -= coin;
    }
  }
  return given;
}

/** @param {string} password */
function checkPassword(password) {
  const problems = [];
  if (password.length < 8) problems.push("too short");
  if (!/\d/.test(password)) problems.push("no digit");
  if (password.toLowerCase() === password) problems.push("no capital letter");
  return problems;
}

function reducer(state = { count: 0, items: [] }, action = {}) {
  switch (action.type) {
    case "add":
      return { ...state, count: state.count + 1, items: [...state.items, action.item] };
    case "remove":
      return { ...state, items: state.items.filter((item) => item !== action.item) };
    case "clear":
      return { count: 0, items: [] };
    default:
      return state;
  }
}

function pick(object, names) {
  const result = {};
  for (const name of names) {
    if (name in object) result[name] = object[name];
  }
  return result;
}

function merge(base, other) {
  const merged = { ...base };
  for (const key of Object.keys(other)) {
    const both = typeof merged[key] === "object" && typeof other[key] === "object" && merged[key] && other[key];
    merged[key] = both ? merge(merged[key], other[key]) : other[key];
  }
  return merged;
}

/** @param {string} path */
function dig(object, path, fallback = null) {
  let current = object;
  for (const part of path.split(".")) {
    if (current === null || current === undefined) return fallback;
    current = current[part];
  }
  return current ?? fallback;
}

function compose(value, functions) {
  return functions.reduce((result, one) => one(result), value);
}

function counter(start = 0) {
  let count = start;
  const step = (by = 1) => (count += by);
  step();
  step(2);
  return step();
}

function* countdown(start) {
  let current = start;
  while (current > 0 && current < 1000) {
    yield current;
    current--;
  }
}

function* evens(numbers) {
  for (const number of numbers) {
    if (number % 2 === 0) yield number;
  }
}

/** @param {number} count */
function multipliers(count) {
  const made = [];
  for (let n = 0; n < count && n < 50; n++) {
    made.push((x) => x * n);
  }
  return made.map((one) => one(10));
}

async function fetchAll(fetchOne, names) {
  return Promise.all(names.map((name) => fetchOne(name)));
}

async function loadUser(api, id) {
  const user = await api.user(id);
  if (!user) return null;
  const orders = await api.orders(user.id);
  return { ...user, orders };
}

async function saveOrder(db, order) {
  await db.begin();
  try {
    const id = await db.insert("orders", order);
    await db.commit();
    return id;
  } catch (error) {
    await db.rollback();
    throw error;
  } finally {
    db.release();
  }
}

async function notify(client, users, text = "hello") {
  let sent = 0;
  for (const user of users) {
    if (!user.active) continue;
    try {
      await client.send(user.email, text);
      sent++;
    } catch (error) {
      client.log("failed", user.email);
    }
  }
  return sent;
}

async function retried(action, times = 3) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await action(attempt);
    } catch (error) {
      if (attempt >= times) throw error;
    }
  }
}

function showOrder(req, res, db) {
  const order = db.find(req.params.id);
  if (!order) {
    res.status(404).json({ error: "no such order" });
    return;
  }
  if (order.owner !== req.user.id) {
    res.status(403).json({ error: "not yours" });
    return;
  }
  res.json({ id: order.id, total: order.total });
}

/**
 * @param {number} total
 * @param {number} people
 */
function splitBill(total, people) {
  if (people <= 0 || people > 100) throw new RangeError("nobody pays");
  const share = Math.floor(total / people);
  const rest = total - share * people;
  return Array.from({ length: people }, (_, i) => (i < rest ? share + 1 : share));
}

/** @param {number} income */
function tax(income) {
  let owed = 0;
  for (const [low, high, rate] of [[0, 10000, 0], [10000, 30000, 20], [30000, Infinity, 40]]) {
    if (income > low) owed += ((Math.min(income, high) - low) * rate) / 100;
  }
  return owed;
}

module.exports = { Account, Cart, Cache, Emitter, shipping, discount, grade, reorder, change, checkPassword, reducer };
