import { useMemo, useState } from 'react';
import { TreePicture } from '../../../../../charts/tree-picture.tsx';
import { describePlan } from '../../../../../numerics/describe-plan.ts';
import { rmsnormPlan } from '../../../../../numerics/rmsnorm-plan.ts';
import { sumTree } from '../../../../../numerics/sum-tree.ts';
import { Term } from '../../../../kit/glossary/term.tsx';
import { Cite } from '../../../../kit/references/cite.tsx';
import type { StepProps } from '../../lesson.ts';
import { Figure } from '../../parts/figure.tsx';
import { Predict } from '../../parts/predict.tsx';
import knob from '../kernel-parts/knob.module.css';
import { Knob } from '../kernel-parts/knob.tsx';
import { type NormChanges, normChanges, normRows } from './rms-norm.ts';
import styles from './three-kernels.module.css';

const HIDDEN = 4096;
const SAMPLE = 40;
/** One M of each stretch of the rule. */
const ROWS = [1, 4, 5, 16, 17, 64, 65, 128];

export function NormStep({ complete }: StepProps) {
  const [rows, setRows] = useState(1);
  const sample = useMemo(() => normRows(SAMPLE, HIDDEN), []);
  const most = useMemo(() => changesAt(128, sample), [sample]);
  const change = (next: number) => {
    setRows(next);
    if (next === 128) complete();
  };
  const options = [most.sums, Math.round(most.sums / 3), most.stored];
  return (
    <>
      <p>
        RMSNorm divides a row by the root of the mean of its squares <Cite of="zhang-2019" />. The squares are
        shared out over <Term id="lane">lanes</Term>: with 256 lanes, lane 0 adds terms 0, 256, 512 and so on,
        and at the end the lanes are folded: lane 0 adds lane 128, lane 1 adds lane 129 and so on, then lane 0
        adds lane 64, until one is left. The more rows there are to normalise, the fewer lanes each one gets:
        256 up to M = 4, then 128, 64, and 32 from M = 65. Serving libraries have such rules too: one gives a
        norm 1,024 threads below 256 rows and 256 from there on <Cite of="vllm-layernorm" />.
      </p>
      <Predict
        question={`Take ${SAMPLE} rows of ${HIDDEN} bf16 activations. Between 256 lanes (M = 1) and 32 lanes (M = 128), ${most.sums} of the ${SAMPLE} sums of squares come out with other bits. In how many of the rows does any output differ, once outputs are rounded to bf16 as the model stores them?`}
        options={options.map((count) => `${count} of ${SAMPLE}`)}
        answer={2}
      >
        <p>
          In f32, before that rounding, it was {most.raw}. Most of the sums are an ulp or two of f32 apart,
          none more than four. A bf16 value has 16 bits fewer, so that nearly always both roundings land on
          the same one: the difference is <Term id="absorption">absorbed</Term>. Nearly always: with enough
          rows, layers and tokens, some value lies close enough to the edge.
        </p>
      </Predict>
      <Figure
        label="The norm's reduction as M changes"
        caption="The tree of one row’s sum of squares: lanes at the bottom, folded in half until one value is left. Larger dots are larger roundings. The rows are drawn from fixed seeds; sums, roots and roundings are those of the CPU engine."
      >
        <Knob label="M, rows in the step" value={rows} values={ROWS} onChange={change} />
        <NormTree rows={rows} x={sample[0]} />
        <Changes changes={rows === 128 ? most : changesAt(rows, sample)} rows={rows} />
      </Figure>
      <p>
        A change of bits that is absorbed at one operation has done nothing. This is why a batch can change
        the order of every sum in a model and still, for token after token, change no word; and why it takes
        only one value on the edge to end that.
      </p>
    </>
  );
}

function changesAt(rows: number, sample: readonly Float32Array[]): NormChanges {
  return normChanges(rmsnormPlan('variant', 1, HIDDEN), rmsnormPlan('variant', rows, HIDDEN), sample);
}

function NormTree({ rows, x }: { readonly rows: number; readonly x: Float32Array }) {
  const plan = useMemo(() => rmsnormPlan('variant', rows, HIDDEN), [rows]);
  const root = useMemo(() => sumTree(plan, 'unfused', x, x).root, [plan, x]);
  return (
    <>
      <p className={knob.kernelWords}>{describePlan(plan)}</p>
      <TreePicture label={`Sum of squares: ${describePlan(plan)}`} root={root} side="a" />
    </>
  );
}

function Changes({
  changes: { sums, raw, stored },
  rows,
}: {
  readonly changes: NormChanges;
  readonly rows: number;
}) {
  return (
    <dl className={styles.kernelFigures} aria-label={`Against M = 1, at M = ${rows}`}>
      <div>
        <dt>rows whose sum differs from M = 1</dt>
        <dd>
          {sums} of {SAMPLE}
        </dd>
      </div>
      <div>
        <dt>rows with an output that differs in f32</dt>
        <dd>
          {raw} of {SAMPLE}
        </dd>
      </div>
      <div>
        <dt>and once rounded to bf16</dt>
        <dd>
          {stored} of {SAMPLE}
        </dd>
      </div>
    </dl>
  );
}
