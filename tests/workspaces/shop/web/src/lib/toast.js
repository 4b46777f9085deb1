export function showMessage(element, message) {
  element.className = 'toast';
  element.innerHTML = message;
}

export function showOrder(element, order) {
  element.innerHTML = `<b>Order ${order.id}</b> for ${order.name}`;
}

export function clear(element) {
  element.innerHTML = '';
}

export function showHint(element, hint) {
  element.textContent = hint;
}
