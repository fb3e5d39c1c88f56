import { replayArithmetic } from '../../engines/cpu/arithmetic.ts';
import { attendRow } from '../../engines/cpu/cpu-attention.ts';
import { CpuMixture, replayedExperts } from '../../engines/cpu/cpu-mixture.ts';
import { quantisedProduct, quantiseRows } from '../../engines/cpu/cpu-products.ts';
import { WEIGHT_FORMATS } from '../../kernels/weight-formats.ts';
import { type BlockDtype, type Blocks, blocksOf } from '../../model/quantise.ts';
import type { Quantize } from '../../numerics/dtypes.ts';
import type { MultiplyAddRule } from '../../numerics/fma.ts';
import type { MathName } from '../../numerics/math-name.ts';
import type { SumPlan } from '../../numerics/plan.ts';
import { valuesAsRead } from '../../numerics/portable/kept-values.ts';
import { GAIN, type OperationProbes, type Product } from './probes.ts';
import { replayEnd } from './replay-ends.ts';

/** The operations replayed on this CPU: what stands in for a device where an engine has none. */
/** @param rule of portable arithmetic only a test's: what a device would give that fused its products into sums all the same. */
export function replayProbes(rule: MultiplyAddRule): OperationProbes {
  const quantisedSums = (
    product: Product,
    quantize: Quantize,
    plan: SumPlan,
    x: Float32Array<ArrayBuffer>,
    place: number,
  ) => {
    const { terms } = product;
    const rows = Array.from({ length: x.length / terms }, (_, i) => x.subarray(i * terms, (i + 1) * terms));
    return quantisedProduct(plan, rule, quantiseRows(quantize, rows)[place], productBlocks(product));
  };
  return {
    matmul(product, plan, x, place) {
      const { activations, terms, columns, end, quantize, math } = product;
      const arithmetic = replayArithmetic(activations, rule, math);
      const { dot } = arithmetic;
      const w = asRead(product.w, math);
      const sums = quantize
        ? quantisedSums(product, quantize, plan, x, place)
        : Float32Array.from({ length: columns }, (_, n) => dot(plan, w, n * terms, x, place * terms));
      return Promise.resolve(end ? replayEnd(arithmetic, product, end, sums) : sums);
    },
    rmsnorm({ activations, terms, epsilon, math }, plan, rows, place) {
      const { dot, multiplyAdd, times, root, work, store } = replayArithmetic(activations, rule, math);
      const x = rows.subarray(place * terms, (place + 1) * terms);
      const meanSquare = multiplyAdd(dot(plan, x, 0, x, 0), work(1 / terms), work(epsilon));
      const scale = root(meanSquare);
      return Promise.resolve(x.map((value) => store(times(times(value, scale), GAIN))));
    },
    experts({ activations, experts, hidden, inner, capacity, math, ...of }, plans, x, place) {
      const arithmetic = replayArithmetic(activations, rule, math);
      const w = {
        router: asRead(of.w.router, math),
        gateUp: asRead(of.w.gateUp, math),
        down: asRead(of.w.down, math),
      };
      const config = { hiddenSize: hidden, intermediateSize: inner, layers: 1 };
      const products = replayedExperts(config, experts, arithmetic);
      const mixture = new CpuMixture(config, experts, arithmetic, products, capacity);
      const { router, gateUp, down } = plans;
      const half = w.gateUp.length / 2;
      const layer = {
        router: w.router,
        gate: w.gateUp.subarray(0, half),
        up: w.gateUp.subarray(half),
        down: w.down,
      };
      const rows = Array.from({ length: x.length / hidden }, (_, i) =>
        x.subarray(i * hidden, (i + 1) * hidden),
      );
      const unseen = rows.map(() => () => undefined);
      const sums = mixture.sums({ router, matmul: { gate_up: gateUp, down } }, rows, layer, unseen);
      // Onto a residual stream of zeros.
      return Promise.resolve(
        Float32Array.from(sums[place], (sum) => arithmetic.store(arithmetic.work(0 + sum))),
      );
    },
    attention({ activations, k, v, math, ...heads }, rows, place) {
      const { q, blocks, splits } = rows[place];
      const arithmetic = replayArithmetic(activations, rule, math);
      const y = attendRow(arithmetic, heads, q, { k, v }, { blocks, splits });
      return Promise.resolve(Float32Array.from(y));
    },
    close: () => undefined,
  };
}

const portableByWeights = new WeakMap<Float32Array, Float32Array>();

/** Weights as an arithmetic reads them, once for the many replays that do. */
function asRead(w: Float32Array, math: MathName | undefined): Float32Array {
  if (math !== 'portable') return w;
  const read = portableByWeights.get(w) ?? valuesAsRead(w, math);
  portableByWeights.set(w, read);
  return read;
}

const blocksByWeights = new WeakMap<Float32Array, Blocks>();

function productBlocks({ w, terms, columns, weights }: Product): Blocks {
  const known = blocksByWeights.get(w);
  if (known) return known;
  const bytes = new Uint8Array(w.buffer, w.byteOffset, w.byteLength);
  const tensor = { name: 'w', dtype: 'F32', shape: [columns, terms], bytes } as const;
  const blocks = blocksOf(tensor, WEIGHT_FORMATS[weights].stored as BlockDtype);
  blocksByWeights.set(w, blocks);
  return blocks;
}

export const REPLAY_PROBES = replayProbes('unfused');
