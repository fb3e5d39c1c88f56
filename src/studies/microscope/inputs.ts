import type { ModelConfig } from '../../model/config.ts';
import { countDifferingBits } from '../../numerics/bits.ts';
import type { OutputDiff, TraceDiff } from '../../results/trace-diff.ts';
import { LAYER_OUTPUTS, type OutputName, type RowTrace } from '../../steps/trace.ts';
import { outputOf } from './operands.ts';

/** An output of the traced row. */
export interface OutputPlace {
  readonly layer: number | null;
  readonly name: OutputName;
}

type Shape = Pick<ModelConfig, 'layers' | 'heads' | 'kvHeads' | 'headDim'>;

/** A run of elements of an output. */
export interface InputRun extends OutputPlace {
  readonly start: number;
  readonly end: number;
}

/**
 * What an output is computed from within the row, whole outputs but for q, k and v, which are pieces of the fused product.
 * Attention reads the keys and values of earlier positions besides. Empty for the embedding.
 */
export function inputsOf(trace: RowTrace, shape: Shape, { layer, name }: OutputPlace): InputRun[] {
  const whole = (at: number | null, of: OutputName): InputRun => {
    const { length } = outputOf(trace, at, of).values;
    return { layer: at, name: of, start: 0, end: length };
  };
  switch (name) {
    case 'embed':
      return [];
    case 'norm':
      return [before(layer!)];
    case 'qkv':
      return [whole(layer, 'norm')];
    case 'q':
    case 'k':
    case 'v':
      return [{ layer, name: 'qkv', ...columnsOf(name, shape) }];
    case 'attention':
      return [whole(layer, 'q'), whole(layer, 'k'), whole(layer, 'v')];
    case 'residual':
      return [before(layer!), whole(layer, 'o')];
    case 'mlp_residual':
      return [whole(layer, 'residual'), whole(layer, 'down')];
    case 'final_norm':
      return [whole(shape.layers - 1, 'mlp_residual')];
    case 'head':
      return [whole(null, 'final_norm')];
    default:
      return [whole(layer, LAYER_OUTPUTS[LAYER_OUTPUTS.indexOf(name) - 1])];
  }

  /** The residual stream as a layer finds it. */
  function before(at: number): InputRun {
    return at === 0 ? whole(null, 'embed') : whole(at - 1, 'mlp_residual');
  }
}

/** Columns of the fused product that one of its three pieces is made from. */
export function columnsOf(
  name: 'q' | 'k' | 'v',
  { heads, kvHeads, headDim }: Shape,
): Pick<InputRun, 'start' | 'end'> {
  const [q, kv] = [heads * headDim, kvHeads * headDim];
  const start = { q: 0, k: q, v: q + kv }[name];
  return { start, end: start + (name === 'q' ? q : kv) };
}

/** Outputs without a difference of their own whose inputs within the row do differ: what rounding took away. */
export function absorbedOutputs(a: RowTrace, b: RowTrace, shape: Shape, { outputs }: TraceDiff): number[] {
  return outputs.flatMap((output, i) =>
    output.differing === 0 && differingInputs(a, b, shape, output).length > 0 ? [i] : [],
  );
}

/**
 * Index of the earliest output from which a difference reaches the logits through differing outputs all the way; what differed
 * before it, rounding took away. Null where the logits agree.
 */
export function originOf(a: RowTrace, b: RowTrace, shape: Shape, { outputs }: TraceDiff): number | null {
  const last = outputs.length - 1;
  if (outputs[last].differing === 0) return null;
  const seen = new Set([last]);
  // A set's iteration takes in what is added on the way.
  for (const at of seen)
    for (const { layer, name } of differingInputs(a, b, shape, outputs[at]))
      seen.add(outputs.findIndex((output) => output.layer === layer && output.name === name));
  return Math.min(...seen);
}

function differingInputs(a: RowTrace, b: RowTrace, shape: Shape, place: OutputDiff): InputRun[] {
  return inputsOf(a, shape, place).filter(({ layer, name, start, end }) => {
    const [inA, inB] = [a, b].map((trace) => outputOf(trace, layer, name).values.subarray(start, end));
    return countDifferingBits(inA, inB) > 0;
  });
}
