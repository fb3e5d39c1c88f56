import { replayArithmetic } from '../../engines/cpu/arithmetic.ts';
import { attendRow } from '../../engines/cpu/cpu-attention.ts';
import type { MultiplyAddRule } from '../../numerics/fma.ts';
import { GAIN, type OperationProbes } from './probes.ts';

/** The operations replayed on this CPU: what stands in for a device where an engine has none. */
export function replayProbes(rule: MultiplyAddRule): OperationProbes {
  return {
    matmul({ activations, terms, columns, w, end }, plan, x, place) {
      const { dot, store } = replayArithmetic(activations, rule);
      const sums = Float32Array.from({ length: columns }, (_, n) =>
        dot(plan, w, n * terms, x, place * terms),
      );
      return Promise.resolve(end ? sums.map(store) : sums);
    },
    rmsnorm({ activations, terms, epsilon }, plan, rows, place) {
      const { dot, multiplyAdd, work, store } = replayArithmetic(activations, rule);
      const x = rows.subarray(place * terms, (place + 1) * terms);
      const meanSquare = multiplyAdd(dot(plan, x, 0, x, 0), work(1 / terms), work(epsilon));
      const scale = work(1 / Math.sqrt(meanSquare));
      return Promise.resolve(x.map((value) => store(work(work(value * scale) * GAIN))));
    },
    attention({ activations, k, v, ...heads }, rows, place) {
      const { q, blocks, splits } = rows[place];
      const arithmetic = replayArithmetic(activations, rule);
      const y = attendRow(arithmetic, heads, q, { k, v }, { blocks, splits });
      return Promise.resolve(Float32Array.from(y));
    },
    close: () => undefined,
  };
}

export const REPLAY_PROBES = replayProbes('unfused');
