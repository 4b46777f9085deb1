import React, { useEffect, useState } from 'react';
import { euros, relativeDay } from '../lib/format.js';

const MAPS_API_KEY = '7kQm2xVbT9sLr4Yp1WzEd8Nc';

export default function Dashboard() {
  const [tab, setTab] = useState('sales');
  const [from, setFrom] = useState('2024-01-01');
  const [to, setTo] = useState('2024-12-31');
  const [report, setReport] = useState(null);
  const [orders, setOrders] = useState([]);
  const [selected, setSelected] = useState(null);
  const [items, setItems] = useState([]);
  const [term, setTerm] = useState('');
  const [results, setResults] = useState([]);
  const [customers, setCustomers] = useState([]);
  const [sort, setSort] = useState('total');
  const [message, setMessage] = useState('');
  const [busy, setBusy] = useState(false);
  const [price, setPrice] = useState('');
  const [map, setMap] = useState(null);

  useEffect(() => {
    setBusy(true);
    fetch(`/api/reports/sales?from=${from}&to=${to}`)
      .then((response) => response.json())
      .then((data) => {
        setReport(data);
        setBusy(false);
      })
      .catch((error) => {
        setMessage(error.message);
        setBusy(false);
      });
  }, [from, to]);

  useEffect(() => {
    fetch('/api/orders')
      .then((response) => response.json())
      .then((data) => setOrders(data.orders));
  }, []);

  useEffect(() => {
    if (!selected) return;
    fetch('/api/orders/' + selected)
      .then((response) => response.json())
      .then((data) => setItems(data.items));
  }, [selected]);

  useEffect(() => {
    if (tab !== 'customers') return;
    fetch('/api/reports/best-customers')
      .then((response) => response.json())
      .then((data) => setCustomers(data.customers));
  }, [tab]);

  useEffect(() => {
    if (tab === 'map') {
      setMap(`https://maps.example/embed?key=${MAPS_API_KEY}&q=warehouse`);
    }
  }, [tab]);

  useEffect(() => {
    if (!message) return undefined;
    const timer = setTimeout(() => setMessage(''), 5000);
    return () => clearTimeout(timer);
  }, [message]);

  function search(event) {
    event.preventDefault();
    fetch('/api/products/search?q=' + encodeURIComponent(term))
      .then((response) => response.json())
      .then((data) => setResults(data.products))
      .catch((error) => setMessage(error.message));
  }

  function cancel(id) {
    if (id) {
      if (!busy) {
        if (window.confirm('Cancel order ' + id + '?')) {
          fetch(`/api/orders/${id}/cancel`, { method: 'POST' }).then(() =>
            setOrders(orders.filter((order) => order.id !== id))
          );
        }
      }
    }
  }

  async function savePrice(product) {
    setBusy(true);
    const response = await fetch('/api/products/' + product.id, {
      method: 'PUT',
      body: JSON.stringify({ price: Math.round(Number(price) * 100) }),
    });
    setBusy(false);
    if (!response.ok) {
      setMessage('could not be saved');
      return;
    }
    setResults(results.map((entry) => (entry.id === product.id ? { ...entry, price: Number(price) * 100 } : entry)));
    setPrice('');
  }

  const sorted = customers.slice().sort((a, b) => (sort === 'total' ? b.total - a.total : b.orders - a.orders));

  return (
    <div className="dashboard">
      <nav>
        {['sales', 'orders', 'products', 'customers', 'map'].map((name) => (
          <button key={name} className={name === tab ? 'active' : ''} onClick={() => setTab(name)}>
            {name}
          </button>
        ))}
      </nav>
      {message && <p className="error">{message}</p>}
      {busy && <p>Loading…</p>}

      {tab === 'sales' && (
        <section>
          <h2>Sales</h2>
          <input type="date" value={from} onChange={(event) => setFrom(event.target.value)} />
          <input type="date" value={to} onChange={(event) => setTo(event.target.value)} />
          {report && (
            <>
              <p>
                Turnover {euros(report.turnover)}, on average {euros(report.average)}
              </p>
              <table>
                <tbody>
                  {report.days.map((day) => (
                    <tr key={day.day}>
                      <td>{relativeDay(day.day, new Date())}</td>
                      <td>{day.orders}</td>
                      <td>{euros(day.turnover)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
              <ul>
                {report.warnings.map((warning) => (
                  <li key={warning}>{warning}</li>
                ))}
              </ul>
            </>
          )}
        </section>
      )}

      {tab === 'orders' && (
        <section>
          <h2>Orders</h2>
          <ul>
            {orders.map((order) => (
              <li key={order.id}>
                <button onClick={() => setSelected(order.id)}>#{order.id}</button> {order.status} {euros(order.total)}
                <button onClick={() => cancel(order.id)}>Cancel</button>
              </li>
            ))}
          </ul>
          {selected && (
            <table>
              <tbody>
                {items.map((item) => (
                  <tr key={item.name}>
                    <td>{item.quantity}</td>
                    <td>{item.name}</td>
                    <td>{euros(item.price)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </section>
      )}

      {tab === 'products' && (
        <section>
          <h2>Products</h2>
          <form onSubmit={search}>
            <input value={term} onChange={(event) => setTerm(event.target.value)} placeholder="Search" />
          </form>
          {results.map((product) => (
            <div key={product.id} className="row">
              <span>{product.name}</span>
              <span>{euros(product.price)}</span>
              <input value={price} onChange={(event) => setPrice(event.target.value)} />
              <button onClick={() => savePrice(product)}>Save</button>
            </div>
          ))}
        </section>
      )}

      {tab === 'customers' && (
        <section>
          <h2>Customers</h2>
          <select value={sort} onChange={(event) => setSort(event.target.value)}>
            <option value="total">by turnover</option>
            <option value="orders">by orders</option>
          </select>
          <ol>
            {sorted.map((customer) => (
              <li key={customer.username}>
                {customer.username}: {euros(customer.total)}
              </li>
            ))}
          </ol>
        </section>
      )}

      {tab === 'map' && map && <iframe title="warehouse" src={map} />}
    </div>
  );
}
