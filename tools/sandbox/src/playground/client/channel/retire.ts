const WITHIN_MS = 3000;

function isDrawn(element: Element): boolean {
  return [element, ...element.querySelectorAll('*')].every(
    ({ localName, classList }) =>
      !localName.startsWith('discord-') || classList.contains('hydrated'),
  );
}

/**
 * Takes an element away. A web component that is taken out of the page before it drew itself fails when it does,
 * so such an element is kept out of sight until then.
 */
export function retire(element: Element): void {
  if (isDrawn(element)) {
    element.remove();
    return;
  }
  const since = performance.now();
  element.setAttribute('hidden', '');
  function check(): void {
    if (isDrawn(element) || performance.now() - since > WITHIN_MS)
      element.remove();
    else requestAnimationFrame(check);
  }
  requestAnimationFrame(check);
}

/** Puts the new element where the old one stands. */
export function supersede(old: Element, fresh: Element): void {
  old.before(fresh);
  retire(old);
}
