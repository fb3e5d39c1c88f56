import { type KeyboardEvent, useMemo } from 'react';
import { visible } from '../../../experiment/visible.ts';
import { type PairNames, pairKeyOf } from '../../../results/compare-reports.ts';
import { traceKey } from '../../../results/record.ts';
import streamsStyles from '../../kit/styles/streams.module.css';
import type { StreamToken } from '../../state/lab-state.ts';
import { useLab } from '../../state/lab-store.ts';
import { forkSoFar, type Pair } from '../../state/pairs.ts';
import { placeStore, unpin, usePinned, usePreview } from '../../state/place.ts';
import { ArmStreams } from './arm-streams.tsx';
import { ArmStrip } from './arm-strip.tsx';
import { Chips } from './chips.tsx';
import { Danger } from './danger.tsx';
import { dangerPoints, usePairData } from './pair-data.ts';
import { PlaceLine } from './place-line.tsx';
import { PositionPanel } from './position-panel.tsx';
import { Verdict } from './verdict.tsx';
import { diffOf } from './verdict-words.ts';

const NO_TOKENS: readonly StreamToken[] = [];

/** Both arms' streams of one probe, where they part, and what that says. */
export function PairPanel({ pair }: { readonly pair: Pair }) {
  const { a, b, probe } = pair;
  const names: PairNames = { a: a.name, b: b.name, probe: probe.id };
  const key = pairKeyOf(names);
  const tokensA = useLab(({ view }) => view.streams[traceKey(a.name, probe.id)] ?? NO_TOKENS);
  const tokensB = useLab(({ view }) => view.streams[traceKey(b.name, probe.id)] ?? NO_TOKENS);
  const record = useLab(({ view }) => view.record);
  const data = usePairData(names);
  const points = useMemo(() => dangerPoints(data), [data]);
  const preview = usePreview(key);
  const pinned = usePinned(key);
  const streams = { a: tokensA, b: tokensB };
  const length = Math.max(tokensA.length, tokensB.length);
  const diff = record && diffOf(pair, record);
  const fork = diff ? diff.fork : forkSoFar(tokensA, tokensB);
  // What is pinned outlives the run it was pinned in, which may have been longer.
  const shown = [preview, pinned].find((at) => at !== null && at < length) ?? null;
  const place = {
    pairKey: key,
    length,
    fork,
    preview,
    pinned: pinned !== null && pinned < length ? pinned : null,
  };
  return (
    <article
      className={streamsStyles.pair}
      data-part="pair"
      id={key}
      tabIndex={-1}
      aria-label={`${visible(a.name)} against ${visible(b.name)}`}
      onKeyDown={unpinOnEscape}
    >
      <Verdict pair={pair} />
      {length > 0 && <ArmStrip {...place} {...{ streams, data, diff }} />}
      <ArmStreams {...place} {...{ pair, streams, data }} />
      <PlaceLine index={shown} probabilities={data.series?.probabilities} {...{ streams, points }} />
      <Chips {...{ pair, diff }} series={data.series} />
      {diff && (
        <Danger {...place} {...{ names, data, temperature: record.experiment.decoding.temperature }} />
      )}
      {diff && (
        <PositionPanel
          {...{ names, pairKey: key, preview, fork, data }}
          whole={diff.wholeLogits !== false}
          position={place.pinned ?? fork}
        />
      )}
    </article>
  );
}

function unpinOnEscape(event: KeyboardEvent): void {
  if (event.key !== 'Escape' || !placeStore.getState().pinned) return;
  unpin();
  event.preventDefault();
}
