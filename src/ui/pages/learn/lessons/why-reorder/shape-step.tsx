import { useDeferredValue, useMemo, useState } from 'react';
import { OWN_SETS } from '../../../../../numerics/sets/sets.ts';
import { Term } from '../../../../kit/glossary/term.tsx';
import type { StepProps } from '../../lesson.ts';
import { Figure } from '../../parts/figure.tsx';
import styles from '../kernel-parts/knob.module.css';
import { Knob } from '../kernel-parts/knob.tsx';
import { BitsStrip } from './bits-strip.tsx';
import { ALL_ROWS, PRODUCT } from './product.ts';
import { ProductView } from './product-view.tsx';
import { type ProductShape, rowTerms, type Stretch, scanRows } from './row-zero.ts';

const TERMS = [128, 256, 512, 1024, 2048, 4096];
const COLUMNS = [64, 128, 256, 512, 1024, 2048, 4096];
const WORKGROUPS = [4, 8, 16, 32, 64, 128, 256];

export function ShapeStep({ complete }: StepProps) {
  const [rows, setRows] = useState(8);
  const [shape, setShape] = useState<ProductShape>(PRODUCT);
  const change = (part: Partial<ProductShape>) => {
    const next = { ...shape, ...part };
    setShape(next);
    if (holdsInCompany(scanRows('variant', next, rowTerms(next)))) complete();
  };
  // Long sums take a moment: the sliders go ahead of them.
  const drawn = useDeferredValue(shape);
  const terms = useMemo(() => rowTerms(drawn), [drawn]);
  const scans = useMemo(
    () => OWN_SETS.map((set) => ({ set, stretches: scanRows(set, drawn, terms) })),
    [drawn, terms],
  );
  return (
    <>
      <p>
        How much a batch can do to you depends on the product’s shape and on the machine. Some shapes split at
        every turn; for others, more than a third of what these sliders can be set to, the{' '}
        <Term id="variant">variant</Term> set gives your row the same bits in any company, from M = 2 to 128.
        Find one.
      </p>
      <Figure
        label="Your own product"
        caption="Parallelism is the number of workgroups that the variant rule wants to keep busy. A browser does not tell how many cores a GPU has, so the lab makes it part of the experiment."
      >
        <div className={styles.knobs}>
          <Knob label="M, rows" value={rows} values={ALL_ROWS} onChange={setRows} />
          <Knob label="K, terms" value={shape.terms} values={TERMS} onChange={(terms) => change({ terms })} />
          <Knob
            label="N, columns"
            value={shape.columns}
            values={COLUMNS}
            onChange={(columns) => change({ columns })}
          />
          <Knob
            label="parallelism"
            value={shape.parallelism}
            values={WORKGROUPS}
            onChange={(parallelism) => change({ parallelism })}
          />
        </div>
        <ProductView set="variant" rows={rows} shape={drawn} split />
        {scans.map(({ set, stretches }) => (
          <BitsStrip key={set} name={set} stretches={stretches} rows={rows} onRows={setRows} />
        ))}
      </Figure>
      <p>
        A wide output has tiles for everybody, so there is nothing to split, and a small machine is full at
        once. In a large model the widest products escape, such as the output head over the vocabulary; the
        narrow ones with long sums, such as the down projection, are where a batch gets in. Only M = 1 stays
        on its own, because a single row takes another kernel. And the same model on a larger GPU may split
        where it did not before: bits need not travel from one machine to another even when no neighbour is
        involved. Equal machines do agree, and here the parallelism is part of the experiment, so that the
        plan travels with a link; whether the bits do is what its receipt tells.
      </p>
    </>
  );
}

/** One and the same row 0 for every M above 1. */
function holdsInCompany(stretches: readonly Stretch[]): boolean {
  return new Set(stretches.filter(({ last }) => last > 1).map(({ bits }) => bits)).size === 1;
}
