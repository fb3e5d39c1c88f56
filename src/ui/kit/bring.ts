import { type RefObject, useEffect, useRef } from 'react';

/**
 * Brings a part of the page to the top of the window, below what sticks there (`scroll-margin` in lab.module.css), and gives it the
 * focus, so that Tab and the arrow keys go on from it. At once and without motion.
 */
export function bringTo(part: HTMLElement): void {
  part.scrollIntoView({ block: 'start' });
  part.focus({ preventScroll: true });
}

/**
 * For a part that shows what a press asked for: comes into view when something new is shown in it, by as little as it takes, unless the
 * visitor types elsewhere by then.
 */
export function useComing<Part extends HTMLElement>(shown: unknown): RefObject<Part | null> {
  const part = useRef<Part>(null);
  const before = useRef(shown);
  useEffect(() => {
    if (before.current === shown) return;
    before.current = shown;
    if (shown && !isTyping()) part.current?.scrollIntoView({ block: 'nearest' });
  }, [shown]);
  return part;
}

function isTyping(): boolean {
  return document.activeElement?.matches('textarea, select, input, [contenteditable="true"]') ?? false;
}
