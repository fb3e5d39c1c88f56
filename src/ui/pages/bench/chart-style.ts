import type { CSSProperties } from 'react';
import type { BenchEngine, CaseReport } from '../../../bench/report.ts';
import { FIRST, INK, LINE, MUTED, SAME, SECOND, SURFACE } from '../../../charts/chart-look.ts';

/** Every bar and point has its engine's name beside it: the colour only repeats it. */
export const ENGINE_COLOUR: Readonly<Record<BenchEngine, string>> = {
  variant: FIRST,
  invariant: SAME,
  pinned: MUTED,
  fast: INK,
  'ort-webgpu': SECOND,
  portable: SAME,
};

export const ENGINE_NAME: Readonly<Record<BenchEngine, string>> = {
  variant: 'variant',
  invariant: 'invariant',
  pinned: 'pinned',
  fast: 'fast',
  'ort-webgpu': 'onnxruntime-web',
  portable: 'portable',
};

/** What a pointer or an arrow key brings up. Not in a sheet: the charts are also drawn without the page. */
export const TIP: CSSProperties = {
  maxWidth: '15rem',
  padding: '0.35rem 0.6rem',
  whiteSpace: 'normal',
  border: `1px solid ${LINE}`,
  borderRadius: 3,
  background: SURFACE,
  color: INK,
  fontSize: '0.8125rem',
};

/** Pixels that the charts ask for: their places are kept for them. */
export const PRICE_HEIGHT = 190;
const RATE_ROW = 20;
export const RATE_AXIS = 36;

export function ratesHeight(cases: readonly CaseReport[]): number {
  return cases.reduce((height, { times }) => height + (1 + times.length) * RATE_ROW, RATE_AXIS);
}
