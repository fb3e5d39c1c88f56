import type { ForEachWeight, LayerWeight, OuterWeight, WeightPlace } from './model-weights.ts';
import type { MatmulName, OperationKind, OutputName } from './operations.ts';

/** An output of the forward pass of a row. */
export interface OutputPlace {
  /** Null before and after the layers. */
  readonly layer: number | null;
  readonly name: OutputName;
}

/** A run of elements of an output. */
export interface OutputRun extends OutputPlace {
  readonly start: number;
  readonly end: number;
}

/** A weight, the tensor that holds it and the shape that the config gives it. */
export type Weight = WeightPlace & {
  readonly tensor: string;
  /** The first of its rows in that tensor, which holds others too; left out: the tensor is the weight. */
  readonly firstRow?: number;
  /** Tensors of one shape whose rows lie end to end in it; left out: `tensor` alone. */
  readonly parts?: readonly string[];
  /** [out, in] of projections, [vocabulary, hidden] of the embedding, [hidden] of norms. */
  readonly shape: readonly number[];
};

/** One operation on a row. */
export interface Operation extends OutputPlace {
  readonly kind: OperationKind;
  /** What it is computed from within the row, in order; attention reads the keys and values of earlier positions besides. */
  readonly inputs: readonly OutputRun[];
  /** Of a fused product in the order of its columns. */
  readonly weights: readonly Weight[];
  /**
   * (pieces, length): (heads, head_dim), (2, intermediate) of gate and up, else (1, elements). Kernels pad each piece. Of experts the pieces of each
   * that the row goes through, by increasing id.
   */
  readonly shape: readonly [number, number];
  /** Rounded to the activation dtype; else f32. */
  readonly rounds: boolean;
  /** The rows of a step that it is computed for: those only whose logits are needed, after the layers. */
  readonly rows: 'all' | 'sampled';
}

/** K and N of a matrix product. */
export interface MatmulSize {
  readonly terms: number;
  readonly columns: number;
}

/** A model's structure as data: what is computed of a row, in order, from what and by which weights. */
export interface ModelGraph {
  readonly operations: readonly Operation[];
  /** The same by `outputLabel`. */
  readonly byLabel: ReadonlyMap<string, Operation>;
  /** Every layer's products are alike. */
  readonly matmul: Readonly<Record<MatmulName, Operation & MatmulSize>>;
}

/** Elements of a tensor, or of an output, of this shape. */
export function elementsOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** `layer3.down`, `head`. */
export function outputLabel({ layer, name }: OutputPlace): string {
  return layer === null ? name : `layer${layer}.${name}`;
}

/** The operation that gives an output. Throws RangeError where the model has none. */
export function operationAt({ byLabel }: ModelGraph, place: OutputPlace): Operation {
  const operation = byLabel.get(outputLabel(place));
  if (!operation) throw new RangeError(`the model has no ${outputLabel(place)}`);
  return operation;
}

/** Every weight that a checkpoint must hold, in the order of the forward pass; a tied head is none of its own. */
export function tensorsOf(graph: ModelGraph): Weight[] {
  const tensors = new Map<string, Weight>();
  for (const weight of weightsOf(graph)) {
    const key = `${weight.tensor}@${weight.firstRow ?? 0}`;
    if (!tensors.has(key)) tensors.set(key, weight);
  }
  return [...tensors.values()];
}

/** Something for every weight of a model, made in the order of the forward pass. */
export function forEachWeight<Part>(graph: ModelGraph, of: (weight: Weight) => Part): ForEachWeight<Part> {
  const outside: Partial<Record<OuterWeight, Part>> = {};
  const layers: Partial<Record<LayerWeight, Part>>[] = [];
  for (const weight of weightsOf(graph)) {
    if (weight.layer === null) outside[weight.weight] = of(weight);
    else layers[weight.layer] = { ...layers[weight.layer], [weight.weight]: of(weight) };
  }
  return { ...outside, layers } as ForEachWeight<Part>;
}

function weightsOf({ operations }: ModelGraph): Weight[] {
  return operations.flatMap(({ weights }) => weights);
}
