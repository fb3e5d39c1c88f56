import actBf16 from '../../shaders/lib/act_bf16.wgsl?raw';
import actF16 from '../../shaders/lib/act_f16.wgsl?raw';
import actF32 from '../../shaders/lib/act_f32.wgsl?raw';
import f16Bits from '../../shaders/lib/f16_bits.wgsl?raw';
import type { KernelSource } from '../gpu/kernel.ts';
import type { ActivationDtype } from '../numerics/dtypes.ts';
import type { MathName } from '../numerics/math-name.ts';
import { type Block, type Epilogue, endingIn } from './epilogues.ts';
import { mathPreludes } from './math.ts';
import { WEIGHT_FORMATS } from './weight-formats.ts';
import { bindingPrelude, partsOf, type WeightLayout } from './weights/pieces.ts';

/** What a kernel's storage is made of, and in what arithmetic it computes; a kernel without weights leaves `weights` out. */
export interface KernelDtypes {
  /** The platform's own where left out. */
  readonly math?: MathName;
  readonly activations?: ActivationDtype;
  readonly weights?: WeightLayout;
  /**
   * Whether weights are known to be operands of portable arithmetic (lib/math_portable.wgsl): no kernel tests them then as it reads them, which
   * at M = 1 is half of what it does besides.
   */
  readonly operands?: boolean;
}

const ACTIVATIONS: Record<ActivationDtype, readonly string[]> = {
  f32: [actF32],
  bf16: [actBf16],
  f16: [f16Bits, actF16],
};

/** Bytes of one activation. */
export const ACTIVATION_BYTES: Readonly<Record<ActivationDtype, number>> = { f32: 4, bf16: 2, f16: 2 };

/** What stands before a kernel that reads weights: it owns bind group 1. */
export function weightPreludes(layout: WeightLayout): readonly string[] {
  const { dtype, pieces } = partsOf(layout);
  return [...WEIGHT_FORMATS[dtype].preludes, bindingPrelude(pieces)];
}

/** How weights become operands: `known` ones are. */
function readingWeights(known: boolean): string {
  return `fn weights4(w: vec4f) -> vec4f {\n  return ${known ? 'w' : 'kept4(w)'};\n}`;
}

/** A kernel's source with the preludes its dtypes ask for; the label says them. */
export function withDtypes(
  name: string,
  dtypes: KernelDtypes,
  parts: readonly string[],
  constants: Readonly<Record<string, number>> = {},
): KernelSource {
  const { activations, weights, math = 'native', operands = false } = dtypes;
  // Two may ask for the same piece.
  const preludes = new Set([
    ...mathPreludes(math),
    ...(activations ? ACTIVATIONS[activations] : []),
    ...(weights ? [readingWeights(math === 'native' || operands), ...weightPreludes(weights)] : []),
  ]);
  const arithmetic = math === 'portable' && [math, operands && 'operands'];
  const tag = [activations, weights, ...(arithmetic || [])].filter(Boolean).join(',');
  const pieces = weights && partsOf(weights).pieces;
  const all = pieces ? { ...constants, PIECE_SHIFT: pieces.shift } : constants;
  return { label: tag ? `${name}[${tag}]` : name, parts: [...preludes, ...parts], constants: all };
}

/** Of kernels whose texts know the platform's arithmetic alone. Throws RangeError where another is asked for. */
export function nativeOnly<Dtypes extends KernelDtypes>(name: string, dtypes: Dtypes): Dtypes {
  if (dtypes.math === undefined || dtypes.math === 'native') return dtypes;
  throw new RangeError(`${name}: there is no kernel of this kind in ${dtypes.math} arithmetic`);
}

/** A product's source with the preludes of its dtypes and of what it does with the sums of a workgroup's `block`; the label says both. */
export function withEpilogue(
  name: string,
  dtypes: KernelDtypes,
  epilogue: Epilogue,
  block: Block,
  parts: readonly string[],
  constants: Readonly<Record<string, number>> = {},
): KernelSource {
  const all = { ...constants, ...endingIn(epilogue, block) };
  return withDtypes(`${name}+${epilogue.name}`, dtypes, [epilogue.prelude, ...parts], all);
}
