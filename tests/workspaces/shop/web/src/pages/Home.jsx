import React, { useEffect, useState } from 'react';
import { Link } from 'react-router-dom';
import { euros } from '../lib/format.js';

export default function Home() {
  const [products, setProducts] = useState([]);
  const [error, setError] = useState(null);

  useEffect(() => {
    fetch('/api/products/page/1')
      .then((response) => {
        if (!response.ok) {
          throw new Error('status ' + response.status);
        }
        return response.json();
      })
      .then((data) => {
        setProducts(data.products);
      })
      .catch((problem) => {
        setError(problem.message);
      });
  }, []);

  if (error) return <p className="error">{error}</p>;
  return (
    <ul className="grid">
      {products.map((product) => (
        <li key={product.id}>
          <Link to={`/product/${product.id}`}>{product.name}</Link> {euros(product.price)}
        </li>
      ))}
    </ul>
  );
}
