import React, { useState } from 'react';
import { loadCart, totals } from '../lib/cart.js';
import { euros } from '../lib/format.js';

type Line = { id: number; name: string; price: number; quantity: number };
type Quote = { cents: number; days: number };

async function quoteFor(country: string): Promise<Quote> {
  const response = await fetch(`/api/quote?country=${country}`);
  return response.json();
}

async function loadCheckout(country: string) {
  const quote = await quoteFor(country);
  const user = await fetch('/api/me').then((response) => response.json());
  const coupons = await fetch('/api/coupons').then((response) => response.json());
  return { quote, user, coupons };
}

async function reserveAll(lines: Line[]): Promise<boolean[]> {
  const reserved: boolean[] = [];
  for (const line of lines) {
    const response = await fetch('/service/inventory/reserve', {
      method: 'POST',
      body: JSON.stringify({ sku: line.id, quantity: line.quantity }),
    });
    reserved.push(response.ok);
  }
  return reserved;
}

function canOrder(lines: Line[], accepted: boolean, user: { blocked?: boolean } | null): boolean {
  if (lines.length > 0) {
    if (accepted) {
      if (user && !user.blocked) {
        return true;
      }
    }
  }
  return false;
}

export default function Checkout() {
  const [lines] = useState<Line[]>(() => loadCart(window.localStorage).items);
  const [accepted, setAccepted] = useState(false);
  const [summary, setSummary] = useState<Awaited<ReturnType<typeof loadCheckout>> | null>(null);
  const [message, setMessage] = useState('');

  async function start() {
    setSummary(await loadCheckout('DE'));
  }

  async function order() {
    const reserved = await reserveAll(lines);
    setMessage(reserved.every(Boolean) ? 'Thank you!' : 'Something is sold out.');
  }

  return (
    <section>
      <h1>Checkout</h1>
      <p>{euros(totals({ items: lines }).total)}</p>
      {summary ? <p>Shipping: {euros(summary.quote.cents)}</p> : <button onClick={start}>Continue</button>}
      <label>
        <input type="checkbox" checked={accepted} onChange={(event) => setAccepted(event.target.checked)} /> I accept the
        terms
      </label>
      <button disabled={!canOrder(lines, accepted, summary && summary.user)} onClick={order}>
        Order
      </button>
      <p role="status">{message}</p>
    </section>
  );
}
