import type { KeyboardEvent, ReactNode } from 'react';

/** Where recharts goes down the lines of a chart that lies on its side by the left arrow alone, and up by the right one. */
const MEANT: Readonly<Record<string, string>> = {
  ArrowDown: 'ArrowLeft',
  ArrowRight: 'ArrowLeft',
  ArrowUp: 'ArrowRight',
  ArrowLeft: 'ArrowRight',
};

/** Lets the arrow keys go down and up the lines of a chart inside, as they do in a list. */
export function RowKeys({ children }: { readonly children: ReactNode }) {
  return <div onKeyDownCapture={turn}>{children}</div>;
}

function turn(event: KeyboardEvent): void {
  const key = MEANT[event.key];
  // What is sent on below comes by here too; with Alt and the like, a key is the browser's, such as the one that goes back.
  const isOther = event.altKey || event.ctrlKey || event.metaKey || event.shiftKey;
  if (!key || isOther || !event.nativeEvent.isTrusted) return;
  event.preventDefault();
  event.stopPropagation();
  event.target.dispatchEvent(new window.KeyboardEvent('keydown', { key, bubbles: true }));
}
