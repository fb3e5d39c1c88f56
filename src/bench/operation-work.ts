import { ACTIVATION_BYTES } from '../kernels/preludes.ts';
import type { Checkpoint } from '../model/checkpoint.ts';
import type { ArmSpec } from '../steps/arm-spec.ts';
import type { StepPlan } from '../steps/step-plan.ts';
import { MATMULS, matmulSize, planStep } from '../steps/step-plans.ts';

/** What an operation must do in a whole step, however its kernel is written: the ground of its share of the limit. */
export interface Work {
  /** Each weight, key and value that is needed, read once; each input read and each output written once. */
  readonly bytes: number;
  /** A multiply-add counts as two. */
  readonly operations: number;
}

/** By the names under which the engine times its dispatches, fused ones under the name of their product. */
export function operationWork(
  { config, layers, head }: Checkpoint,
  spec: ArmSpec,
  plan: StepPlan,
): ReadonlyMap<string, Work> {
  const { rows, sampledRows } = planStep(plan, spec, config);
  const m = rows.length;
  const sampled = sampledRows.length;
  const { hiddenSize, intermediateSize, heads, kvHeads, headDim, vocabSize } = config;
  const act = ACTIVATION_BYTES[spec.activations];
  const stored = (dtype: string) => (dtype === 'F32' ? 4 : 2);
  const products = MATMULS.map((name): [string, Work] => {
    const { terms, columns } = matmulSize(config, name);
    const [count, times] = name === 'head' ? [sampled, 1] : [m, config.layers];
    const weight = stored(name === 'head' ? head.dtype : layers[0].q.dtype);
    const bytes = terms * columns * weight + count * (terms * act + columns * 4);
    return [name, scaled(times, bytes, 2 * count * terms * columns)];
  });
  const keys = rows.reduce((sum, row) => sum + row.keys, 0);
  // Rows of one request share its keys: those of the last row are all of them.
  const kept = plan.slices.reduce((sum, { start, tokens }) => sum + start + tokens.length, 0);
  const [q, kv] = [heads * headDim, kvHeads * headDim];
  const perLayer = (bytes: number, operations: number) => scaled(config.layers, bytes, operations);
  const norm = (count: number, times: number) =>
    scaled(times, count * hiddenSize * (4 + 3 * act), 4 * count * hiddenSize);
  return new Map<string, Work>([
    ...products,
    ['embed', { bytes: m * hiddenSize * (act + stored(head.dtype)), operations: 0 }],
    ['first_norm', norm(m, 1)],
    ['norm', norm(m, config.layers - 1)],
    ['mlp_norm', norm(m, config.layers)],
    ['final_norm', norm(sampled, 1)],
    ['rope_kv', perLayer(m * (q + 2 * kv) * (4 + act), 3 * m * (q + kv))],
    ['attention', perLayer(2 * kept * kv * act + m * q * (act + 4), 4 * keys * q)],
    ['merge', perLayer(m * q * (4 + act), m * q)],
    ['swiglu', perLayer(m * intermediateSize * (8 + act), 6 * m * intermediateSize)],
    ['logits', { bytes: sampled * vocabSize * 8, operations: 0 }],
    ['choose', { bytes: sampled * vocabSize * 4, operations: sampled * vocabSize }],
    ['top_k', { bytes: sampled * vocabSize * 4, operations: sampled * vocabSize }],
  ]);
}

function scaled(times: number, bytes: number, operations: number): Work {
  return { bytes: times * bytes, operations: times * operations };
}
