import { BufferPool } from '../../gpu/buffers.ts';
import type { Gpu } from '../../gpu/device.ts';
import { compileOnce, type KernelSource } from '../../gpu/kernel.ts';
import { attentionMergeCall, attentionMergeSource } from '../../kernels/attention_merge.ts';
import { planForms } from '../../kernels/forms.ts';
import { chunkBounds } from '../../kernels/matmul-kernel.ts';
import { quantisedForms } from '../../kernels/matmul-quantised.ts';
import { packMatrix, wholeColumns } from '../../kernels/pack.ts';
import { packRows, padded, unpackRows, withoutPadding } from '../../kernels/packed-rows.ts';
import { ACTIVATION_BYTES } from '../../kernels/preludes.ts';
import {
  type QuantizeShape,
  quantisedWords,
  quantizeCalls,
  quantizeSources,
} from '../../kernels/quantize.ts';
import { longestSplit } from '../../numerics/key-cut.ts';
import type { SumPlan } from '../../numerics/plan.ts';
import {
  type BoundDispatch,
  bindDispatch,
  type CaseCall,
  type CopyOut,
  runDispatches,
} from '../../workbench/cases/dispatch.ts';
import { concatenated, stepOf } from './attention-tables.ts';
import { deviceEnds, sumsEnd } from './device-ends.ts';
import { type MixtureWeights, mixtureDispatches, uploadMixture } from './device-mixture.ts';
import {
  type AttentionRow,
  GAIN,
  type Mixture,
  type MixturePlans,
  type Norm,
  type OperationProbes,
  type PagedCache,
  type Product,
} from './probes.ts';

/** A product's weights as the kernels read them. */
interface Uploaded {
  readonly buffers: readonly GPUBuffer[];
  readonly groups: number;
  readonly quads: number;
}

/** The engine's kernels on its own device, tiled as the engine tiles them. */
export class DeviceProbes implements OperationProbes {
  readonly busyTiles?: number;
  readonly #gpu: Gpu;
  readonly #weights: BufferPool;
  readonly #uploaded = new Map<Float32Array, Uploaded>();
  readonly #mixtures = new Map<Mixture['w'], MixtureWeights>();
  readonly #caches = new WeakMap<Float32Array, Readonly<Record<'k' | 'v', Uint32Array<ArrayBuffer>>>>();

  constructor(gpu: Gpu) {
    this.#gpu = gpu;
    if (!gpu.tuning.largeBlocks) this.busyTiles = gpu.tuning.busyWorkgroups;
    this.#weights = new BufferPool(gpu, 'certificate.weights');
  }

