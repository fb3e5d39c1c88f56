import { useMemo } from 'react';
import { TreePicture } from '../../../../../charts/tree-picture.tsx';
import { bitsOf } from '../../../../../numerics/bits.ts';
import { describePlan } from '../../../../../numerics/describe-plan.ts';
import type { SumPlan } from '../../../../../numerics/plan.ts';
import { sumTree } from '../../../../../numerics/sum-tree.ts';
import { BitsTable } from '../../../../kit/bits-view.tsx';
import knob from '../kernel-parts/knob.module.css';
import styles from './bits-strip.module.css';
import { type RowTerms, rowUnder, type Stretch } from './row-zero.ts';

interface RowBitsProps {
  /** Tells it from others of the page. */
  readonly name: string;
  readonly terms: RowTerms;
  readonly alone: SumPlan;
  readonly here: Stretch;
  readonly rows: number;
}

/** One output of row 0 at M = 1 and at another M: both trees over the same terms, and both results' bits. */
export function RowBits({ name, terms, alone, here, rows }: RowBitsProps) {
  const [a, b] = useMemo(() => [rowUnder(alone, terms), rowUnder(here.plan, terms)], [alone, here, terms]);
  const [bitsA, bitsB] = [bitsOf(a), bitsOf(b)];
  const output = Math.max(
    0,
    bitsA.findIndex((bits, n) => bits !== bitsB[n]),
  );
  return (
    <>
      <p className={knob.kernelWords} role="status">
        M = {rows}:{' '}
        {here.differing === 0 ? (
          <span className={knob.kernelSame}>
            = all {terms.outputs} outputs of row 0 have the bits of M = 1
          </span>
        ) : (
          <span className={knob.kernelDiffers}>
            ≠ {here.differing} of {terms.outputs} outputs of row 0 differ from M = 1
          </span>
        )}
      </p>
      <div className={styles.treePair}>
        <Tree side="a" name={`A: output ${output} at M = 1`} plan={alone} terms={terms} output={output} />
        <Tree
          side="b"
          name={`B: output ${output} at M = ${rows}`}
          plan={here.plan}
          terms={terms}
          output={output}
        />
      </div>
      <BitsTable label={`${name}: bits of output ${output}`} a={a[output]} b={b[output]} />
    </>
  );
}

interface TreeProps {
  readonly side: 'a' | 'b';
  readonly name: string;
  readonly plan: SumPlan;
  readonly terms: RowTerms;
  readonly output: number;
}

function Tree({ side, name, plan, terms: { x, w }, output }: TreeProps) {
  const root = useMemo(() => {
    const weights = w.subarray(output * plan.terms, (output + 1) * plan.terms);
    return sumTree(plan, 'unfused', x, weights).root;
  }, [plan, x, w, output]);
  return (
    <div>
      <h4>
        {name} <small>{describePlan(plan)}</small>
      </h4>
      <TreePicture label={`${name}: ${describePlan(plan)}`} root={root} side={side} />
    </div>
  );
}
