import { type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { createPortal } from 'react-dom';

/** A part of a page whose layout changes: it moves with all that it holds, where mounting it anew would lose what is open, written and in focus. */
export interface Movable {
  readonly box: HTMLElement;
  /** What had the focus within it when it last left a place. */
  focused: HTMLElement | null;
}

export function useMovable(): Movable {
  return useState((): Movable => {
    const box = document.createElement('div');
    // The layout is its place's and its contents', as if it were not there.
    box.style.display = 'contents';
    return { box, focused: null };
  })[0];
}

/** What a part holds, wherever it stands. Comes after the places, so that what it measures when it mounts is on the page. */
export function Contents({ of, children }: { readonly of: Movable; readonly children: ReactNode }) {
  return createPortal(children, of.box);
}

/** Where a part stands: one place at a time. */
export function Place({ of }: { readonly of: Movable }) {
  const place = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    place.current!.append(of.box);
    of.focused?.focus({ preventScroll: true });
    return () => {
      const { activeElement } = document;
      of.focused =
        activeElement instanceof HTMLElement && of.box.contains(activeElement) ? activeElement : null;
    };
  }, [of]);
  return <div ref={place} style={CONTENTS} />;
}

const CONTENTS = { display: 'contents' } as const;
