import React from 'react';
import { Link } from 'react-router-dom';
import CartBadge from './CartBadge.jsx';

export default function Header() {
  return (
    <header className="header">
      <Link to="/">Shop</Link>
      <nav>
        <Link to="/checkout">
          Cart <CartBadge />
        </Link>
      </nav>
    </header>
  );
}
