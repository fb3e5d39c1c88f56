import type { KernelSource } from '../../gpu/kernel.ts';
import { covering, grid } from '../../kernels/grid.ts';
import { scoreScale } from '../../numerics/attention-plan.ts';
import { BLOCK_POSITIONS } from '../../steps/kv-blocks.ts';
import { bindDispatch, type CaseCall } from './dispatch.ts';
import type { CaseTools, OperationCase } from './operation-case.ts';
import { type Company, companyRows } from './rows.ts';
import { type CaseSetup, MOST_ROWS } from './setup.ts';
import { type CaseValues, contextsOf, EPSILON, SALT } from './values.ts';

/** What a workgroup of a matrix product computes: rows (M) by columns (N). */
export interface Tile {
  readonly rows: number;
  readonly columns: number;
}

/** As the kernels of `shaders/learn` divide it. */
export const ROW_TILE: Tile = { rows: 1, columns: 64 };

type ValuesOf<Name extends CaseValues['operation']> = Extract<CaseValues, { readonly operation: Name }>;

/**
 * An operation with everything in f32 as it stands and one dispatch, as `shaders/learn` and `shaders/plain` are called: no preludes, blocks or
 * tables, so that anybody's kernel can be called like it. `tile`: what a workgroup of a product computes.
 */
export function plainCase(
  tools: CaseTools,
  setup: CaseSetup,
  values: CaseValues,
  source: KernelSource,
  tile: Tile = ROW_TILE,
): OperationCase {
  switch (values.operation) {
    case 'matmul':
      return product(tools, setup, values, source, tile);
    case 'rmsnorm':
      return norm(tools, setup, values, source);
    case 'attention':
      return attention(tools, setup, values, source);
  }
}

/** y = x wᵀ. */
function product(
  tools: CaseTools,
  { dimensions: { terms, columns } }: CaseSetup,
  { w }: ValuesOf<'matmul'>,
  source: KernelSource,
  tile: Tile,
): OperationCase {
  const { gpu, pool } = tools;
  const x = pool.storage('x', MOST_ROWS * terms * 4);
  const weights = pool.upload('w', w);
  const y = pool.storage('y', MOST_ROWS * columns * 4);
  return {
    write: (company) => gpu.device.queue.writeBuffer(x, 0, companyRows(company, terms, 'f32', SALT.x)),
    prepare: ({ rows, place }) => {
      const workgroups = grid(covering(columns, tile.columns), covering(rows, tile.rows));
      const call = { inputs: [x, weights], outputs: [y], params: { rows, terms, columns }, workgroups };
      return prepared(tools, source, call, y, { place, width: columns });
    },
  };
}

/** Of the residual stream that the engine's own case adds up first. */
function norm(
  tools: CaseTools,
  { dimensions: { hidden } }: CaseSetup,
  values: ValuesOf<'rmsnorm'>,
  source: KernelSource,
): OperationCase {
  const { gpu, pool } = tools;
  const x = pool.storage('x', MOST_ROWS * hidden * 4);
  const gain = pool.upload('gain', values.gain);
  const y = pool.storage('y', MOST_ROWS * hidden * 4);
  return {
    write(company) {
      const residual = companyRows(company, hidden, 'f32', SALT.residual);
      const added = companyRows(company, hidden, 'f32', SALT.partials);
      gpu.device.queue.writeBuffer(
        x,
        0,
        residual.map((value, i) => value + added[i]),
      );
    },
    prepare: ({ rows, place }) => {
      const params = { rows, hidden, epsilon: EPSILON };
      const call = { inputs: [x, gain], outputs: [y], params, workgroups: [rows] as const };
      return prepared(tools, source, call, y, { place, width: hidden });
    },
  };
}

/** Decode rows that all read one cache, its keys in order. */
function attention(
  tools: CaseTools,
  { dimensions }: CaseSetup,
  values: ValuesOf<'attention'>,
  source: KernelSource,
): OperationCase {
  const { gpu, pool } = tools;
  const { heads, kvHeads, headDim, context } = dimensions;
  const width = heads * headDim;
  const q = pool.storage('q', MOST_ROWS * width * 4);
  const k = pool.upload('k', inOrder(values.k, values.blocks, context, kvHeads * headDim));
  const v = pool.upload('v', inOrder(values.v, values.blocks, context, kvHeads * headDim));
  const contexts = pool.storage('contexts', MOST_ROWS * 4);
  const y = pool.storage('y', MOST_ROWS * width * 4);
  return {
    write: (company) => gpu.device.queue.writeBuffer(q, 0, companyRows(company, width, 'f32', SALT.q)),
    prepare(company: Company, alike: boolean) {
      const { rows, place } = company;
      gpu.device.queue.writeBuffer(contexts, 0, Uint32Array.from(contextsOf(company, context, alike)));
      const scale = scoreScale({ headDim });
      const params = { rows, heads, kv_heads: kvHeads, head_dim: headDim, keys: context, scale };
      const call = { inputs: [q, k, v, contexts], outputs: [y], params, workgroups: [heads, rows] as const };
      return prepared(tools, source, call, y, { place, width });
    },
  };
}

/** (slots, width) of a cache in blocks as (keys, width). */
function inOrder(
  cached: Float32Array,
  blocks: readonly number[],
  keys: number,
  width: number,
): Float32Array<ArrayBuffer> {
  const ordered = new Float32Array(keys * width);
  for (let key = 0; key < keys; key++) {
    const slot = blocks[Math.floor(key / BLOCK_POSITIONS)] * BLOCK_POSITIONS + (key % BLOCK_POSITIONS);
    ordered.set(cached.subarray(slot * width, (slot + 1) * width), key * width);
  }
  return ordered;
}

async function prepared(
  { gpu, pool, compile }: CaseTools,
  source: KernelSource,
  call: CaseCall,
  y: GPUBuffer,
  { place, width }: { readonly place: number; readonly width: number },
) {
  const kernel = await compile(source, call);
  const copies = [{ buffer: y, offset: place * width * 4, bytes: width * 4 }];
  return {
    dispatches: [bindDispatch(gpu, pool, kernel, call)],
    ...{ copies, written: copies },
    read: ([words]: readonly Uint32Array<ArrayBuffer>[]) => new Float32Array(words.buffer),
  };
}
