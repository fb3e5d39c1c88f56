import { type KeyboardEvent, type ReactNode, useLayoutEffect, useRef } from 'react';
import { controlsIn, keepOneStop } from '../../kit/one-stop.ts';
import { valueAfterKey } from '../../kit/slider-keys.ts';

/** The buttons of a card's line, closed or open; what its form holds Tab reaches as ever. */
const LINE = '[data-line]';
const HEAD = '[data-part="card-head"], [data-part="arm-head"]';
const [UP_DOWN, ACROSS] = [
  ['ArrowUp', 'ArrowDown', 'Home', 'End'],
  ['ArrowLeft', 'ArrowRight'],
];

/** Cards whose lines Tab reaches as one: up and down lead from card to card, left and right along the buttons of one. */
export function CardList({ children }: { readonly children: ReactNode }) {
  const list = useRef<HTMLUListElement>(null);
  const latest = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    if (list.current) keep(list.current, latest.current);
  });
  const key = (event: KeyboardEvent<HTMLUListElement>) => {
    const { target, currentTarget } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || !(target instanceof Element)) return;
    // A card that was picked up is moved by the same keys.
    if (!target.matches(LINE) || currentTarget.querySelector('[data-dragged]')) return;
    const next = controlAfter(event.key, target as HTMLElement, currentTarget);
    if (!next) return;
    event.preventDefault();
    next.focus();
  };
  return (
    <ul
      ref={list}
      onKeyDown={key}
      onFocus={({ currentTarget, target }) => {
        if (!target.matches(LINE)) return;
        latest.current = target;
        keep(currentTarget, target);
      }}
    >
      {children}
    </ul>
  );
}

function controlAfter(key: string, at: HTMLElement, list: HTMLElement): HTMLElement | null {
  const rows = [...list.children].map((card) => controlsIn(card, LINE));
  const row = rows.findIndex((controls) => controls.includes(at));
  // The same press took the card away.
  if (row < 0) return null;
  const column = rows[row].indexOf(at);
  if (ACROSS.includes(key)) {
    const next = valueAfterKey(key, column, { least: 0, most: rows[row].length - 1 });
    return next === null ? null : rows[row][next];
  }
  if (!UP_DOWN.includes(key)) return null;
  // A slider's up is more; a list's is the one before.
  const same = { ArrowUp: 'ArrowLeft', ArrowDown: 'ArrowRight' }[key] ?? key;
  const next = valueAfterKey(same, row, { least: 0, most: rows.length - 1 });
  return next === null ? null : (rows[next][column] ?? rows[next][0] ?? null);
}

function keep(list: HTMLElement, latest: HTMLElement | null): void {
  const stop = latest && list.contains(latest) ? latest : list.querySelector<HTMLElement>(HEAD);
  keepOneStop(controlsIn(list, LINE), stop);
}
