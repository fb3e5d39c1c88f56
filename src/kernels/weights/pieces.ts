import weightsWhole from '../../../shaders/lib/weights_whole.wgsl?raw';
import { PACKED_DTYPES, type PackedDtype } from '../../numerics/dtypes.ts';

/** Buffers that a matrix may be cut into. */
export const MOST_PIECES = 8;

/** A matrix over several buffers: each but the last holds 2^shift of its units. */
export interface WeightPieces {
  readonly bindings: number;
  readonly shift: number;
}

/** A format, and how a matrix in it lies in buffers: in one, or `f32/3@21`, in 3 of 2^21 units. A name, so that kernels can be listed by it. */
export type WeightLayout = PackedDtype | `${PackedDtype}/${number}@${number}`;

export function layoutOf(dtype: PackedDtype, pieces: WeightPieces | null): WeightLayout {
  return pieces ? `${dtype}/${pieces.bindings}@${pieces.shift}` : dtype;
}

/** The parts of a layout's name. */
export function partsOf(layout: WeightLayout): {
  readonly dtype: PackedDtype;
  readonly pieces: WeightPieces | null;
} {
  const [name, cut] = layout.split('/');
  const dtype = PACKED_DTYPES.find((each) => each === name)!;
  if (cut === undefined) return { dtype, pieces: null };
  const [bindings, shift] = cut.split('@').map(Number);
  return { dtype, pieces: { bindings, shift } };
}

/** What binds a matrix of `WeightUnit`s and gives `stored_unit` (lib/weight_f32.wgsl). Cut, it wants the constant PIECE_SHIFT. */
export function bindingPrelude(pieces: Pick<WeightPieces, 'bindings'> | null): string {
  if (!pieces) return weightsWhole;
  const places = Array.from({ length: pieces.bindings }, (_, i) => i);
  const bound = places.map(
    (i) => `@group(1) @binding(${i}) var<storage, read> weights${i}: array<WeightUnit>;`,
  );
  const cases = places
    .slice(0, -1)
    .map((i) => `    case ${i}u: {\n      return weights${i}[within];\n    }`)
    .join('\n');
  return `// A matrix of weights over ${pieces.bindings} buffers, each of which but the last holds 2^PIECE_SHIFT of its units.
override PIECE_SHIFT: u32;

${bound.join('\n')}

fn stored_unit(at: u32) -> WeightUnit {
  let within = at & ((1u << PIECE_SHIFT) - 1u);
  switch at >> PIECE_SHIFT {
${cases}
    default: {
      return weights${places.length - 1}[within];
    }
  }
}
`;
}
