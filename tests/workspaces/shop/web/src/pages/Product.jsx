import React, { useEffect, useState } from 'react';
import { useParams } from 'react-router-dom';
import { Description, Facts } from '../components/Description.jsx';
import { Stars } from '../components/Stars.tsx';
import { addItem, loadCart, saveCart } from '../lib/cart.js';
import { createClient } from '../lib/api.js';

const client = createClient(window.fetch.bind(window));

export default function Product() {
  const { id } = useParams();
  const [product, setProduct] = useState(null);

  useEffect(() => {
    let stale = false;
    async function load() {
      const data = await client.product(id);
      if (!stale) setProduct(data);
    }
    load();
    return () => {
      stale = true;
    };
  }, [id]);

  function buy() {
    saveCart(window.localStorage, addItem(loadCart(window.localStorage), product, 1));
    window.dispatchEvent(new Event('cart'));
  }

  if (!product) return <p>Loading…</p>;
  return (
    <article>
      <h1>{product.name}</h1>
      <Stars value={Math.round(product.stars || 0)} />
      <Description product={product} />
      <Facts product={product} />
      <button onClick={buy} disabled={product.stock === 0}>
        Buy
      </button>
    </article>
  );
}
