import type { CSSProperties } from 'react';
import type { BenchEngine } from '../../../bench/report.ts';

/** The page's colours, with those of its light theme where a picture stands alone. */
export const INK = 'var(--ink, #1a1c20)';
export const MUTED = 'var(--muted, #5a5f68)';
export const LINE = 'var(--line, #dcdcd5)';

/** Every bar and point has its engine's name beside it: the colour only repeats it. */
export const ENGINE_COLOUR: Readonly<Record<BenchEngine, string>> = {
  variant: 'var(--a, #1a5bb8)',
  invariant: 'var(--same, #1b7048)',
  pinned: 'var(--muted, #5a5f68)',
  fast: 'var(--ink, #1a1c20)',
  'ort-webgpu': 'var(--b, #9c4306)',
};

export const ENGINE_NAME: Readonly<Record<BenchEngine, string>> = {
  variant: 'variant',
  invariant: 'invariant',
  pinned: 'pinned',
  fast: 'fast',
  'ort-webgpu': 'onnxruntime-web',
};

export const TEXT: CSSProperties = { font: '12px system-ui, sans-serif', fill: INK };
export const SMALL: CSSProperties = { font: '11px system-ui, sans-serif', fill: MUTED };
