import { useEffect, useMemo } from 'react';
import { type DangerPoint, inDanger } from '../../../charts/danger-points.ts';
import type { StripKind } from '../../../charts/strip-map.tsx';
import type { PairNames } from '../../../results/compare-reports.ts';
import { pairKeyOf } from '../../../results/compare-reports.ts';
import type { PairReport } from '../../../results/pair-series.ts';
import type { PositionFigures } from '../../../results/position-figures.ts';
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

/** The figures of a token, and whether the replay gave them. */
export interface TokenFigures extends PositionFigures {
  readonly forced: boolean;
}

/** The run's measured tokens, then those that only the replay can compare: in their order. */
export function tokenFigures({ series, forced }: PairData): TokenFigures[] {
  const ran = series?.positions ?? [];
  const known = new Set(ran.map(({ position }) => position));
  const replayed = forced?.positions.filter(({ position }) => !known.has(position)) ?? [];
  return [
    ...ran.map((figures) => ({ ...figures, forced: false })),
    ...replayed.map((figures) => ({ ...figures, forced: true })),
  ].toSorted((a, b) => a.position - b.position);
}

export function dangerPoints(data: PairData): DangerPoint[] {
  return tokenFigures(data).map(({ position, margin, perturbation, forced }) => ({
    ...{ position, margin, perturbation, forced },
  }));
}

/** How many tokens have equal contexts, in the run or in its replay, measured or not. */
export function comparableTokens({ series, forced }: PairData): number {
  const ofEach = [series, forced].map((each) => (each ? each.positions.length + (each.unmeasured ?? 0) : 0));
  return Math.max(...ofEach);
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
  const differing = new Map(series?.positions.map((at) => [at.position, at.differing]));
  return Array.from({ length }, (_, at): StripKind => {
    if (fork !== null && at >= fork) return 'apart';
    const count = differing.get(at);
    if (count !== undefined) return count === 0 ? 'bits' : 'tokens';
    return diff && (diff.firstDifference ?? length) > at ? 'bits' : 'tokens';
  });
}
