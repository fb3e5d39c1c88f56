import type { Range } from '../../../numerics/plan.ts';
import { elementWords, OUTPUT_WORDS } from '../../../report/output.ts';
import { grouped, value32 } from '../../../results/text.ts';
import {
  type ElementReport,
  isSum,
  type MadeElement,
  type SumElement,
} from '../../../studies/microscope/element.ts';
import type { Look } from '../../../studies/microscope/microscope.ts';
import { BitsTable } from '../../kit/bits-view.tsx';
import controls from '../../kit/styles/controls.module.css';
import tables from '../../kit/styles/tables.module.css';
import { openElement } from './look-store.ts';
import styles from './tree.module.css';
import { TreeView } from './tree-view.tsx';

interface ElementPanelProps {
  readonly look: Look;
  readonly report: ElementReport;
}

/** How an element that is no single sum is made. */
const MADE: Readonly<Record<Exclude<MadeElement['kind'], 'add'>, string>> = {
  embed: "A value of the token's row in the embedding table, rounded.",
  rope: 'Two sums of the projection, turned by the angle of the position (RoPE), then rounded.',
  bias: 'A finished sum of the projection plus its bias, not rounded.',
  round: 'A sum of the projection, rounded.',
  attention:
    'Values of all keys up to this position, weighted by the softmax of their scores: each split by itself, the splits merged in order, then one division and rounding.',
  swiglu: 'SiLU(gate) times up, rounded.',
  geglu: 'GELU(gate), by tanh, times up, rounded.',
  route:
    'How much an expert counts: the exponential of its score over a sum of these, 0 where it is none of those with the highest scores.',
  mix: "What the row's experts give, each times how much it counts, added from zero by increasing id.",
};

/** One element: its bits in both arms, and both reductions or what it is made from. */
export function ElementPanel({ look, report }: ElementPanelProps) {
  const { dtype } = report;
  return (
    <section className={styles.element} aria-label={elementWords(report)}>
      <h5>Bits of {elementWords(report)}</h5>
      {dtype !== 'f32' && (
        <p className={tables.note}>Rounded to {dtype}, shown as the f32 that it widens to.</p>
      )}
      <BitsTable label="Bits of the element" a={report.a} b={report.b} />
      {isSum(report) ? <Sum {...{ look, report }} /> : <Made report={report} />}
    </section>
  );
}

interface SumProps {
  readonly look: Look;
  readonly report: SumElement;
}

function Sum({ look, report }: SumProps) {
  const { sides, dtype, kind } = report;
  return (
    <>
      <h5>
        {kind === 'norm' ? 'The sum of squares that it is scaled by' : 'The sum'}{' '}
        <small>{termsWords(report, sides.a.plan.terms)}</small>
      </h5>
      <div className={styles.sumSides} data-part="sum-sides">
        <TreeView key={`a ${keyOf(report)}`} side="a" arm={look.a.arm} sum={sides.a} dtype={dtype} />
        <TreeView key={`b ${keyOf(report)}`} side="b" arm={look.b.arm} sum={sides.b} dtype={dtype} />
      </div>
    </>
  );
}

function keyOf({ layer, name, element }: ElementReport): string {
  return `${layer} ${name} ${element}`;
}

function termsWords({ termsDiffering, rule }: SumElement, terms: number): string {
  const same =
    termsDiffering === 0
      ? `both arms add the same ${grouped(terms)} terms`
      : `${grouped(termsDiffering)} of ${grouped(terms)} terms differ already`;
  return `${same}, multiply-add ${rule ?? 'mixed on this device, shown unfused'}`;
}

function Made({ report }: { readonly report: MadeElement }) {
  const { kind, from } = report;
  return (
    <div className={styles.made}>
      <p>
        {kind === 'add' ? `The residual stream plus the ${OUTPUT_WORDS[from[1].name]}, rounded.` : MADE[kind]}
      </p>
      {(kind === 'add' || kind === 'round') && <Rounds {...report.rounds} />}
      {kind === 'attention' && (
        <dl className={styles.splits}>
          <Splits side="A" splits={report.splits.a} />
          <Splits side="B" splits={report.splits.b} />
        </dl>
      )}
      {from.length > 0 && (
        <>
          <p className={tables.note}>
            Made from
            {kind === 'attention' && ` head ${report.head}'s query and this position's value, among others`}:
          </p>
          <ul className={styles.madeFrom}>
            {from.map((part) => (
              <li key={`${part.layer} ${part.name} ${part.element}`}>
                <button type="button" className={controls.quiet} onClick={() => void openElement(part)}>
                  {OUTPUT_WORDS[part.name]} {part.element}
                </button>
                <small>
                  {Object.is(part.a, part.b)
                    ? `= ${value32(part.a)}`
                    : `≠ A ${value32(part.a)}, B ${value32(part.b)}`}
                </small>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

/** Whether adding and rounding gives what the engine gave, in each arm. */
function Rounds({ a, b }: { readonly a: boolean; readonly b: boolean }) {
  if (a && b)
    return (
      <p className={styles.checkLineSame}>
        = Adding and rounding these gives the value of the engine bit for bit, in A and in B.
      </p>
    );
  return (
    <p className={styles.checkLineDiffers}>
      {`≠ Adding and rounding these does not give the value of the engine in ${a ? 'B' : b ? 'A' : 'A and B'}.`}
    </p>
  );
}

function Splits({ side, splits }: { readonly side: string; readonly splits: readonly Range[] }) {
  return (
    <div>
      <dt>
        {side}: {splits.length} {splits.length === 1 ? 'split' : 'splits'}
      </dt>
      <dd>{splits.map(({ start, end }) => `keys ${start} to ${end - 1}`).join('; ')}</dd>
    </div>
  );
}
