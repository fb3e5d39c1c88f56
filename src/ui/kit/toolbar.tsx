import { type KeyboardEvent, type ReactNode, useLayoutEffect, useRef } from 'react';

interface ToolbarProps {
  readonly label: string;
  readonly className?: string;
  readonly part?: string;
  readonly children: ReactNode;
}

/** Controls that Tab reaches as one: arrow keys, Home and End walk among them, and Tab comes back to the one that had the focus last. */
export function Toolbar({ label, className, part, children }: ToolbarProps) {
  const bar = useRef<HTMLDivElement>(null);
  const latest = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    if (bar.current) keepOneStop(bar.current, latest.current);
  });
  const key = (event: KeyboardEvent<HTMLDivElement>) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const controls = controlsIn(event.currentTarget);
    const at = controls.indexOf(document.activeElement as HTMLElement);
    const next = at < 0 ? undefined : controls[nextIndex(event.key, at, controls.length)];
    if (!next || next === document.activeElement) return;
    event.preventDefault();
    next.focus();
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
        keepOneStop(currentTarget, target);
      }}
    >
      {children}
    </div>
  );
}

function nextIndex(key: string, at: number, count: number): number {
  switch (key) {
    case 'ArrowRight':
      return Math.min(count - 1, at + 1);
    case 'ArrowLeft':
      return Math.max(0, at - 1);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return at;
  }
}

/** Those that can have the focus: a style sheet may leave some out. */
function controlsIn(bar: HTMLElement): HTMLElement[] {
  const controls = [...bar.querySelectorAll<HTMLElement>('button:not(:disabled), a[href]')];
  return controls.filter((each) => each.checkVisibility?.() ?? true);
}

/** The last one that had the focus, or the one that says where the page stands, or the first. */
function keepOneStop(bar: HTMLElement, latest: HTMLElement | null): void {
  const controls = controlsIn(bar);
  const stop =
    controls.find((each) => each === latest) ??
    controls.find((each) => each.hasAttribute('aria-current')) ??
    controls[0];
  for (const each of controls) each.tabIndex = each === stop ? 0 : -1;
}
