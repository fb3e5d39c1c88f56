import type { BufferPool } from '../../src/gpu/buffers.ts';
import type { Gpu } from '../../src/gpu/device.ts';
import type { Binding } from '../../src/gpu/kernel-call.ts';
import { normKernel } from '../../src/kernels/add_norm.ts';
import { attentionMergeCall, attentionMergeSource } from '../../src/kernels/attention_merge.ts';
import { planForms } from '../../src/kernels/forms.ts';
import { packRows } from '../../src/kernels/packed-rows.ts';
import {
  DRAW_WORDS,
  RESULT_WORDS,
  SLICE_WORDS,
  sampleMergeCall,
  sampleMergeSource,
  sampleSlicesCall,
  sampleSlicesSource,
  slicesOf,
  writeDraw,
} from '../../src/kernels/sample.ts';
import { attentionCut } from '../../src/numerics/attention-plan.ts';
import type { ActivationDtype } from '../../src/numerics/dtypes.ts';
import { longestSplit, splitCount } from '../../src/numerics/key-cut.ts';
import type { OperationCase } from './operation-cases.ts';

/** What works on rows whose weights are few or none: norms, attention, sampling. Of SmolLM2-135M's sizes. */
const HEADS = { heads: 9, kvHeads: 3, headDim: 64 };
const HIDDEN = 576;
const VOCABULARY = 49_152;

const wave = (count: number, scale = 1) =>
  Float32Array.from({ length: count }, (_, i) => scale * Math.sin(1 + i * 12.9898));

/** The last `rows` positions of one request of so many keys. */
export function attentionCase(
  gpu: Gpu,
  pool: BufferPool,
  { rows, keys }: Readonly<Record<'rows' | 'keys', number>>,
  activations: ActivationDtype,
): OperationCase {
  const { heads, kvHeads, headDim } = HEADS;
  const form = planForms(gpu.tuning).attention(HEADS);
  const step = { ...HEADS, decodeRows: Number(rows === 1), requests: [{ rows, keys }], parallelism: 64 };
  const all = Array.from({ length: rows }, (_, i) => ({ slice: 0, keys: keys - rows + 1 + i }));
  const cuts = all.map((row) =>
    attentionCut('invariant', { keys: row.keys, cached: keys - rows, decode: rows === 1 }, step),
  );
  const splits = all.reduce((sum, row, i) => sum + splitCount(cuts[i], row.keys), 0);
  const longest = Math.max(...all.map((row, i) => longestSplit(cuts[i], row.keys)));
  const room = form.room({ rows, context: keys, splits, longest }, HEADS);
  const tables = { items: new Uint32Array(room.words), runs: new Uint32Array(2 * rows) };
  const dealt = form.deal({ rows: all, cuts, tableAt: () => 0 }, room, HEADS, tables);
  const blocks = Uint32Array.from({ length: Math.ceil(keys / 16) }, (_, i) => i);
  const activation = (name: string, count: number) =>
    pool.upload(name, packRows(wave(count), headDim, activations));
  const places = Math.max(1, dealt.places) * heads;
  const buffers = {
    q: activation('q', rows * heads * headDim),
    k: activation('k', blocks.length * 16 * kvHeads * headDim),
    v: activation('v', blocks.length * 16 * kvHeads * headDim),
    items: pool.upload('items', tables.items),
    blocks: pool.upload('blocks', blocks),
    values: pool.storage('values', places * headDim * 4),
    stats: pool.storage('stats', places * 8),
    y: activation('y', rows * heads * headDim),
  };
  const merge = attentionMergeCall<Binding>(
    { ...buffers, splits: pool.upload('splits', tables.runs) },
    rows,
    HEADS,
  );
  return {
    name: `attention M=${rows} of ${keys} keys ${activations}`,
    times: Math.max(1, Math.round(8e6 / (rows * keys * heads * headDim))),
    dispatches(math) {
      const source = form.sources({ math, activations }, HEADS).get(dealt.kernel)!;
      const own = [source, form.call<Binding>(buffers, dealt, HEADS)] as const;
      return dealt.merges ? [own, [attentionMergeSource({ math, activations }, HEADS), merge]] : [own];
    },
  };
}

export function normCase(
  gpu: Gpu,
  pool: BufferPool,
  rows: number,
  activations: ActivationDtype,
): OperationCase {
  const kernel = normKernel(64, rows, HIDDEN, gpu.tuning);
  const activation = (name: string) => pool.upload(name, packRows(wave(rows * HIDDEN), HIDDEN, activations));
  const call = kernel.call<Binding>(
    {
      sourceRows: pool.upload(
        'rows',
        Uint32Array.from({ length: rows }, (_, i) => i),
      ),
      // So small that the residual stream stays what it is, however often they are added.
      partials: pool.upload('partials', wave(rows * HIDDEN, 1e-9)),
      gain: pool.upload('gain', wave(HIDDEN)),
      residual: activation('residual'),
      normed: activation('normed'),
    },
    { rows, stepRows: rows, hidden: HIDDEN, parts: 1, epsilon: 1e-5 },
  );
  return {
    name: `norm M=${rows} ${activations}`,
    times: Math.max(1, Math.round(2e6 / (rows * HIDDEN))),
    dispatches: (math) => [[kernel.source({ math, activations }), call]],
  };
}

/** Choosing the next token of so many rows; greedily where the temperature is 0. */
export function sampleCase(gpu: Gpu, pool: BufferPool, rows: number, temperature: number): OperationCase {
  const draws = new Uint32Array(rows * DRAW_WORDS);
  for (let row = 0; row < rows; row++)
    writeDraw(draws, row, { request: 7 + row, position: 40, kept: null, temperature, seed: 1 });
  const slices = pool.storage('slices', 4 * rows * slicesOf(VOCABULARY) * SLICE_WORDS);
  const sizes = { rows, vocabulary: VOCABULARY, parts: 1 };
  const bring = sampleSlicesCall<Binding>(
    {
      partials: pool.upload('logits', wave(rows * VOCABULARY, 8)),
      draws: pool.upload('draws', draws),
      slices,
      kept: pool.storage('kept', 16),
    },
    sizes,
  );
  const merge = sampleMergeCall<Binding>(
    { slices, results: pool.storage('results', 4 * rows * RESULT_WORDS) },
    sizes,
  );
  return {
    name: `sampling M=${rows} temperature ${temperature}`,
    times: Math.max(1, Math.round(8 / rows)),
    dispatches: (math) => [
      [sampleSlicesSource(gpu.tuning, math), bring],
      [sampleMergeSource(gpu.tuning, math), merge],
    ],
  };
}
