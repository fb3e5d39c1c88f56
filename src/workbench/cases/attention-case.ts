import type { KernelSource } from '../../gpu/kernel.ts';
import { attentionMergeCall, attentionMergeSource } from '../../kernels/attention_merge.ts';
import type { StepKeys } from '../../kernels/attention-form.ts';
import { planForms } from '../../kernels/forms.ts';
import { packRows, padded, unpackRows, withoutPadding } from '../../kernels/packed-rows.ts';
import { ACTIVATION_BYTES } from '../../kernels/preludes.ts';
import { attentionCut, mostKeysOfSplit } from '../../numerics/attention-plan.ts';
import type { AttentionStep } from '../../numerics/sets/rules.ts';
import { type KernelSet, rulesOf } from '../../numerics/sets/sets.ts';
import { bindDispatch, type CaseCall } from './dispatch.ts';
import type { CaseTools, OperationCase } from './operation-case.ts';
import { companyRows } from './rows.ts';
import { type CaseSetup, MOST_ROWS } from './setup.ts';
import { type CaseValues, contextsOf, SALT } from './values.ts';

type AttentionValues = Extract<CaseValues, { readonly operation: 'attention' }>;

/** Decode rows that all read one cache, each with a query of its own: attention over splits, and their merge. */
export function attentionCase(
  { gpu, pool, compile, attention }: CaseTools,
  { dimensions, set, parallelism, dtype }: CaseSetup,
  values: AttentionValues,
): OperationCase {
  const { heads, kvHeads, headDim, context } = dimensions;
  const config = { heads, kvHeads, headDim };
  const dtypes = { math: rulesOf(set).math, activations: dtype };
  const qBytes = heads * padded(headDim) * ACTIVATION_BYTES[dtype];
  const q = pool.storage('q', MOST_ROWS * qBytes);
  const k = pool.upload('k', packRows(values.k, headDim, dtype));
  const v = pool.upload('v', packRows(values.v, headDim, dtype));
  const blocks = pool.upload('blocks', Uint32Array.from(values.blocks));
  const yBytes = padded(heads * headDim) * ACTIVATION_BYTES[dtype];
  const y = pool.storage('y', MOST_ROWS * yBytes);
  const form = attention ?? planForms(gpu.tuning).attention(config);
  const largest = { rows: MOST_ROWS, context, kvHeads, parallelism };
  const splits = rulesOf(set).mostSplits(largest);
  const longest = mostKeysOfSplit(set, largest, config);
  const room = form.room({ rows: MOST_ROWS, context, splits, longest }, config);
  const resting = pool.storage('values', room.places * heads * padded(headDim) * 4);
  const stats = pool.storage('stats', room.places * heads * 8);
  const tables = { items: new Uint32Array(room.words), runs: new Uint32Array(MOST_ROWS * 2) };
  return {
    write: (company) =>
      gpu.device.queue.writeBuffer(
        q,
        0,
        packRows(companyRows(company, heads * headDim, dtype, SALT.q), headDim, dtype),
      ),
    async prepare(company, alike) {
      const { rows, place } = company;
      const step = decodeStep(contextsOf(company, context, alike), set, { ...config, parallelism });
      const dealt = form.deal(step, room, config, tables);
      const items = pool.upload('items', tables.items.slice(0, dealt.words));
      const call = form.call({ q, k, v, items, blocks, values: resting, stats, y }, dealt, config);
      const bind = async (source: KernelSource, bound: CaseCall) =>
        bindDispatch(gpu, pool, await compile(source, bound), bound);
      const source = form.sources(dtypes, config).get(dealt.kernel)!;
      const dispatches = [await bind(source, call)];
      if (dealt.merges) {
        const runs = pool.upload('splits', tables.runs.slice(0, rows * 2));
        const merge = attentionMergeCall({ splits: runs, values: resting, stats, y }, rows, config);
        dispatches.push(await bind(attentionMergeSource(dtypes, config), merge));
      }
      return {
        dispatches,
        copies: [{ buffer: y, offset: place * yBytes, bytes: yBytes }],
        written: [
          { buffer: resting, offset: 0, bytes: dealt.places * heads * padded(headDim) * 4 },
          { buffer: stats, offset: 0, bytes: dealt.places * heads * 8 },
        ],
        read: ([words]) => withoutPadding(unpackRows(words, dtype), heads * headDim),
      };
    },
  };
}

/** Rows that decode over so many keys each of one cache. */
function decodeStep(
  contexts: readonly number[],
  set: KernelSet,
  shape: Omit<AttentionStep, 'decodeRows' | 'requests'>,
): StepKeys {
  const requests = contexts.map((keys) => ({ rows: 1, keys }));
  const step = { ...shape, decodeRows: requests.length, requests };
  return {
    rows: contexts.map((keys, slice) => ({ slice, keys })),
    cuts: contexts.map((keys) => attentionCut(set, { keys, cached: keys - 1, decode: true }, step)),
    tableAt: () => 0,
  };
}
