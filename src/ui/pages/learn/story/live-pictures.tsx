import { useMemo, useState } from 'react';
import { TreePicture } from '../../../../charts/tree-picture.tsx';
import { bitsOf } from '../../../../numerics/bits.ts';
import { describePlan } from '../../../../numerics/describe-plan.ts';
import { matmulPlan } from '../../../../numerics/matmul-plan.ts';
import type { SumPlan } from '../../../../numerics/plan.ts';
import { sumTree } from '../../../../numerics/sum-tree.ts';
import { BitsTable } from '../../../kit/bits-view.tsx';
import { Knob } from '../lessons/kernel-parts/knob.tsx';
import { RunsBar } from '../lessons/kernel-parts/runs-bar.tsx';
import { bothWays, TwoWays } from '../lessons/order-matters/two-ways.tsx';
import { PRODUCT } from '../lessons/why-reorder/product.ts';
import { rowTerms, rowUnder } from '../lessons/why-reorder/row-zero.ts';

/** The product that lesson 3 follows: 512 terms, 512 columns. */
const terms = rowTerms(PRODUCT);
const ALONE = 1;
const COMPANY = 8;
const SLIDES = [1, 2, 4, 8, 16, 32, 64, 128];

function planAt(rows: number): SumPlan {
  return matmulPlan('variant', { ...PRODUCT, rows });
}

/** 256 + 1 − 256 in bf16, both ways. */
export function SumPicture() {
  const sums = bothWays('bf16', [256, 1, -256]);
  return sums && <TwoWays dtype="bf16" sums={sums} />;
}

export function TreeScenePicture() {
  return <Tree side="a" rows={ALONE} />;
}

export function CutPicture() {
  const [rows, setRows] = useState(2);
  return (
    <>
      <Knob label="M, rows in the step" value={rows} values={SLIDES} onChange={setRows} />
      <RunsBar name={`K = ${PRODUCT.terms}`} runs={planAt(rows).chunks} unit="terms" />
      <Tree side="b" rows={rows} />
    </>
  );
}

/** The first of the row's outputs whose bits company changes. */
export function BitPicture() {
  const [a, b] = useMemo(() => [ALONE, COMPANY].map((rows) => rowUnder(planAt(rows), terms)), []);
  const [bitsA, bitsB] = [bitsOf(a), bitsOf(b)];
  const output = bitsA.findIndex((bits, n) => bits !== bitsB[n]);
  return (
    <>
      <p>
        A: alone, M = {ALONE}. B: in company, M = {COMPANY}.
      </p>
      <BitsTable label="Bits of one output, alone and in company" a={a[output]} b={b[output]} />
    </>
  );
}

function Tree({ side, rows }: { readonly side: 'a' | 'b'; readonly rows: number }) {
  const plan = planAt(rows);
  const root = useMemo(
    () => sumTree(planAt(rows), 'unfused', terms.x, terms.w.subarray(0, PRODUCT.terms)).root,
    [rows],
  );
  return (
    <>
      <TreePicture label={`One output at M = ${rows}: ${describePlan(plan)}`} root={root} side={side} />
      <p>
        <small>
          M = {rows}: {describePlan(plan)}
        </small>
      </p>
    </>
  );
}
