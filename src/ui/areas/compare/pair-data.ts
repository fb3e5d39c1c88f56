import { useEffect, useMemo } from 'react';
import { type DangerPoint, inDanger } from '../../../charts/danger-points.ts';
import type { StripKind } from '../../../charts/strip-map.tsx';
import type { PairNames } from '../../../results/compare-reports.ts';
import { pairKeyOf } from '../../../results/compare-reports.ts';
import type { PairReport } from '../../../results/pair-series.ts';
import type { DiffRecord } from '../../../results/record.ts';
import { useLab } from '../../state/lab-store.ts';
import { fetchPair, isLive } from './reports.ts';

/** The series of a pair, and those of its replay; undefined while there are none. */
export interface PairData {
  readonly series: PairReport | undefined;
  readonly forced: PairReport | undefined;
}

/** Asks for the series once the run is over. */
export function usePairData({ a, b, probe }: PairNames): PairData {
  const key = pairKeyOf({ a, b, probe });
  const live = useLab(({ view }) => isLive(view));
  const series = useLab(({ view }) => view.reports.pairs[key]);
  const forced = useLab(({ view }) => view.reports.forced[key]);
  useEffect(() => {
    if (live) void fetchPair({ a, b, probe });
  }, [live, a, b, probe]);
  return useMemo(() => ({ series, forced }), [series, forced]);
}

/** The run's comparable tokens, then those that only the replay can compare. */
export function dangerPoints({ series, forced }: PairData): DangerPoint[] {
  const ran = series?.positions ?? [];
  const replayed = forced?.positions.slice(ran.length) ?? [];
  return [
    ...ran.map(({ position, margin, perturbation }) => ({ position, margin, perturbation, forced: false })),
    ...replayed.map(({ position, margin, perturbation }) => ({
      position,
      margin,
      perturbation,
      forced: true,
    })),
  ];
}

/** Token indices at which a flip was possible. */
export function dangerPlaces(data: PairData): number[] {
  return dangerPoints(data)
    .filter(inDanger)
    .map(({ position }) => position);
}

/** What the strip shows of each token index. Until the series is there, every token up to the fork counts as merely the same. */
export function stripKinds(
  length: number,
  fork: number | null,
  diff: Pick<DiffRecord, 'firstDifference'> | null,
  series: PairReport | undefined,
): StripKind[] {
  return Array.from({ length }, (_, at): StripKind => {
    if (fork !== null && at >= fork) return 'apart';
    const differing = series?.positions[at]?.differing;
    if (differing !== undefined) return differing === 0 ? 'bits' : 'tokens';
    return diff && (diff.firstDifference ?? length) > at ? 'bits' : 'tokens';
  });
}
