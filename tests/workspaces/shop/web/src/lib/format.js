export function euros(cents) {
  const sign = cents < 0 ? '-' : '';
  const value = Math.abs(cents);
  return `${sign}${Math.floor(value / 100)},${String(value % 100).padStart(2, '0')} €`;
}

export function relativeDay(day, today) {
  const days = Math.round((Date.parse(today.toISOString().slice(0, 10)) - Date.parse(day)) / 86400000);
  if (days === 0) return 'today';
  if (days === 1) return 'yesterday';
  return days > 1 && days < 7 ? `${days} days ago` : day;
}

export function shippingText(order) {
  if (order.items.length > 0) {
    if (order.country === 'DE') {
      if (order.total >= 5000) {
        return 'free';
      }
    }
  }
  return 'from 4,90 €';
}

export function stockClass(product) {
  if (product.stock === 0) {
    return 'empty';
  } else {
    if (product.stock < 5) {
      return 'low';
    }
  }
  return '';
}

export function initials(name) {
  return name
    .split(/\s+/)
    .filter(Boolean)
    .map((part) => part[0].toUpperCase())
    .join('');
}
