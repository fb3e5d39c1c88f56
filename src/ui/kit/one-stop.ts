/**
 * Leaves one of several controls to Tab: the one that had the focus last, else one that says where the page stands (`aria-current`),
 * else the first. Arrow keys reach the others.
 */
export function keepOneStop(controls: readonly HTMLElement[], latest: HTMLElement | null): void {
  const stop =
    controls.find((each) => each === latest) ??
    controls.find((each) => each.hasAttribute('aria-current')) ??
    controls[0];
  for (const each of controls) each.tabIndex = each === stop ? 0 : -1;
}

/** Controls that can have the focus: a style sheet may leave some out. */
export function controlsIn(box: Element, selector: string): HTMLElement[] {
  return [...box.querySelectorAll<HTMLElement>(selector)].filter((each) => each.checkVisibility?.() ?? true);
}
