import { useState } from 'react';
import { CURE, type KernelSet, OWN_SETS } from '../../../../../numerics/sets/sets.ts';
import { Term } from '../../../../kit/glossary/term.tsx';
import type { StepProps } from '../../lesson.ts';
import { Choice } from '../../parts/choice.tsx';
import { Figure } from '../../parts/figure.tsx';
import { Predict } from '../../parts/predict.tsx';
import { Knob } from '../kernel-parts/knob.tsx';
import { ALL_ROWS, PRODUCT } from '../why-reorder/product.ts';
import { ProductView } from '../why-reorder/product-view.tsx';
import { tileGrid } from '../why-reorder/tile-grid.ts';

const SETS = OWN_SETS.map((value) => ({ value, words: value }));
const pinned = tileGrid('pinned', { ...PRODUCT, rows: 1 });
const OPTIONS = [PRODUCT.parallelism, pinned.workgroups, 1];

export function IdleStep({ complete }: StepProps) {
  const [set, setSet] = useState<KernelSet>('pinned');
  const [rows, setRows] = useState(1);
  const choose = (next: KernelSet) => {
    setSet(next);
    if (next === CURE) complete();
  };
  return (
    <>
      <p>
        Reordering was never a mistake; it bought speed. So what does it cost to give it up? That depends on{' '}
        <em>how</em> it is given up.
      </p>
      <p>
        The simple way is to pin everything: one <Term id="tile">tile</Term> for every M, one run over K, no{' '}
        <Term id="split-k">splits</Term>. Nothing can follow M then. But at a small M, a few decoding rows,
        most of the machine has nothing to do.
      </p>
      <Predict
        question={`Pinned kernels, M = 1, ${PRODUCT.columns} outputs in tiles of 32 by 32, ${PRODUCT.parallelism} workgroups wanted. How many have work?`}
        options={OPTIONS.map(String)}
        answer={1}
      >
        <p>
          One to each tile over the columns, with 31 of its 32 rows empty. Nothing may be cut, so there is
          nothing more to hand out.
        </p>
      </Predict>
      <p>
        The other way keeps what was good in reordering. The order is fixed by K alone, in chunks short enough
        that there are several; the chunks of one sum may still go to several workgroups, since it does not
        matter to the bits who adds up which. What is left of the cost is the partial sums that travel through
        memory, and the freedom to choose a better cut for one particular M.
      </p>
      <Figure
        label="Workgroups with work under each set"
        caption="The product of the lesson “Why a GPU reorders”, 512 terms by 512 columns. Drawn are the tiles that the rules count with; which ones the kernels dispatch follows the device, to the same bits."
      >
        <Choice label="Kernel set" options={SETS} value={set} onChange={choose} />
        <Knob label="M, rows in the step" value={rows} values={ALL_ROWS} onChange={setRows} />
        <ProductView set={set} rows={rows} shape={PRODUCT} split />
      </Figure>
    </>
  );
}
