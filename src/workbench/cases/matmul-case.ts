import { sumsTo } from '../../kernels/epilogues.ts';
import { matmulKernel } from '../../kernels/matmul.ts';
import { chunkBounds } from '../../kernels/matmul-kernel.ts';
import { type PlainForm, plainForm } from '../../kernels/matmul-plain.ts';
import { packMatrix, wholeColumns } from '../../kernels/pack.ts';
import { packRows, padded } from '../../kernels/packed-rows.ts';
import { ACTIVATION_BYTES } from '../../kernels/preludes.ts';
import { matmulPlan } from '../../numerics/matmul-plan.ts';
import type { MatmulShape } from '../../numerics/sets/rules.ts';
import { rulesOf } from '../../numerics/sets/sets.ts';
import { bindDispatch } from './dispatch.ts';
import type { CaseTools, OperationCase } from './operation-case.ts';
import { companyRows } from './rows.ts';
import { type CaseSetup, MOST_ROWS } from './setup.ts';
import { type CaseValues, SALT } from './values.ts';

type MatmulValues = Extract<CaseValues, { readonly operation: 'matmul' }>;

/** Matrix products through the engine's kernels; `only` runs every plan in one form, whatever would suit its M. */
export function matmulCase(
  { gpu, pool, compile }: CaseTools,
  { dimensions, set, parallelism, dtype }: CaseSetup,
  values: MatmulValues,
  only: PlainForm | null = null,
): OperationCase {
  const { terms, columns } = dimensions;
  const { math } = rulesOf(set);
  const tensor = { name: 'w', dtype: 'F32', shape: [columns, terms], bytes: bytesOf(values.w) } as const;
  const { buffers, groups, quads } = packMatrix(wholeColumns(tensor), terms, dtype);
  const weights = buffers.map((bytes) => pool.upload('weights', bytes));
  const x = pool.storage('x', MOST_ROWS * padded(terms) * ACTIVATION_BYTES[dtype]);
  const planned = (rows: number) => {
    const shape: MatmulShape = { rows, terms, columns, parallelism };
    const plan = matmulPlan(set, shape);
    const product = { rows, columns, groups, quads };
    const run = only ? plainForm(only, plan, product, gpu.tuning) : matmulKernel(plan, product, gpu.tuning);
    return { plan, run };
  };
  const most = Math.max(...Array.from({ length: MOST_ROWS }, (_, i) => (i + 1) * planned(i + 1).run.parts));
  const partials = pool.storage('partials', most * quads * 16);
  return {
    write: (company) =>
      gpu.device.queue.writeBuffer(x, 0, packRows(companyRows(company, terms, dtype, SALT.x), terms, dtype)),
    async prepare({ rows, place }) {
      const { plan, run } = planned(rows);
      const bounds = pool.upload('bounds', Uint32Array.from(chunkBounds(plan)));
      const call = run.call({ x, weights, bounds, ends: sumsTo(partials) });
      const kernel = await compile(run.source({ math, activations: dtype, weights: dtype }), call);
      const copies = Array.from({ length: run.parts }, (_, part) => ({
        buffer: partials,
        offset: (part * rows + place) * quads * 16,
        bytes: quads * 16,
      }));
      return {
        dispatches: [bindDispatch(gpu, pool, kernel, call)],
        ...{ copies, written: copies },
        read: (parts) => sumInOrder(parts.map((words) => new Float32Array(words.buffer, 0, columns))),
      };
    },
  };
}

function bytesOf(values: Float32Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** What every reader of partial sums does: in index order, in f32. */
export function sumInOrder([
  first,
  ...others
]: readonly Float32Array<ArrayBuffer>[]): Float32Array<ArrayBuffer> {
  const sum = Float32Array.from(first);
  for (const part of others) for (let i = 0; i < sum.length; i++) sum[i] += part[i];
  return sum;
}
