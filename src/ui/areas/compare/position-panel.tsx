import { useEffect, useRef, useState } from 'react';
import { UlpHistogram } from '../../../charts/ulp-histogram.tsx';
import { visible } from '../../../experiment/visible.ts';
import {
  logitsKeyOf,
  type PairNames,
  type PositionNames,
  positionKeyOf,
} from '../../../results/compare-reports.ts';
import type { PositionReport } from '../../../results/position-report.ts';
import { BitsView } from '../../kit/bits-view.tsx';
import { Name } from '../../kit/name.tsx';
import charts from '../../kit/styles/charts.module.css';
import tables from '../../kit/styles/tables.module.css';
import { useLab } from '../../state/lab-store.ts';
import { point } from '../../state/place.ts';
import { sectionRef } from '../../state/sections.ts';
import { LookInto } from '../microscope/look-into.tsx';
import { histogramWords } from './histogram-words.ts';
import type { PairData } from './pair-data.ts';
import styles from './position.module.css';
import { Reference } from './reference.tsx';
import { computeLogits, fetchPosition, isLive } from './reports.ts';
import { TopTable } from './top-table.tsx';
import { WorkLine } from './work-line.tsx';

interface PositionPanelProps {
  readonly pairKey: string;
  readonly preview: number | null;
  readonly names: PairNames;
  readonly fork: number | null;
  readonly data: PairData;
  /** The run kept whole logits. */
  readonly whole: boolean;
  /** The fork, or the token that is pinned. */
  readonly position: number | null;
}

/** The logits of both arms at one token: the highest, how far all of them lie apart, and the bits of a chosen one. */
export function PositionPanel(props: PositionPanelProps) {
  const { names: of, pairKey, preview, fork, data, whole, position } = props;
  const { a, b, probe } = of;
  const live = useLab(({ view }) => isLive(view));
  const past = fork !== null && position !== null && position > fork;
  const forced = past && data.forced !== undefined;
  const names = position === null ? null : { a, b, probe, position, forced };
  const report = useLab(({ view }) => (names ? view.reports.positions[positionKeyOf(names)] : undefined));
  const answered = useAnswered(live ? names : null);
  if (!names) {
    return (
      data.series && (
        <p className={`${charts.position} ${styles.position} ${tables.note}`}>
          Pin a token to see its logits, their bits and their f64 values.
        </p>
      )
    );
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: pointing at it only shows where its token is.
    <section
      ref={sectionRef.logits}
      className={`${charts.position} ${styles.position}`}
      onMouseEnter={() => point({ pairKey, position: names.position })}
      onMouseLeave={() => point(null)}
    >
      <h4>
        Logits at <span className={preview === position ? styles.litPlace : ''}>token {position}</span>
        {position === fork && ', the fork'}
        {forced && (
          <small>
            replay: <Name of={b} /> fed <Name of={a} />
            's tokens
          </small>
        )}
        {past && !forced && <small>past the fork the contexts differ: two answers to two questions</small>}
      </h4>
      {report ? (
        // Keyed, so that a chosen token of one position is not chosen at the next.
        <Details key={positionKeyOf(names)} names={names} report={report} comparable={!past || forced} />
      ) : (
        <NotKept names={names} live={live} coming={whole || !answered} />
      )}
      {live && <LookInto place={{ a, b, probe, position: names.position }} />}
    </section>
  );
}

/** Asks for what is shown of a position; whether the answer is here, be it that there is nothing. */
function useAnswered(names: PositionNames | null): boolean {
  const [answered, setAnswered] = useState<string | null>(null);
  const key = names && positionKeyOf(names);
  const asked = useRef(names);
  asked.current = names;
  useEffect(() => {
    if (key === null) return;
    let left = false;
    void fetchPosition(asked.current!).then(() => {
      if (!left) setAnswered(key);
    });
    return () => {
      left = true;
      // The same place of another run is another question.
      setAnswered(null);
    };
  }, [key]);
  return key !== null && answered === key;
}

interface NotKeptProps {
  readonly names: PositionNames;
  readonly live: boolean;
  /** What is shown is on its way, or may be. */
  readonly coming: boolean;
}

/** Of a large vocabulary a run keeps no whole logits, and what was not measured in passing is computed on demand. */
function NotKept({ names, live, coming }: NotKeptProps) {
  if (!live) return <p className={tables.note}>No logits of this token are kept: run it live first.</p>;
  if (coming) return null;
  return (
    <WorkLine workKey={logitsKeyOf(names)} doing="Running both arms again up to this token">
      <button type="button" onClick={() => void computeLogits(names)}>
        Compute these logits
      </button>
      <small>
        A vocabulary this large is not kept at every token. Both arms run again up to this one, with the same
        batches, so that the bits are those of the run.
      </small>
    </WorkLine>
  );
}

interface DetailsProps {
  readonly names: PositionNames;
  readonly report: PositionReport;
  /** The contexts are equal. */
  readonly comparable: boolean;
}

function Details({ names, report, comparable }: DetailsProps) {
  const reference = useLab(({ view }) => view.reports.references[positionKeyOf(names)]);
  const [chosen, setChosen] = useState(report.top[0].token);
  const row = report.top.find(({ token }) => token === chosen) ?? report.top[0];
  const words = histogramWords(report);
  const of = `${visible(names.a)} against ${visible(names.b)}`;
  return (
    <>
      <TopTable
        label={`Highest logits, ${of}`}
        rows={report.top}
        reference={reference}
        chosen={row.token}
        onChoose={setChosen}
      />
      {comparable && <Reference names={names} reference={reference} report={report} />}
      <div className={styles.positionParts}>
        <BitsView label={`Bits of the chosen logit, ${of}`} row={row} />
        <figure className={styles.histogram} data-part="histogram">
          <h5>Distance of all {report.histogram.zero + total(report)} logits, in ulp</h5>
          <UlpHistogram histogram={report.histogram} title={`Ulp histogram at token ${names.position}`} />
          <figcaption>{words}</figcaption>
        </figure>
      </div>
    </>
  );
}

function total({ histogram: { bins, crossing } }: PositionReport): number {
  return bins.reduce((sum, count) => sum + count, crossing);
}
