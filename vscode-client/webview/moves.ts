// Moving by arrow keys in a list that is one stop of the Tab key.

/** Lets the arrows, Home and End move between those elements of a list that a selector names. */
export function movesIn(list: HTMLElement, selector: string): void {
  const stops = [...list.querySelectorAll<HTMLElement>(selector)];
  const become = (stop: HTMLElement): void => {
    for (const one of stops) one.tabIndex = one === stop ? 0 : -1;
    // What else can be pressed in the row is within reach of Tab from there, and only from there.
    for (const button of list.querySelectorAll<HTMLElement>('.row button.place'))
      button.tabIndex = button.closest('.row')?.contains(stop) === true ? 0 : -1;
  };
  const [first] = stops;
  if (first !== undefined) become(first);
  for (const stop of stops) stop.addEventListener('focus', () => become(stop));
  list.addEventListener('keydown', (event) => {
    const at = stops.indexOf(event.target as HTMLElement);
    if (at < 0) return;
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: stops.length - 1 }[event.key];
    const stop = to === undefined ? undefined : stops[to];
    if (to === undefined) return;
    event.preventDefault();
    stop?.focus();
  });
}
