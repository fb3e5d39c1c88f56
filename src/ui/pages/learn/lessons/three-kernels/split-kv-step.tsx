import { useCallback, useDeferredValue, useMemo, useState } from 'react';
import type { KernelSet } from '../../../../../numerics/sets/sets.ts';
import { Term } from '../../../../kit/glossary/term.tsx';
import { Cite } from '../../../../kit/references/cite.tsx';
import type { StepProps } from '../../lesson.ts';
import { Figure } from '../../parts/figure.tsx';
import { Predict } from '../../parts/predict.tsx';
import styles from '../kernel-parts/knob.module.css';
import { Knob, steps } from '../kernel-parts/knob.tsx';
import { attentionCase, splitsOf } from './attention-case.ts';
import { differingOutputs, SplitBars } from './split-bars.tsx';

const KEYS = 300;
const CONTEXTS = steps(4, 512, 4);
const COMPANY = steps(1, 64);

/** Splits of a row that decodes with so many keys among so many rows. */
function decoding(set: KernelSet, keys: number, decodeRows: number) {
  return splitsOf(set, { keys, cached: keys - 1, decode: true }, decodeRows);
}

const alone = decoding('variant', KEYS, 1).length;
const among = decoding('variant', KEYS, 64).length;

export function SplitKvStep({ complete }: StepProps) {
  const [keys, setKeys] = useState(KEYS);
  const [rows, setRows] = useState(1);
  const drawn = useDeferredValue(keys);
  const given = useMemo(() => attentionCase(drawn), [drawn]);
  const splits = useCallback(
    (set: KernelSet) => ({ now: decoding(set, drawn, rows), before: decoding(set, drawn, 1) }),
    [drawn, rows],
  );
  const company = (next: number) => {
    setRows(next);
    if (
      differingOutputs(attentionCase(keys), decoding('variant', keys, next), decoding('variant', keys, 1)) > 0
    )
      complete();
  };
  return (
    <>
      <p>
        While an answer is being generated, one row attends to a long context: much to read and a single row
        to read it for. So the context is cut, each workgroup takes a run of keys, and the runs are merged.
        Many serving libraries fix the <em>number</em> of splits: as many as fill the machine, given how many
        rows are decoding <Cite of="flash-decoding" />. Others fix the size and yet let the number of rows
        choose whether to split at all <Cite of="vllm-paged-attention" />.
      </p>
      <Predict
        question={`Your row has ${KEYS} keys. Decoding alone, the variant rule cuts them into ${alone} splits. Then 63 other requests decode beside it; your context is what it was. Into how many splits are your keys cut now?`}
        options={[`Still ${alone}`, `${among}: not cut at all`, '64: one for each row']}
        answer={1}
      >
        <p>
          64 rows are 64 workgroups’ worth of work without cutting anything. Your own context has not changed
          by a single key, and yet its weighted sum is added in another order, because of who else was there.
        </p>
      </Predict>
      <Figure
        label="How one row's keys are split"
        caption="The variant set fixes the number of splits, the invariant set their size: 64 keys, counted from position 0. Pinned never splits. Outputs are computed by the CPU engine’s attention in f32."
      >
        <div className={styles.knobs}>
          <Knob label="rows decoding in the step" value={rows} values={COMPANY} onChange={company} />
          <Knob label="keys in your context" value={keys} values={CONTEXTS} onChange={setKeys} />
        </div>
        <SplitBars given={given} splits={splits} against="alone" />
      </Figure>
      <p>
        Now let the context grow. Eight keys in three parts are cut after the second and the fifth; the ninth
        key moves both cuts, to after the third and the sixth. In parts of four the cuts stay at 4 and 8: with
        a fixed size only the last run grows, and what was summed before stays summed as it was. A row’s own
        length may well decide its order: it belongs to the row. The number of{' '}
        <Term id="batchmate">batchmates</Term> does not. And fixed size costs little, since a long context
        still gives many runs to share out.
      </p>
    </>
  );
}
