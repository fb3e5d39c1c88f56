import { useState } from 'react';
import { Term } from '../../../../kit/glossary/term.tsx';
import type { StepProps } from '../../lesson.ts';
import { Figure } from '../../parts/figure.tsx';
import { Predict } from '../../parts/predict.tsx';
import { Knob } from '../kernel-parts/knob.tsx';
import { ALL_ROWS, PRODUCT } from './product.ts';
import { ProductView } from './product-view.tsx';
import { tileGrid } from './tile-grid.ts';

const ASKED = 16;
const OPTIONS = [1, 2, 4, 8];
const asked = tileGrid('variant', { ...PRODUCT, rows: ASKED });

export function SplitStep({ complete }: StepProps) {
  const [rows, setRows] = useState(2);
  const change = (next: number) => {
    setRows(next);
    if (next === ASKED) complete();
  };
  return (
    <>
      <p>
        If there are too few outputs to go round, cut the sums themselves. <Term id="split-k">Split-K</Term>{' '}
        hands the first part of K to one workgroup and the next part to another; each adds up its own run of
        terms, and the partial sums are added at the end. Eight tiles in eight parts are 64 workgroups, and
        the machine is full again.
      </p>
      <p>
        How many parts are worth it follows from how many tiles there are, so it follows from M. The variant
        rule of this lab says it as such libraries do: as many parts as fit into the workgroups, and none
        shorter than 32 terms. It rounds down: from M = 65 to 96 there are 48 tiles, one part each, and 16 of
        the 64 workgroups stay idle.
      </p>
      <Predict
        question={`At M = ${ASKED} the 512 columns make ${asked.tiles} tiles of 32 by 32, and 64 workgroups are wanted. Into how many parts is K cut?`}
        options={OPTIONS.map((parts) => (parts === 1 ? 'None: one part' : `${parts} parts`))}
        answer={OPTIONS.indexOf(asked.parts)}
      >
        <p>
          64 workgroups over {asked.tiles} tiles leave {asked.parts} to each, so every sum of 512 terms
          becomes {asked.parts} sums of {512 / asked.parts}, added in index order. Slide M and watch the cut
          follow the tiles.
        </p>
      </Predict>
      <Figure
        label="How K is split as M changes"
        caption="The bar is K, all 512 terms of one sum, in the parts that are summed apart. A single row (M = 1) has a kernel of its own, which deals the terms out to 16 lanes and cuts nothing."
      >
        <Knob label="M, rows in the step" value={rows} values={ALL_ROWS} onChange={change} />
        <ProductView set="variant" rows={rows} shape={PRODUCT} split />
      </Figure>
      <p>
        Nothing here is careless. Every choice is right for speed, and every result is a correct sum. But each
        M in its turn is a different way to put the same terms into brackets.
      </p>
    </>
  );
}
