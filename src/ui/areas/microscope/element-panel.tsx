import type { Range } from '../../../numerics/plan.ts';
import { elementWords, OUTPUT_WORDS } from '../../../report/output.ts';
import { grouped, value32 } from '../../../results/text.ts';
import type { ElementReport } from '../../../studies/microscope/element.ts';
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
const MADE: Readonly<Record<string, string>> = {
  embed: "A value of the token's row in the embedding table, rounded.",
  q: 'Two sums of the projection, turned by the angle of the position (RoPE), then rounded.',
  k: 'Two sums of the projection, turned by the angle of the position (RoPE), then rounded.',
  v: 'A sum of the projection, rounded.',
  attention:
    'Values of all keys up to this position, weighted by the softmax of their scores: each split by itself, the splits merged in order, then one division and rounding.',
  residual: 'The residual stream plus the output projection, rounded.',
  swiglu: 'SiLU(gate) times up, rounded.',
  mlp_residual: 'The residual stream plus the down projection, rounded.',
};

/** One element: its bits in both arms, and both reductions or what it is made from. */
export function ElementPanel({ look, report }: ElementPanelProps) {
  const { sides, dtype, kind } = report;
  return (
    <section className={styles.element} aria-label={elementWords(report)}>
      <h5>Bits of {elementWords(report)}</h5>
      {dtype !== 'f32' && (
        <p className={tables.note}>Rounded to {dtype}, shown as the f32 that it widens to.</p>
      )}
      <BitsTable label="Bits of the element" a={report.a} b={report.b} />
      {sides ? (
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
      ) : (
        <Made report={report} />
      )}
    </section>
  );
}

function keyOf({ layer, name, element }: ElementReport): string {
  return `${layer} ${name} ${element}`;
}

function termsWords({ termsDiffering, rule }: ElementReport, terms: number): string {
  const same =
    termsDiffering === 0
      ? `both arms add the same ${grouped(terms)} terms`
      : `${grouped(termsDiffering)} of ${grouped(terms)} terms differ already`;
  return `${same}, multiply-add ${rule ?? 'mixed on this device, shown unfused'}`;
}

function Made({ report }: { readonly report: ElementReport }) {
  const { name, from, rounds, attention } = report;
  return (
    <div className={styles.made}>
      <p>{MADE[name]}</p>
      {rounds && (
        <p className={rounds.a && rounds.b ? styles.checkLineSame : styles.checkLineDiffers}>
          {rounds.a && rounds.b
            ? '= Adding and rounding these gives the value of the engine bit for bit, in A and in B.'
            : `≠ Adding and rounding these does not give the value of the engine in ${rounds.a ? 'B' : rounds.b ? 'A' : 'A and B'}.`}
        </p>
      )}
      {attention && (
        <dl className={styles.splits}>
          <Splits side="A" splits={attention.a} />
          <Splits side="B" splits={attention.b} />
        </dl>
      )}
      {from.length > 0 && (
        <>
          <p className={tables.note}>
            Made from{attention && ` head ${attention.head}'s query and this position's value, among others`}:
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
