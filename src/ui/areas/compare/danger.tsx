import { useMemo } from 'react';
import { DangerLine } from '../../../charts/danger-line.tsx';
import { inDanger } from '../../../charts/danger-points.ts';
import { visible } from '../../../experiment/visible.ts';
import type { PairNames } from '../../../results/compare-reports.ts';
import { Term } from '../../kit/glossary/term.tsx';
import charts from '../../kit/styles/charts.module.css';
import tables from '../../kit/styles/tables.module.css';
import { point, togglePin } from '../../state/place.ts';
import { dangerWords, unmeasuredWords } from './danger-words.ts';
import { FiguresByToken } from './figures-by-token.tsx';
import { comparableTokens, dangerPoints, type PairData } from './pair-data.ts';
import type { PairPlace } from './pair-place.ts';
import { PastTheFork } from './past-the-fork.tsx';

interface DangerProps extends PairPlace {
  readonly names: PairNames;
  readonly data: PairData;
  readonly temperature: number;
}

/** Margin against perturbation, token by token: how close each choice came to being another one. */
export function Danger({ names, data, temperature, pairKey, length, fork, preview, pinned }: DangerProps) {
  const points = useMemo(() => dangerPoints(data), [data]);
  const comparable = comparableTokens(data);
  const unmeasured = unmeasuredWords(points, comparable);
  const note = unmeasured && <p className={tables.note}>{unmeasured}</p>;
  if (points.length === 0) return note;
  const moved = points.some(({ perturbation }) => perturbation > 0);
  const show = (position: number | null) => point(position === null ? null : { pairKey, position });
  return (
    <section className={charts.danger}>
      <div className={charts.dangerHead}>
        <h4>Margin against perturbation</h4>
        {moved && <DangerLegend danger={points.some(inDanger)} />}
      </div>
      <p className={tables.note}>{dangerWords(points, { fork, comparable, temperature })}</p>
      {moved && (
        <DangerLine
          title={`Margin against perturbation, ${visible(names.a)} against ${visible(names.b)}`}
          {...{ points, length, comparable, fork, preview, pinned }}
          onPreview={show}
          onPin={(position) => togglePin({ pairKey, position })}
        />
      )}
      {note}
      {fork !== null && <PastTheFork names={names} forced={data.forced} />}
      <FiguresByToken {...{ data, pairKey, preview, pinned }} />
    </section>
  );
}

/** The two series, and the mark of where a flip was possible. */
export function DangerLegend({ danger }: { readonly danger: boolean }) {
  return (
    <ul className={charts.lineLegend}>
      <li>
        <span className={charts.lineA} aria-hidden="true" />
        <Term id="margin">margin</Term> in A: best logit less second best
      </li>
      <li title="The most by which B moved a contender's logit against A's choice: over the six highest logits of either side.">
        <span className={charts.lineB} aria-hidden="true" />
        <Term id="perturbation">perturbation</Term>: most that B moved a contender against A's choice
      </li>
      {danger && (
        <li>
          <span className={charts.dangerSquare} aria-hidden="true" />a flip was possible
        </li>
      )}
    </ul>
  );
}
