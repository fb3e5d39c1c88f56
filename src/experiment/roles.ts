/** Who a request is: `probe` is watched, `clean` and `noise` are its batchmates. */
export const ROLES = ['probe', 'clean', 'noise'] as const;
export type Role = (typeof ROLES)[number];

/** What generated noise imitates. */
export const NOISE_KINDS = [
  'random-characters',
  'code-and-logs',
  'vague',
  'spam',
  'instruction-override',
] as const;
export type NoiseKind = (typeof NOISE_KINDS)[number];
