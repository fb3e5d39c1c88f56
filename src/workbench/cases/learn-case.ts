import type { KernelSource } from '../../gpu/kernel.ts';
import { covering, grid } from '../../kernels/grid.ts';
import { bindDispatch, type CaseCall } from './dispatch.ts';
import type { CaseTools, OperationCase } from './operation-case.ts';
import { companyRows } from './rows.ts';
import { type CaseSetup, MOST_ROWS } from './setup.ts';
import { type CaseValues, SALT } from './values.ts';

/** y = x wᵀ with everything in f32 as it stands: one dispatch, one thread to an output. */
export function learnCase(
  { gpu, pool, compile }: CaseTools,
  { dimensions: { terms, columns } }: CaseSetup,
  { w }: Extract<CaseValues, { readonly operation: 'matmul' }>,
  source: KernelSource,
): OperationCase {
  const x = pool.storage('x', MOST_ROWS * terms * 4);
  const weights = pool.upload('w', w);
  const y = pool.storage('y', MOST_ROWS * columns * 4);
  return {
    write: (company) => gpu.device.queue.writeBuffer(x, 0, companyRows(company, terms, 'f32', SALT.x)),
    async prepare({ rows, place }) {
      const call = learnCall({ x, w: weights, y }, { rows, terms, columns });
      const kernel = await compile(source, call);
      const copies = [{ buffer: y, offset: place * columns * 4, bytes: columns * 4 }];
      return {
        dispatches: [bindDispatch(gpu, pool, kernel, call)],
        ...{ copies, written: copies },
        read: ([words]) => new Float32Array(words.buffer),
      };
    },
  };
}

/** How every kernel of `shaders/learn` is called. */
function learnCall(
  { x, w, y }: Readonly<Record<'x' | 'w' | 'y', GPUBuffer>>,
  params: Readonly<Record<'rows' | 'terms' | 'columns', number>>,
): CaseCall {
  const workgroups = grid(covering(params.columns, 64), params.rows);
  return { inputs: [x, w], outputs: [y], params, workgroups };
}