  matmul(
    product: Product,
    plan: SumPlan,
    x: Float32Array<ArrayBuffer>,
    place: number,
  ): Promise<Float32Array> {
    const { activations, weights, terms, columns, end, quantize, math = 'native' } = product;
    const rows = x.length / terms;
    const { buffers, groups, quads } = this.#weightsOf(product);
    const sized = { rows, columns, groups, quads, ...(end && { epilogue: end.epilogue }) };
    const forms = quantize ? quantisedForms : planForms;
    const kernel = forms(this.#gpu.tuning).matmul(plan, sized);
    return this.#within('matmul', async (pool) => {
      const ending = { product, rows, quads, place };
      const { epilogue, parts } = kernel;
      const fused = { by: epilogue.kind !== 'sums', parts, tuning: this.#gpu.tuning };
      const left = end ? deviceEnds(pool, ending, end, fused) : sumsEnd(pool, ending, kernel.parts);
      const given = pool.upload('x', packRows(x, terms, activations));
      const read = quantize
        ? this.#quantised(pool, given, { activations, math, terms, rows, mode: quantize })
        : null;
      const call = kernel.call({
        x: read?.y ?? given,
        weights: buffers,
        bounds: pool.upload('bounds', Uint32Array.from(chunkBounds(plan))),
        ends: left.ends,
      });
      const own = [kernel.source({ activations, weights, math }), call] as const;
      const bound = [...(read?.calls ?? []), own, ...(left.after ?? [])].map((each) =>
        this.#bind(pool, ...each),
      );
      return left.read(await this.#run('matmul', await Promise.all(bound), left.copies));
    });
  }

  rmsnorm(norm: Norm, plan: SumPlan, x: Float32Array<ArrayBuffer>, place: number): Promise<Float32Array> {
    const { activations, terms, epsilon, math = 'native' } = norm;
    const rows = x.length / terms;
    const rowBytes = padded(terms) * ACTIVATION_BYTES[activations];
    return this.#within('rmsnorm', async (pool) => {
      const normed = pool.storage('normed', rows * rowBytes);
      const order = Uint32Array.from({ length: rows }, (_, i) => i);
      const { tuning } = this.#gpu;
      const kernel = planForms(tuning).addNorm(plan.lanes, rows, { hiddenSize: terms });
      const call = kernel.call(
        {
          sourceRows: pool.upload('source_rows', order),
          // Sums of a projection that is zero: the kernel adds it all the same.
          partials: pool.storage('partials', rows * padded(terms) * 4),
          gain: pool.upload('gain', packRows(new Float32Array(terms).fill(GAIN), terms, 'f32')),
          residual: pool.upload('residual', packRows(x, terms, activations)),
          normed,
        },
        { rows, stepRows: rows, hidden: terms, parts: 1, epsilon },
      );
      const source = kernel.source({ activations, math });
      const copies = [{ buffer: normed, offset: place * rowBytes, bytes: rowBytes }];
      const [words] = await this.#run('rmsnorm', [await this.#bind(pool, source, call)], copies);
      return withoutPadding(unpackRows(words, activations), terms);
    });
  }

  experts(
    mixture: Mixture,
    plans: MixturePlans,
    x: Float32Array<ArrayBuffer>,
    place: number,
  ): Promise<Float32Array> {
    const held = this.#mixtures.get(mixture.w) ?? uploadMixture(mixture, this.#weights);
    this.#mixtures.set(mixture.w, held);
    return this.#within('experts', async (pool) => {
      const { calls, copy } = mixtureDispatches(pool, mixture, held, plans, { x, place });
      const bound = await Promise.all(calls.map((each) => this.#bind(pool, ...each)));
      const [words] = await this.#run('experts', bound, [copy]);
      return withoutPadding(unpackRows(words, mixture.activations), mixture.hidden);
    });
  }

  attention(cache: PagedCache, rows: readonly AttentionRow[], place: number): Promise<Float32Array> {
    const { activations, heads, headDim, math = 'native' } = cache;
    const form = planForms(this.#gpu.tuning).attention(cache);
    const { blocks: table, ...step } = stepOf(rows);
    const context = Math.max(...step.rows.map(({ keys }) => keys));
    // As an arm has it for its largest steps: room for every row to have as many splits as any, so that they are spread where it spreads them.
    const splits = rows.length * Math.max(...rows.map((row) => row.splits.length));
    const longest = Math.max(...step.rows.map(({ keys }, row) => longestSplit(step.cuts[row], keys)));
    const room = form.room({ rows: rows.length, context, splits, longest }, cache);
    const tables = { items: new Uint32Array(room.words), runs: new Uint32Array(rows.length * 2) };
    const dealt = form.deal(step, room, cache, tables);
    const rowBytes = padded(heads * headDim) * ACTIVATION_BYTES[activations];
    return this.#within('attention', async (pool) => {
      const { k, v } = this.#packed(cache);
      const values = pool.storage('values', dealt.places * heads * padded(headDim) * 4);
      const stats = pool.storage('stats', dealt.places * heads * 8);
      const y = pool.storage('y', rows.length * rowBytes);
      const buffers = {
        q: pool.upload('q', packRows(concatenated(rows.map(({ q }) => q)), headDim, activations)),
        k: pool.upload('k', k),
        v: pool.upload('v', v),
        items: pool.upload('items', tables.items.slice(0, dealt.words)),
        blocks: pool.upload('blocks', Uint32Array.from(table)),
        ...{ values, stats, y },
      };
      const source = form.sources({ activations, math }, cache).get(dealt.kernel)!;
      const dispatches = [await this.#bind(pool, source, form.call(buffers, dealt, cache))];
      if (dealt.merges) {
        const runs = pool.upload('splits', tables.runs);
        const merge = attentionMergeCall({ splits: runs, values, stats, y }, rows.length, cache);
        dispatches.push(await this.#bind(pool, attentionMergeSource({ activations, math }, cache), merge));
      }
      const copies = [{ buffer: y, offset: place * rowBytes, bytes: rowBytes }];
      const [words] = await this.#run('attention', dispatches, copies);
      return withoutPadding(unpackRows(words, activations), heads * headDim);
    });
  }

  /** What makes q8 of rows, and where they then lie. */
  #quantised(
    pool: BufferPool,
    x: GPUBuffer,
    { activations, math = 'native', ...shape }: Pick<Product, 'activations' | 'math'> & QuantizeShape,
  ) {
    const most = pool.storage('largest', shape.rows * 4);
    const y = pool.storage('quantised', shape.rows * quantisedWords(shape.terms) * 4);
    const sources = quantizeSources({ activations, math }, this.#gpu.tuning);
    const calls = quantizeCalls({ x, most, y }, shape);
    return { y, calls: (['most', 'integers'] as const).map((each) => [sources[each], calls[each]] as const) };
  }

  close(): void {
    this.#weights.destroy();
    this.#uploaded.clear();
    this.#mixtures.clear();
  }

  #weightsOf({ w, terms, columns, weights }: Product): Uploaded {
    const known = this.#uploaded.get(w);
    if (known) return known;
    const stored = new Uint8Array(w.buffer, w.byteOffset, w.byteLength);
    const tensor = { name: 'w', dtype: 'F32', shape: [columns, terms], bytes: stored } as const;
    const { buffers, groups, quads } = packMatrix(wholeColumns(tensor), terms, weights);
    const held = buffers.map((bytes) => this.#weights.upload('w', bytes));
    const uploaded = { buffers: held, groups, quads };
    this.#uploaded.set(w, uploaded);
    return uploaded;
  }

  /** Frees what a run allocates, however it ends. */
  async #within<T>(operation: string, run: (pool: BufferPool) => Promise<T>): Promise<T> {
    const pool = new BufferPool(this.#gpu, `certificate.${operation}`);
    try {
      return await run(pool);
    } finally {
      pool.destroy();
    }
  }

  async #bind(pool: BufferPool, source: KernelSource, call: CaseCall): Promise<BoundDispatch> {
    return bindDispatch(this.#gpu, pool, await compileOnce(this.#gpu.device, source), call);
  }

  #run(operation: string, dispatches: readonly BoundDispatch[], copies: readonly CopyOut[]) {
    return runDispatches(this.#gpu, `certificate.${operation}`, dispatches, copies);
  }

  #packed(cache: PagedCache) {
    const pack = (values: Float32Array) => packRows(values, cache.headDim, cache.activations);
    const known = this.#caches.get(cache.k) ?? { k: pack(cache.k), v: pack(cache.v) };
    this.#caches.set(cache.k, known);
    return known;
  }
}
