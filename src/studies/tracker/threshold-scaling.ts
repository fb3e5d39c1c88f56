import { Z95 } from '../../numerics/inference/wilson.ts';
import { PUBLISHED_THRESHOLDS } from './detectors.ts';

/** A threshold beside what it would be if it went by 1 / sqrt(n) from the first one, and what level it comes to. Shares in [0, 1]. */
export interface ThresholdRow {
  readonly runs: number;
  readonly below: number;
  /** The first one's times sqrt(its runs / runs). */
  readonly scaled: number;
  /** The pass rate of which it is 1.96 standard errors, were that known exactly: the one of at least a half; null where none gives so wide a one. */
  readonly impliedRate: number | null;
}

/** What the published thresholds have in common, which is no one rate. */
export function thresholdScaling(): ThresholdRow[] {
  const [first] = PUBLISHED_THRESHOLDS;
  return PUBLISHED_THRESHOLDS.map(({ runs, below }) => {
    const variance = runs * (below / Z95) ** 2;
    return {
      ...{ runs, below, scaled: first.below * Math.sqrt(first.runs / runs) },
      impliedRate: variance > 0.25 ? null : 0.5 + Math.sqrt(0.25 - variance),
    };
  });
}
