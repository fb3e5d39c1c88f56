import { type KeyboardEvent, type ReactNode, useLayoutEffect, useRef } from 'react';
import { controlsIn, keepOneStop } from './one-stop.ts';
import { valueAfterKey } from './slider-keys.ts';

const CONTROLS = 'button:not(:disabled), a[href]';
const KEYS = ['ArrowLeft', 'ArrowRight', 'Home', 'End'];

interface ToolbarProps {
  readonly label: string;
  readonly className?: string | undefined;
  readonly part?: string;
  readonly children: ReactNode;
}

/** Controls that Tab reaches as one: arrow keys, Home and End walk among them, and Tab comes back to the one that had the focus last. */
export function Toolbar({ label, className, part, children }: ToolbarProps) {
  const bar = useRef<HTMLDivElement>(null);
  const latest = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    if (bar.current) keepOneStop(controlsIn(bar.current, CONTROLS), latest.current);
  });
  const key = (event: KeyboardEvent<HTMLDivElement>) => {
    if (!KEYS.includes(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    const controls = controlsIn(event.currentTarget, CONTROLS);
    const at = controls.indexOf(document.activeElement as HTMLElement);
    const next = at < 0 ? null : valueAfterKey(event.key, at, { least: 0, most: controls.length - 1 });
    if (next === null) return;
    event.preventDefault();
    controls[next].focus();
  };
  return (
    <div
      role="toolbar"
      aria-label={label}
      className={className}
      data-part={part}
      ref={bar}
      onKeyDown={key}
      onFocus={({ currentTarget, target }) => {
        latest.current = target;
        keepOneStop(controlsIn(currentTarget, CONTROLS), target);
      }}
    >
      {children}
    </div>
  );
}
