/**
 * Brings a part of the page to the top of the window, below what sticks there (`scroll-padding` in lab.module.css), and gives it the
 * focus, so that Tab and the arrow keys go on from it. At once and without motion.
 */
export function bringTo(part: HTMLElement): void {
  part.scrollIntoView({ block: 'start' });
  part.focus({ preventScroll: true });
}
