import { replayArithmetic } from '../../engines/cpu/arithmetic.ts';
import { attendRow } from '../../engines/cpu/cpu-attention.ts';
import { CpuMixture, replayedExperts } from '../../engines/cpu/cpu-mixture.ts';
import { quantisedProduct, quantiseRows } from '../../engines/cpu/cpu-products.ts';
import { WEIGHT_FORMATS } from '../../kernels/weight-formats.ts';
import { type BlockDtype, type Blocks, blocksOf } from '../../model/quantise.ts';
import type { Quantize } from '../../numerics/dtypes.ts';
import type { MultiplyAddRule } from '../../numerics/fma.ts';
import type { SumPlan } from '../../numerics/plan.ts';
import { mathOfRule } from '../../numerics/sets/sets.ts';
import { GAIN, type OperationProbes, type Product } from './probes.ts';

/** The operations replayed on this CPU: what stands in for a device where an engine has none. */
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
      const { activations, terms, columns, w, end, quantize } = product;
      const { dot, store } = replayArithmetic(activations, rule, mathOfRule(plan.rule));
      const sums = quantize
        ? quantisedSums(product, quantize, plan, x, place)
        : Float32Array.from({ length: columns }, (_, n) => dot(plan, w, n * terms, x, place * terms));
      return Promise.resolve(end ? sums.map(store) : sums);
    },
    rmsnorm({ activations, terms, epsilon }, plan, rows, place) {
      const arithmetic = replayArithmetic(activations, rule, mathOfRule(plan.rule));
      const { dot, multiplyAdd, work, times, root, store } = arithmetic;
      const x = rows.subarray(place * terms, (place + 1) * terms);
      const meanSquare = multiplyAdd(dot(plan, x, 0, x, 0), work(1 / terms), work(epsilon));
      const scale = root(meanSquare);
      return Promise.resolve(x.map((value) => store(times(times(value, scale), GAIN))));
    },
    experts({ activations, experts, hidden, inner, capacity, w }, plans, x, place) {
      const arithmetic = replayArithmetic(activations, rule, mathOfRule(plans.router.rule));
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
    attention({ activations, k, v, ...heads }, rows, place, math) {
      const { q, blocks, splits } = rows[place];
      const arithmetic = replayArithmetic(activations, rule, math);
      const y = attendRow(arithmetic, heads, q, { k, v }, { blocks, splits });
      return Promise.resolve(Float32Array.from(y));
    },
    close: () => undefined,
  };
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
