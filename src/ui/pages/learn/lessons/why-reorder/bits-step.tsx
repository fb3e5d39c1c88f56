import { useMemo, useState } from 'react';
import { Term } from '../../../../kit/glossary/term.tsx';
import type { StepProps } from '../../lesson.ts';
import { Figure } from '../../parts/figure.tsx';
import { Knob } from '../kernel-parts/knob.tsx';
import { BitsStrip } from './bits-strip.tsx';
import { ALL_ROWS, PRODUCT } from './product.ts';
import { RowBits } from './row-bits.tsx';
import { rowTerms, scanRows, stretchAt } from './row-zero.ts';

export function BitsStep({ complete }: StepProps) {
  const [rows, setRows] = useState(1);
  const terms = useMemo(() => rowTerms(PRODUCT), []);
  const stretches = useMemo(() => scanRows('variant', PRODUCT, terms), [terms]);
  const change = (next: number) => {
    setRows(next);
    if (stretchAt(stretches, next).differing > 0) complete();
  };
  return (
    <>
      <p>
        Now keep your row as it is. The same 512 activations, the same weights, and more and more neighbours
        below. No neighbour’s number enters your sums: row 0 is a sum over row 0. All that M decides is where
        the brackets go.
      </p>
      <Figure
        label="The bits of row 0 as M changes"
        caption="Real sums in f32, replayed on this page in exactly the order of each plan. The terms are bell-shaped values rounded to bf16, drawn from a fixed seed, as large as activations and weights are. In the trees below a dot is one addition: the larger the dot, the larger the error it rounded away, and the additions drawn as rings add one chunk's sum to the next."
      >
        <Knob label="M, rows in the step" value={rows} values={ALL_ROWS} onChange={change} />
        <BitsStrip name="variant" stretches={stretches} rows={rows} onRows={change} />
        <RowBits
          name="Row 0 as M slides"
          terms={terms}
          alone={stretches[0].plan}
          here={stretchAt(stretches, rows)}
          rows={rows}
        />
      </Figure>
      <p>
        The strip has a letter for each distinct set of bits. Within a letter nothing depends on M; from one
        letter to the next, most outputs move by an <Term id="ulp">ulp</Term> or a few; three to six of the 64
        here move by more, up to 128: sums that ended near zero, where the terms{' '}
        <Term id="cancellation">cancelled</Term> and an ulp is small. That is the whole mechanism: not noise,
        not a race between threads. Repeat any M and you get its bits again, every time. It is the other
        requests that choose the M.
      </p>
    </>
  );
}
