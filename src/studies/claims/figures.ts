import { trueMinus } from '../../numerics/true-minus.ts';

/** One decimal at most, none from 100 on; of what is small two digits. */
export function fixed(value: number): string {
  if (value !== 0 && Math.abs(value) < 0.05) return trueMinus(String(Number(value.toPrecision(2))));
  const rounded = Math.abs(value) >= 100 ? Math.round(value) : Math.round(value * 10) / 10;
  return trueMinus(String(rounded === 0 ? 0 : rounded));
}

export function percent(share: number): string {
  return `${fixed(100 * share)} %`;
}

/** Milliseconds: whole ones from 10 on. */
export function milliseconds(ms: number): string {
  return `${ms >= 10 ? Math.round(ms) : fixed(ms)} ms`;
}

export function times(ratio: number): string {
  return `${fixed(ratio)} times`;
}
