import React from 'react';
import { loadCart, totals } from '../lib/cart.js';

class CartBadge extends React.Component {
  constructor(props) {
    super(props);
    this.state = { count: 0 };
    this.refresh = this.refresh.bind(this);
  }

  componentDidMount() {
    this.refresh();
    window.addEventListener('cart', this.refresh);
  }

  componentWillUnmount() {
    window.removeEventListener('cart', this.refresh);
  }

  refresh() {
    this.setState({ count: totals(loadCart(window.localStorage)).count });
  }

  render() {
    if (this.state.count === 0) {
      return null;
    }
    return <span className="badge">{this.state.count}</span>;
  }
}

export default CartBadge;
