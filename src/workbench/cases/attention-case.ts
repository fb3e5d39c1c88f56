import type { KernelSource } from '../../gpu/kernel.ts';
import { attentionCall, attentionSource, splitTables } from '../../kernels/attention.ts';
import { attentionMergeCall, attentionMergeSource } from '../../kernels/attention_merge.ts';
import { packRows, padded, unpackRows, withoutPadding } from '../../kernels/packed-rows.ts';
import { ACTIVATION_BYTES } from '../../kernels/preludes.ts';
import { attentionSplits } from '../../numerics/attention-plan.ts';
import { rulesOf } from '../../numerics/sets/sets.ts';
import { bindDispatch, type CaseCall } from './dispatch.ts';
import type { CaseTools, OperationCase } from './operation-case.ts';
import { companyRows } from './rows.ts';
import { type CaseSetup, MOST_ROWS } from './setup.ts';
import { type CaseValues, contextsOf, SALT } from './values.ts';

type AttentionValues = Extract<CaseValues, { readonly operation: 'attention' }>;

/** Decode rows that all read one cache, each with a query of its own: attention over splits, and their merge. */
export function attentionCase(
  { gpu, pool, compile }: CaseTools,
  { dimensions, set, parallelism, dtype }: CaseSetup,
  values: AttentionValues,
): OperationCase {
  const { heads, kvHeads, headDim, context } = dimensions;
  const config = { heads, kvHeads, headDim };
  const qBytes = heads * padded(headDim) * ACTIVATION_BYTES[dtype];
  const q = pool.storage('q', MOST_ROWS * qBytes);
  const k = pool.upload('k', packRows(values.k, headDim, dtype));
  const v = pool.upload('v', packRows(values.v, headDim, dtype));
  const blocks = pool.upload('blocks', Uint32Array.from(values.blocks));
  const groups = padded(heads * headDim) / 4;
  const yBytes = groups * 4 * ACTIVATION_BYTES[dtype];
  const y = pool.storage('y', MOST_ROWS * yBytes);
  const splitsOf = (contexts: readonly number[]) => {
    const requests = contexts.map((keys) => ({ rows: 1, keys }));
    const step = { ...config, decodeRows: requests.length, requests, parallelism };
    return contexts.map((keys) => attentionSplits(set, { keys, cached: keys - 1, decode: true }, step));
  };
  const most = rulesOf(set).mostSplits({ rows: MOST_ROWS, context, kvHeads, parallelism });
  const partial = pool.storage('values', most * heads * padded(headDim) * 4);
  const stats = pool.storage('stats', most * heads * 8);
  return {
    write: (company) =>
      gpu.device.queue.writeBuffer(
        q,
        0,
        packRows(companyRows(company, heads * headDim, dtype, SALT.q), headDim, dtype),
      ),
    async prepare(company, alike) {
      const { rows, place } = company;
      const splits = splitsOf(contextsOf(company, context, alike));
      const { count, ...tables } = splitTables(splits, () => 0);
      const items = pool.upload('items', Uint32Array.from(tables.items));
      const attention = attentionCall({ q, k, v, items, blocks, values: partial, stats }, count, config);
      const runs = pool.upload('splits', Uint32Array.from(tables.runs));
      const merge = attentionMergeCall({ splits: runs, values: partial, stats, y }, rows, config);
      const bind = async (source: KernelSource, call: CaseCall) =>
        bindDispatch(gpu, pool, await compile(source, call), call);
      return {
        dispatches: [
          await bind(attentionSource({ activations: dtype }, config, gpu.tuning), attention),
          await bind(attentionMergeSource({ activations: dtype }, config), merge),
        ],
        copies: [{ buffer: y, offset: place * yBytes, bytes: yBytes }],
        written: [
          { buffer: partial, offset: 0, bytes: count * heads * padded(headDim) * 4 },
          { buffer: stats, offset: 0, bytes: count * heads * 8 },
        ],
        read: ([words]) => withoutPadding(unpackRows(words, dtype), heads * headDim),
      };
    },
  };
}
