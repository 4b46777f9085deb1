// Understands as much of MySQL as the service speaks: SELECT, UPDATE, WHERE with =, <, LIKE and IN, ORDER BY, LIMIT.

function literal(value) {
  if (Array.isArray(value)) return value.map(literal).join(', ');
  return typeof value === 'number' ? String(value) : `'${String(value).replaceAll("'", "''")}'`;
}

function bind(sql, params = []) {
  let next = 0;
  const bound = sql.replace(/\?/g, () => {
    if (next >= params.length) throw new Error(`too few parameters: ${sql}`);
    return literal(params[next++]);
  });
  if (next !== params.length) throw new Error(`too many parameters: ${sql}`);
  return bound;
}

function valueOf(text) {
  const trimmed = text.trim();
  const quoted = /^'((?:[^']|'')*)'$/.exec(trimmed);
  return quoted ? quoted[1].replaceAll("''", "'") : Number(trimmed);
}

function condition(text) {
  const parts = /^(\w+)\s*(=|<|LIKE|IN)\s*(.+)$/is.exec(text.trim());
  if (!parts) throw new Error(`syntax error near ${text}`);
  const [, column, operator, right] = parts;
  if (operator.toUpperCase() === 'IN') {
    const values = right.trim().slice(1, -1).split(',').map(valueOf).map(String);
    return (row) => values.includes(String(row[column]));
  }
  const value = valueOf(right);
  if (operator === '=') return (row) => String(row[column]) === String(value);
  if (operator === '<') return (row) => row[column] < Number(value);
  const needle = String(value).replace(/^%|%$/g, '').toLowerCase();
  return (row) => row[column].toLowerCase().includes(needle);
}

function matching(rows, where) {
  const conditions = where ? where.split(/\s+AND\s+/i).map(condition) : [];
  return rows.filter((row) => conditions.every((holds) => holds(row)));
}

function run(tables, sql) {
  const update = /^UPDATE (\w+) SET (\w+) = (.+?) WHERE (.+)$/is.exec(sql);
  if (update) {
    const rows = matching(tables[update[1]], update[4]);
    rows.forEach((row) => {
      row[update[2]] = Number(valueOf(update[3]));
    });
    return { affectedRows: rows.length };
  }
  const select = /^SELECT (.+?) FROM (\w+)(?: WHERE (.+?))?(?: ORDER BY (\w+))?(?: LIMIT (.+))?$/is.exec(sql);
  if (!select || !tables[select[2]]) throw new Error(`syntax error: ${sql}`);
  const [, columns, table, where, order, limit] = select;
  let rows = matching(tables[table], where).map((row) => ({ ...row }));
  if (order) rows.sort((a, b) => (a[order] < b[order] ? -1 : a[order] > b[order] ? 1 : 0));
  if (limit) rows = rows.slice(0, Number(valueOf(limit)));
  if (columns === '*') return rows;
  const names = columns.split(',').map((name) => name.trim());
  return rows.map((row) => Object.fromEntries(names.map((name) => [name, row[name]])));
}

function database(tables) {
  const copy = structuredClone(tables);
  const query = async (sql, params) => run(copy, bind(sql, params).trim());
  return { tables: copy, query, execute: query };
}

// Stands in for an Express application: remembers the routes, calls them with a plain response.
function application() {
  const routes = {};
  const app = {};
  for (const method of ['get', 'post', 'put']) {
    app[method] = (path, handler) => {
      routes[`${method} ${path}`] = handler;
    };
  }
  app.call = async (route, request = {}) => {
    const response = { code: 200, kind: 'json', body: undefined };
    response.status = (code) => Object.assign(response, { code });
    response.type = (kind) => Object.assign(response, { kind });
    response.json = (body) => Object.assign(response, { body: JSON.parse(JSON.stringify(body)) });
    response.send = (body) => Object.assign(response, { body });
    const answered = new Promise((resolve) => {
      const { json, send } = response;
      response.json = (body) => resolve(json(body));
      response.send = (body) => resolve(send(body));
    });
    const handled = routes[route]({ params: {}, query: {}, body: {}, headers: {}, ...request }, response);
    await Promise.race([answered, Promise.resolve(handled).then(() => answered)]);
    return { code: response.code, kind: response.kind, body: response.body };
  };
  return app;
}

module.exports = { application, database };
