import { marginOf, type PositionComparison } from './compare-positions.ts';
import type { TranscriptPosition } from './transcripts.ts';

/** Logits of all compared positions, bit by bit. */
export interface ComparedLogits {
  readonly logits: number;
  readonly differing: number;
  readonly maxUlp: number;
  readonly maxUlpSameSign: number;
  readonly crossings: number;
  readonly maxAbsolute: number;
  readonly maxKl: number;
  /** First position whose logits differ in any bit; null where none does. */
  readonly firstDifference: number | null;
}

/** How near positions came to another choice. */
export interface DangerTotals {
  /** In a at the fork; where there is none, the smallest. */
  readonly margin: number | null;
  /** At the fork; where there is none, the largest. */
  readonly perturbation: number | null;
  /** Positions where the perturbation reached the margin, so that a greedy fork was possible, of those where both are known. */
  readonly possible: number;
  readonly judged: number;
}

/** Where one side ended, the other's margin is still known. */
export interface ForkPlace {
  readonly fork: number;
  readonly at: TranscriptPosition | undefined;
}

export function dangerOf(positions: readonly PositionComparison[], place: ForkPlace | null): DangerTotals {
  const judged = positions.filter(({ margin, perturbation }) => margin !== null && perturbation !== null);
  const counts = {
    possible: judged.filter(({ margin, perturbation }) => perturbation! > 0 && perturbation! >= margin!)
      .length,
    judged: judged.length,
  };
  if (place) {
    const margin = place.at ? marginOf(place.at) : null;
    return { margin, perturbation: positions[place.fork]?.perturbation ?? null, ...counts };
  }
  const perturbation = largest(positions.map(({ perturbation }) => perturbation));
  return { margin: smallest(positions.map(({ margin }) => margin)), perturbation, ...counts };
}

function smallest(values: readonly (number | null)[]): number | null {
  return values.reduce((least, value) => (value === null ? least : Math.min(least ?? value, value)), null);
}

export function largest(values: readonly (number | null)[]): number | null {
  return values.reduce((most, value) => (value === null ? most : Math.max(most ?? value, value)), null);
}

/** Null where no position has logits on both sides. */
export function logitTotals(
  positions: readonly PositionComparison[],
  a: readonly TranscriptPosition[],
): ComparedLogits | null {
  const compared = positions.flatMap(({ position, logits }) => (logits ? [{ position, ...logits }] : []));
  if (compared.length === 0) return null;
  const most = (of: (at: (typeof compared)[number]) => number) =>
    compared.reduce((max, at) => Math.max(max, of(at)), 0);
  const sum = (of: (at: (typeof compared)[number]) => number) =>
    compared.reduce((total, at) => total + of(at), 0);
  return {
    logits: sum(({ position }) => a[position].logits!.length),
    differing: sum(({ differing }) => differing),
    maxUlp: most(({ maxUlp }) => maxUlp),
    maxUlpSameSign: most(({ maxUlpSameSign }) => maxUlpSameSign),
    crossings: sum(({ crossings }) => crossings),
    maxAbsolute: most(({ maxAbsolute }) => maxAbsolute),
    maxKl: most(({ kl }) => kl),
    firstDifference: compared.find(({ differing }) => differing > 0)?.position ?? null,
  };
}
