import type { CanaryLook } from '../../../results/load/load-record.ts';
import type { CanaryEstimate } from '../../../steps/canary-test.ts';

/** Looks that are drawn. */
const MOST = 240;
/** What a picture shows of a ratio and of a difference: what lies beyond is drawn at its edge. */
export const RATIOS = [0.25, 16] as const;
export const DIFFERENCES = [-0.6, 0.6] as const;

export interface CanaryPoint {
  /** Milliseconds of the clock. */
  readonly at: number;
  /** Null where nothing was seen. */
  readonly value: number | null;
  readonly band: readonly [low: number, high: number];
}

/** One endpoint over time, canary against control, of at most 240 looks and the last. */
export function canarySeries(
  looks: readonly CanaryLook[],
  endpoint: 'latency' | 'quality',
): readonly CanaryPoint[] {
  const span = Math.ceil(looks.length / MOST);
  const [least, most] = endpoint === 'latency' ? RATIOS : DIFFERENCES;
  const within = (value: number) => Math.min(most, Math.max(least, value));
  return looks.flatMap((look, i) => {
    const against: CanaryEstimate | undefined = look[endpoint]?.against;
    if (!against || (i % span > 0 && i < looks.length - 1)) return [];
    const { value, low, high } = against;
    return [
      {
        at: look.at,
        value: value === null ? null : within(value),
        band: [within(low), within(high ?? most)] as const,
      },
    ];
  });
}
