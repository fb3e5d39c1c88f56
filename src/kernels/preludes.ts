import actBf16 from '../../shaders/lib/act_bf16.wgsl?raw';
import actF16 from '../../shaders/lib/act_f16.wgsl?raw';
import actF32 from '../../shaders/lib/act_f32.wgsl?raw';
import f16Bits from '../../shaders/lib/f16_bits.wgsl?raw';
import weightBf16 from '../../shaders/lib/weight_bf16.wgsl?raw';
import weightF16 from '../../shaders/lib/weight_f16.wgsl?raw';
import weightF32 from '../../shaders/lib/weight_f32.wgsl?raw';
import type { KernelSource } from '../gpu/kernel.ts';
import type { PackedDtype } from '../model/convert.ts';
import type { ActivationDtype } from '../numerics/dtypes.ts';

/** What a kernel's storage is made of; a kernel without weights leaves `weights` out. */
export interface KernelDtypes {
  readonly activations?: ActivationDtype;
  readonly weights?: PackedDtype;
}

const ACTIVATIONS: Record<ActivationDtype, string> = { f32: actF32, bf16: actBf16, f16: actF16 };
const WEIGHTS: Record<PackedDtype, string> = { f32: weightF32, bf16: weightBf16, f16: weightF16 };

/** Bytes of one activation. */
export const ACTIVATION_BYTES: Readonly<Record<ActivationDtype, number>> = { f32: 4, bf16: 2, f16: 2 };

/** A kernel's source with the preludes its dtypes ask for; the label says them. */
export function withDtypes(
  name: string,
  dtypes: KernelDtypes,
  parts: readonly string[],
  constants: Readonly<Record<string, number>> = {},
): KernelSource {
  const { activations, weights } = dtypes;
  const preludes: string[] = [];
  if (activations === 'f16' || weights === 'f16') preludes.push(f16Bits);
  if (activations) preludes.push(ACTIVATIONS[activations]);
  if (weights) preludes.push(WEIGHTS[weights]);
  const tag = [activations, weights].filter(Boolean).join(',');
  return { label: tag ? `${name}[${tag}]` : name, parts: [...preludes, ...parts], constants };
}
