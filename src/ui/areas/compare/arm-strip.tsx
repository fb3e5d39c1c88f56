import { useMemo } from 'react';
import type { DiffRecord } from '../../../results/record.ts';
import { MiniMap } from './mini-map.tsx';
import { dangerPlaces, type PairData, stripKinds } from './pair-data.ts';
import type { PairPlace } from './pair-place.ts';
import type { Streams } from './token-place.ts';

interface ArmStripProps extends PairPlace {
  readonly streams: Streams;
  readonly data: PairData;
  /** Null while the run goes on: tokens alone are known so far. */
  readonly diff: DiffRecord | null;
}

/** The strip of a run's pair. */
export function ArmStrip({ streams, data, diff, ...place }: ArmStripProps) {
  const { series } = data;
  const { length, fork } = place;
  const kinds = useMemo(() => stripKinds(length, fork, diff, series), [length, fork, diff, series]);
  const danger = useMemo(() => dangerPlaces(data), [data]);
  const words = {
    bits: 'same bits',
    tokens: diff === null ? 'same tokens so far' : 'same tokens, different bits',
    apart: 'from the fork on, A above B',
  };
  const title = `Streams of ${series?.probe ?? 'the probe'} at a glance`;
  return <MiniMap {...place} {...{ title, streams, kinds, danger, words }} />;
}
