export const EMPTY = { items: [], coupon: null };

const STORAGE_KEY = 'shop.cart.v2';

export function addItem(cart, product, quantity) {
  const found = cart.items.find((item) => item.id === product.id);
  if (found) {
    return {
      ...cart,
      items: cart.items.map((item) => (item === found ? { ...item, quantity: item.quantity + quantity } : item)),
    };
  }
  const { id, name, price } = product;
  return { ...cart, items: [...cart.items, { id, name, price, quantity }] };
}

export function cartReducer(cart, action) {
  switch (action.type) {
    case 'add':
      return addItem(cart, action.product, action.quantity || 1);
    case 'remove':
      return { ...cart, items: cart.items.filter((item) => item.id !== action.id) };
    case 'quantity':
      if (action.quantity >= 0) {
        if (action.quantity === 0) {
          return { ...cart, items: cart.items.filter((item) => item.id !== action.id) };
        }
        return {
          ...cart,
          items: cart.items.map((item) => (item.id === action.id ? { ...item, quantity: action.quantity } : item)),
        };
      }
      return cart;
    case 'coupon':
      return { ...cart, coupon: action.code.trim().toUpperCase() };
    case 'clear':
      return EMPTY;
    default:
      return cart;
  }
}

export function totals(cart) {
  let count = 0;
  let total = 0;
  for (const item of cart.items) {
    count += item.quantity;
    total += item.quantity * item.price;
  }
  return { count, total };
}

export function couponApplies(cart, coupon, today) {
  if (coupon) {
    if (!coupon.expires || coupon.expires >= today) {
      if (totals(cart).total >= coupon.minimum) {
        return true;
      }
    }
  }
  return false;
}

export function loadCart(storage) {
  try {
    return JSON.parse(storage.getItem(STORAGE_KEY)) || EMPTY;
  } catch (error) {
    return EMPTY;
  }
}

export function saveCart(storage, cart) {
  storage.setItem(STORAGE_KEY, JSON.stringify(cart));
  return cart;
}
