/**
 * Whether the page stands inside another one. Whoever made that one may lay it unseen under a button of his own: the page then shows
 * what an embed shows, which has nothing to lose by a press.
 */
export function isFramed(): boolean {
  const { top, self } = globalThis;
  return Boolean(top) && top !== self;
}
