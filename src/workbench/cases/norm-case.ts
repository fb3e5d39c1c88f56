import { addNormCall, addNormSource } from '../../kernels/add_norm.ts';
import { packRows, padded, unpackRows, withoutPadding } from '../../kernels/packed-rows.ts';
import { ACTIVATION_BYTES } from '../../kernels/preludes.ts';
import { rmsnormPlan } from '../../numerics/rmsnorm-plan.ts';
import { rulesOf } from '../../numerics/sets/sets.ts';
import { bindDispatch } from './dispatch.ts';
import type { CaseTools, OperationCase } from './operation-case.ts';
import { companyRows } from './rows.ts';
import { type CaseSetup, MOST_ROWS } from './setup.ts';
import { type CaseValues, EPSILON, HIDDEN_PARTS, SALT } from './values.ts';

type NormValues = Extract<CaseValues, { readonly operation: 'rmsnorm' }>;

/** The residual stream plus a projection, normalised. The kernel overwrites the residual stream: write it before each run. */
export function normCase(
  { gpu, pool, compile }: CaseTools,
  { dimensions: { hidden }, set, dtype }: CaseSetup,
  values: NormValues,
): OperationCase {
  const stride = padded(hidden);
  const { math } = rulesOf(set);
  const rowBytes = stride * ACTIVATION_BYTES[dtype];
  const sourceRows = pool.upload(
    'source_rows',
    Uint32Array.from({ length: MOST_ROWS }, (_, i) => i),
  );
  const partials = pool.storage('partials', HIDDEN_PARTS * MOST_ROWS * stride * 4);
  const gain = pool.upload('gain', packRows(values.gain, hidden, 'f32'));
  const residual = pool.storage('residual', MOST_ROWS * rowBytes);
  const normed = pool.storage('normed', MOST_ROWS * rowBytes);
  return {
    write(company) {
      const { queue } = gpu.device;
      queue.writeBuffer(
        residual,
        0,
        packRows(companyRows(company, hidden, dtype, SALT.residual), hidden, dtype),
      );
      queue.writeBuffer(
        partials,
        0,
        packRows(companyRows(company, hidden, 'f32', SALT.partials), hidden, 'f32'),
      );
    },
    async prepare({ rows, place }) {
      const { lanes } = rmsnormPlan(set, rows, hidden);
      const call = addNormCall(
        { sourceRows, partials, gain, residual, normed },
        { rows, stepRows: rows, hidden, parts: HIDDEN_PARTS, epsilon: EPSILON },
      );
      const kernel = await compile(addNormSource({ math, activations: dtype }, lanes, gpu.tuning), call);
      const copies = [{ buffer: normed, offset: place * rowBytes, bytes: rowBytes }];
      return {
        dispatches: [bindDispatch(gpu, pool, kernel, call)],
        ...{ copies, written: copies },
        read: ([words]) => withoutPadding(unpackRows(words, dtype), hidden),
      };
    },
  };
}
