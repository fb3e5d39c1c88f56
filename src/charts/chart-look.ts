import type { CSSProperties } from 'react';

/** The page's colours, with those of its light theme where a picture stands alone. */
export const INK = 'var(--ink, #1a1c20)';
export const MUTED = 'var(--muted, #5a5f68)';
export const SURFACE = 'var(--surface, #fff)';
export const LINE = 'var(--line, #dcdcd5)';
export const FIRST = 'var(--a, #1a5bb8)';
export const SECOND = 'var(--b, #9c4306)';
export const SAME = 'var(--same, #1b7048)';
export const FORK = 'var(--fork, #b0124f)';

export const TEXT: CSSProperties = { font: '12px system-ui, sans-serif', fill: INK };
export const SMALL: CSSProperties = { font: '11px system-ui, sans-serif', fill: MUTED };

/** What a pointer brings up over lines. */
export const TOOLTIP: CSSProperties = {
  background: SURFACE,
  border: `1px solid ${LINE}`,
  fontSize: '0.8125rem',
};
