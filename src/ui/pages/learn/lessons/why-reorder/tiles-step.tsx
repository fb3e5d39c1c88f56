import { useState } from 'react';
import { Term } from '../../../../kit/glossary/term.tsx';
import type { StepProps } from '../../lesson.ts';
import { Figure } from '../../parts/figure.tsx';
import { Knob } from '../kernel-parts/knob.tsx';
import { ALL_ROWS, PRODUCT } from './product.ts';
import { ProductView } from './product-view.tsx';
import { tileGrid } from './tile-grid.ts';

export function TilesStep({ complete }: StepProps) {
  const [rows, setRows] = useState(4);
  const change = (next: number) => {
    setRows(next);
    const { tiles } = tileGrid('variant', { ...PRODUCT, rows: next });
    if (tiles >= PRODUCT.parallelism) complete();
  };
  return (
    <>
      <p>
        A matrix product in a language model takes M rows of activations, one for every token position in the
        step, and gives each row N outputs. Every output is one sum of K products, an activation times a
        weight. K and N belong to the model. M belongs to the moment: it is how many positions, of anybody’s
        requests, happen to be computed together.
      </p>
      <p>
        A GPU computes the outputs in rectangular <Term id="tile">tiles</Term>, one{' '}
        <Term id="workgroup">workgroup</Term> to a tile, so that numbers loaded once serve a whole tile. And
        it is fast only while every core (one of its hundred or so multiprocessors) has a workgroup to work
        on. Let this one want 64 of them. With many rows there are tiles enough. With few there are not: one
        token’s row needs every weight of the matrix, yet gives hardly any tiles to hand out.
      </p>
      <Figure
        label="Tiles of the output over the workgroups"
        caption="M rows (down, room for 128) by N = 512 columns, under the tiles that the variant rule counts with: 8 by 64 up to eight rows, 32 by 32 above. Your row is row 0, on top, whatever else is below."
      >
        <Knob label="M, rows in the step" value={rows} values={ALL_ROWS} onChange={change} />
        <ProductView set="variant" rows={rows} shape={PRODUCT} split={false} />
      </Figure>
      <p>
        So a small batch leaves most of the machine idle, and a small batch is a usual one, at one’s own desk
        above all: a decoding request brings one row to a step, and only a loaded server has tens or hundreds
        of them. A serving library will not leave it there.
      </p>
    </>
  );
}
