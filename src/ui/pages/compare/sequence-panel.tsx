import { useMemo } from 'react';
import { DangerLine } from '../../../charts/danger-line.tsx';
import { inDanger } from '../../../charts/danger-points.ts';
import { visible } from '../../../experiment/visible.ts';
import { forkCause } from '../../../report/transcripts.ts';
import { counted, grouped, measured } from '../../../results/text.ts';
import type { SequenceDetail } from '../../../worker/methods/imports.ts';
import { DangerLegend } from '../../areas/compare/danger.tsx';
import { dangerWords } from '../../areas/compare/danger-words.ts';
import { MiniMap } from '../../areas/compare/mini-map.tsx';
import { PairStreams } from '../../areas/compare/pair-streams.tsx';
import { PlaceLine } from '../../areas/compare/place-line.tsx';
import { Name } from '../../kit/name.tsx';
import charts from '../../kit/styles/charts.module.css';
import streamsStyles from '../../kit/styles/streams.module.css';
import tables from '../../kit/styles/tables.module.css';
import { point, togglePin, usePinned, usePreview } from '../../state/place.ts';
import { faultOf, resultOf } from '../../state/task.ts';
import { AtPosition } from './at-position.tsx';
import styles from './compare.module.css';
import { useCompare } from './compare-store.ts';
import { dangerPointsOf, kindsOf, probabilitiesOf, streamsOf, stripWordsOf } from './sequence-views.ts';

/** The streams of the open row, and all that is known of how they part. */
export function SequencePanel() {
  const detail = useCompare((state) => state.detail);
  const opened = useCompare((state) => state.opened);
  const fault = faultOf(detail);
  const shown = resultOf(detail);
  if (fault) return <p role="alert">{visible(fault.message)}</p>;
  return shown && opened !== null && <Sequence key={opened} row={opened} detail={shown} />;
}

function Sequence({ row, detail }: { readonly row: number; readonly detail: SequenceDetail }) {
  const pairKey = `import/${row}`;
  const sameInputs = useCompare((state) => state.sameInputs) && detail.unit === 'row';
  const labelA = useCompare(({ sides }) => resultOf(sides.a)?.label ?? 'A');
  const labelB = useCompare(({ sides }) => resultOf(sides.b)?.label ?? 'B');
  const [preview, pinned] = [usePreview(pairKey), usePinned(pairKey)];
  const streams = useMemo(() => streamsOf(detail), [detail]);
  const probabilities = useMemo(() => probabilitiesOf(detail), [detail]);
  const points = useMemo(() => dangerPointsOf(detail), [detail]);
  // Where rows were fed the same tokens, nothing forks: each is a question of its own.
  const fork = sameInputs ? null : detail.fork;
  const kinds = useMemo(() => kindsOf(detail, fork), [detail, fork]);
  const danger = useMemo(() => points.filter(inDanger).map(({ position }) => position), [points]);
  const length = kinds.length;
  const place = { pairKey, length, fork, preview, pinned };
  const head = (title: string, length: number) => ({ title, detail: counted(length, detail.unit) });
  return (
    <article
      className={streamsStyles.pair}
      data-part="sequence"
      aria-label={`Sequence ${visible(detail.id)}`}
    >
      <Heading detail={detail} />
      {length > 0 && (
        <MiniMap
          {...place}
          {...{ streams, kinds, danger }}
          title={`Streams of ${visible(detail.id)} at a glance`}
          words={stripWordsOf(detail)}
        />
      )}
      <PairStreams
        {...place}
        {...{ streams, probabilities }}
        heads={{ a: head(labelA, detail.lengths.a), b: head(labelB, detail.lengths.b) }}
        prompt={detail.prompt ?? ''}
        growing={false}
      />
      <PlaceLine index={preview ?? pinned} {...{ streams, probabilities, points }} />
      {points.length > 0 && <Margins {...place} {...{ points, detail }} />}
      <AtPosition row={row} detail={detail} position={pinned ?? detail.fork ?? firstOf(detail)} />
    </article>
  );
}

/** The first position that shows something. */
function firstOf({ positions, logits }: SequenceDetail): number | null {
  return positions.length === 0 ? null : (logits?.firstDifference ?? 0);
}

function Heading({ detail }: { readonly detail: SequenceDetail }) {
  const { id, fork, unit, lengths, a, b, logits } = detail;
  const cause = forkCause(detail);
  const cut = lengths.a > a.length || lengths.b > b.length;
  return (
    <div className={styles.heading}>
      <h3>
        <Name of={id} /> <small>{fork === null ? 'no fork' : `fork at ${unit} ${grouped(fork)}`}</small>
      </h3>
      {cause && <p>{cause}</p>}
      {logits && (
        <p>
          {grouped(logits.differing)} of {grouped(logits.logits)} logits differ, by up to{' '}
          {grouped(logits.maxUlpSameSign)} ulp and {measured(logits.maxAbsolute)}; the largest KL is{' '}
          {measured(logits.maxKl)} nats.
        </p>
      )}
      {cut && <p className={tables.note}>Only the beginning of these long streams is shown.</p>}
    </div>
  );
}

interface MarginsProps {
  readonly pairKey: string;
  readonly length: number;
  readonly fork: number | null;
  readonly preview: number | null;
  readonly pinned: number | null;
  readonly points: ReturnType<typeof dangerPointsOf>;
  readonly detail: SequenceDetail;
}

function Margins({ pairKey, points, detail, ...place }: MarginsProps) {
  const moved = points.some(({ perturbation }) => perturbation > 0);
  const drawn = detail.drawn.a + detail.drawn.b;
  const comparable = detail.positions.length;
  return (
    <section className={charts.danger}>
      <div className={charts.dangerHead}>
        <h4>Margin against perturbation</h4>
        {moved && <DangerLegend danger={points.some(inDanger)} />}
      </div>
      <p className={tables.note}>
        {dangerWords(points, { fork: place.fork, comparable, temperature: drawn > 0 ? 1 : 0 })}
      </p>
      {moved && (
        <DangerLine
          title={`Margin against perturbation, ${visible(detail.id)}`}
          {...place}
          {...{ points, comparable }}
          onPreview={(position) => point(position === null ? null : { pairKey, position })}
          onPin={(position) => togglePin({ pairKey, position })}
        />
      )}
    </section>
  );
}
