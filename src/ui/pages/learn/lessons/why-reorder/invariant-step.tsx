import { useMemo, useState } from 'react';
import { CURE, type KernelSet, OWN_SETS } from '../../../../../numerics/sets/sets.ts';
import { Term } from '../../../../kit/glossary/term.tsx';
import type { StepProps } from '../../lesson.ts';
import { Choice } from '../../parts/choice.tsx';
import { Figure } from '../../parts/figure.tsx';
import { Predict } from '../../parts/predict.tsx';
import { Knob } from '../kernel-parts/knob.tsx';
import { BitsStrip } from './bits-strip.tsx';
import { ALL_ROWS, PRODUCT } from './product.ts';
import { ProductView } from './product-view.tsx';
import { RowBits } from './row-bits.tsx';
import { rowTerms, scanRows, stretchAt } from './row-zero.ts';

const SETS = OWN_SETS.map((value) => ({ value, words: value }));

/** Far enough that the tiling has changed twice under way. */
const FAR = 64;

export function InvariantStep({ complete }: StepProps) {
  const [set, setSet] = useState<KernelSet>('variant');
  const [rows, setRows] = useState(8);
  const terms = useMemo(() => rowTerms(PRODUCT), []);
  const stretches = useMemo(() => scanRows(set, PRODUCT, terms), [set, terms]);
  const change = (next: number) => {
    setRows(next);
    if (set === CURE && next >= FAR) complete();
  };
  return (
    <>
      <p>
        The cure is not to stop splitting. It is to let something else than M say where to cut. The{' '}
        <Term id="invariant">invariant</Term> set cuts K into chunks of a length that depends on K alone: 64
        terms each while K is at most 512. With few tiles each chunk goes to a workgroup of its own; with
        many, one workgroup walks the chunks in a loop. Either way each chunk is summed alike, and chunk sums
        are added in index order.
      </p>
      <Predict
        question="Under the invariant set, M goes from 1 to 128: the tiles change from 8 by 64 to 32 by 32, and eight workgroups to a sum become one. How often do the bits of row 0 change?"
        options={['Never', 'Wherever the tiles change', 'Once, between M = 1 and M = 2']}
        answer={0}
      >
        <p>
          The tiling says <em>who</em> adds; the plan says <em>in which order</em>, and only the order reaches
          the bits. One order, many tilings: that is the idea of this lab’s invariant kernels.
        </p>
      </Predict>
      <Figure
        label="Row 0 under each kernel set"
        caption="Pinned is the simple cure: one tile of 32 by 32 for every M and no split at all. Its bits hold still too, and at small M most of the machine stands idle: look at its workgroups. Drawn are the rule’s tiles; a kernel may tile as suits the device, to the same bits."
      >
        <Choice label="Kernel set" value={set} options={SETS} onChange={setSet} />
        <Knob label="M, rows in the step" value={rows} values={ALL_ROWS} onChange={change} />
        <ProductView set={set} rows={rows} shape={PRODUCT} split />
        <BitsStrip name={set} stretches={stretches} rows={rows} onRows={change} />
        <RowBits
          name="Row 0 under a set"
          terms={terms}
          alone={stretches[0].plan}
          here={stretchAt(stretches, rows)}
          rows={rows}
        />
      </Figure>
      <p>
        Invariant and pinned each keep to themselves. Neither has the other’s bits: all three sets are
        roundings of one exact sum. Invariance is not accuracy. Over many sums variant and invariant are about
        as far from the exact one here; pinned, the longest chain, is the least accurate, by a sixth at 512
        terms and two and a half times at 4,096. Invariance is that your answer does not depend on who else
        was there.
      </p>
    </>
  );
}
