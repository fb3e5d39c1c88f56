import { useEffect, useLayoutEffect } from 'react';

/**
 * Names the tab and the entry of the browser's history after what is on screen. Effects of the innermost part run last, so that a
 * part of a page may say more than the page does.
 */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = title;
  });
}

/** The title of whatever says nothing itself; `address` is what it stands for. */
export function useTitleOf(address: string, title: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: another address begins with this title again.
  useLayoutEffect(() => {
    document.title = title;
  }, [address, title]);
}
