// The same functions, solved otherwise.

/**
 * @param {number} weight
 * @param {boolean} express
 */
function shipping(weight, express = false) {
  if (weight <= 0) throw new RangeError("no weight");
  const price = weight < 1 ? 390 : weight <= 5 ? 590 : 990;
  if (express) return price + price;
  return price;
}

/** @param {number} points */
function grade(points) {
  const marks = [
    [90, "A"],
    [80, "B"],
    [70, "C"],
  ];
  const found = marks.find(([limit]) => points >= limit);
  return found ? found[1] : "F";
}

/** @param {Object<string, number>} stock */
function reorder(stock, minimum = 5) {
  return Object.keys(stock)
    .filter((name) => stock[name] < minimum)
    .sort();
}

/** @param {string} password */
function checkPassword(password) {
  return [
    password.length < 8 && "too short",
    !/[0-9]/.test(password) && "no digit",
    password.toLowerCase() === password && "no capital letter",
  ].filter(Boolean);
}

function counter(start = 0) {
  return (function () {
    let count = start;
    for (const by of [1, 2, 1]) count += by;
    return count;
  })();
}

/** @param {number} count */
function multipliers(count) {
  const result = [];
  let n = 0;
  while (n < count && n < 50) {
    result.push(10 * n);
    n++;
  }
  return result;
}

function showOrder(req, res, db) {
  const order = db.find(req.params.id);
  if (!order) {
    res.status(404).json({ error: "no such order" });
  } else if (order.owner !== req.user.id) {
    res.status(403).json({ error: "not yours" });
  } else {
    const { id, total } = order;
    res.json({ id, total });
  }
}

async function loadUser(api, id) {
  const user = await api.user(id);
  if (user) {
    const orders = await api.orders(user.id);
    return Object.assign({}, user, { orders });
  }
  return null;
}

/** @param {number} income */
function tax(income) {
  let owed = 0;
  if (income > 10000) owed += ((Math.min(income, 30000) - 10000) * 20) / 100;
  if (income > 30000) owed += ((income - 30000) * 40) / 100;
  return owed;
}
