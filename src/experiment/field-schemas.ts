import { z } from 'zod';
import { show } from './errors.ts';

// The site's content security policy forbids eval, which the validator would otherwise try at start. Here, since every schema builds on it.
z.config({ jitless: true });

const U32_MAX = 0xffff_ffff;

/** A day: no run of the lab is longer. */
export const MOST_MILLISECONDS = 86_400_000;

/** -0, which JSON can write, becomes 0: one experiment, one canonical text. */
export const unsignedZero = (value: number) => value + 0;

export const whole = (minimum: number, maximum: number) =>
  z.int().min(minimum).max(maximum).overwrite(unsignedZero);

export const between = (minimum: number, maximum: number) =>
  z.number().min(minimum).max(maximum).overwrite(unsignedZero);

export const u32 = whole(0, U32_MAX);

/** 0 is greedy. Logits are multiplied by its inverse, which f32 must hold: infinite, it would make NaN of a logit of 0. */
export const temperature = between(0, 10).refine((value) => value === 0 || value >= 1e-30, {
  error: ({ input }) => `expected 0 or at least 1e-30, found ${show(input)}`,
});

/** Of a run's clock; fractions count. */
export const milliseconds = between(0, MOST_MILLISECONDS);

export const pattern = (shape: RegExp, words: string) =>
  z.string().regex(shape, { error: ({ input }) => `expected ${words}, found ${show(input)}` });

/** What a name that others refer to may be, and how a refusal says it. */
export const STABLE_NAME = [
  /^[A-Za-z0-9._-]{1,64}$/,
  '1 to 64 ASCII letters, digits, ".", "_" or "-"',
] as const;

export const stableName = pattern(...STABLE_NAME);

/** A name by itself stands for what has no further settings. */
export const namedBy = (field: string) => (value: unknown) =>
  typeof value === 'string' ? { [field]: value } : value;
