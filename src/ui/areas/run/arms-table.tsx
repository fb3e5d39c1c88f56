import type { ExperimentArm } from '../../../experiment/schema.ts';
import { visible } from '../../../experiment/visible.ts';
import { standingWords } from '../../../report/postures.ts';
import type { RunRecord } from '../../../results/record.ts';
import { setsText, withOwn } from '../../../results/sets-text.ts';
import { grouped } from '../../../results/text.ts';
import { weightsText } from '../../../results/widths-text.ts';
import { Name } from '../../kit/name.tsx';
import { ShowMore } from '../../kit/show-more.tsx';
import tables from '../../kit/styles/tables.module.css';
import { useFold } from '../../kit/use-fold.ts';
import {
  baselineOf,
  DECODE_COST_WORDS,
  type DecodeCost,
  decodeCost,
  figuresByArm,
} from '../../state/arm-figures.ts';
import { type ArmFigures, shownExperiment } from '../../state/lab-state.ts';
import { useLab } from '../../state/lab-store.ts';
import { sectionRef } from '../../state/sections.ts';
import { EqualRequests } from './equal-requests.tsx';
import { Guarantees } from './guarantees.tsx';
import run from './run.module.css';

const HEADS = [
  'requests',
  'kernels',
  'dtype',
  'guarantee',
  'M',
  'steps',
  'tokens',
  'ms',
  'a decode step',
  'tokens/s',
] as const;
/** More arms than this are folded away until they are asked for. */
const MOST_ROWS = 24;
const NUMBERS_FROM = HEADS.indexOf('M');

/** What each arm is and what it costs, growing with the run. */
export function ArmsTable() {
  const experiment = useLab(shownExperiment);
  const view = useLab((state) => state.view);
  const fold = useFold(experiment.arms, MOST_ROWS);
  const done = view.record !== null;
  const figures = figuresByArm(experiment, view);
  const price = (name: string) => {
    const baseline = done ? baselineOf(name, experiment) : null;
    if (!baseline) return '–';
    if (!(figures.get(baseline)!.milliseconds > 0)) return '–';
    const ratio = figures.get(name)!.milliseconds / figures.get(baseline)!.milliseconds;
    return `${ratio.toFixed(2)}× ${visible(baseline)}`;
  };
  const guarantee = (name: string) => {
    const posture = view.record?.postures.find(({ arm }) => arm === name);
    return posture ? standingWords(posture) : '–';
  };
  return (
    <section className={tables.panel} ref={sectionRef.cost} aria-labelledby="arm-costs-title">
      <h2 id="arm-costs-title">Arms and their cost</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard. */}
      <section className={`${tables.scroll} ${run.armCosts}`} tabIndex={0} aria-label="Table of arms">
        <table>
          <thead>
            <tr>
              <th scope="col">arm</th>
              {HEADS.map((head, column) => (
                <th key={head} scope="col" className={column >= NUMBERS_FROM ? 'number' : ''}>
                  {head}
                </th>
              ))}
              <th scope="col" className="number">
                time against
              </th>
            </tr>
          </thead>
          <tbody>
            {fold.shown.map((arm) => (
              <tr key={arm.name}>
                <th scope="row">
                  <Name of={arm.name} />
                </th>
                <td>{batchSize(arm)}</td>
                <td>{withOwn(setsText(arm.kernels), arm.shaders)}</td>
                <td>{dtypeCell(arm, view.record)}</td>
                <td>{guarantee(arm.name)}</td>
                {figureCells(figures.get(arm.name)!, decodeCost(view.steps[arm.name] ?? [])).map(
                  (cell, column) => (
                    <td key={HEADS[NUMBERS_FROM + column]} className="number">
                      {cell}
                    </td>
                  ),
                )}
                <td className="number">{price(arm.name)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <ShowMore fold={fold} what="arms" />
      {view.record && <Guarantees postures={view.record.postures} />}
      {view.record && <EqualRequests record={view.record} />}
      <p className={tables.note}>
        M: token positions that go through the model in one step. The arms take turns, so each is timed alone.
        A decode step: {DECODE_COST_WORDS}
      </p>
    </section>
  );
}

/** What activations are, of q8 and of two widths also what products read. */
function dtypeCell(
  { name, dtype, weights, quantize, dynamic }: ExperimentArm,
  record: RunRecord | null,
): string {
  if (quantize) return `${dtype}, q8 ${quantize}`;
  if (!dynamic) return dtype;
  const ran = record?.arms.find((arm) => arm.name === name)?.dynamic;
  return `${dtype}, ${weightsText({ weights, dynamic: ran ?? dynamic })}`;
}

/** Requests of a batch; of the largest, and how many there are, where companies are drawn. */
function batchSize({ requests, companies }: ExperimentArm): string {
  if (!companies) return `${requests.length}`;
  return `up to ${requests.length} × ${companies.count}`;
}

function figureCells({ rows, steps, tokens, milliseconds }: ArmFigures, decode: DecodeCost | null): string[] {
  if (!rows) return ['–', '–', '–', '–', '–', '–'];
  return [
    rows[0] === rows[1] ? grouped(rows[0]) : `${grouped(rows[0])}–${grouped(rows[1])}`,
    grouped(steps),
    grouped(tokens),
    grouped(milliseconds),
    decode ? `${grouped(decode.milliseconds, 1)} ms at M = ${grouped(decode.rows)}` : '–',
    // A coarse clock may have seen no time pass.
    milliseconds > 0 ? grouped((tokens * 1000) / milliseconds, 1) : '–',
  ];
}
