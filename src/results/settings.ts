import { readsParallelism } from '../numerics/sets/kernel-sets.ts';
import type { WidthsAsked } from '../steps/dynamic-widths.ts';
import { quantizeText } from './quantize-text.ts';
import type { ArmRecord } from './record.ts';
import { kernelsText, sameOwn, setsText } from './sets-text.ts';
import { widthsText } from './widths-text.ts';

/** What an arm computes with and how it draws, whoever shares its batch. */
export type ArmSettings = Pick<
  ArmRecord,
  'kernels' | 'dtype' | 'weights' | 'quantize' | 'parallelism' | 'sampler' | 'own' | 'experts'
> & { readonly dynamic?: WidthsAsked };

function capacityText({ experts }: ArmSettings): string {
  return experts?.capacity == null ? '' : `, experts' capacity ${experts.capacity}`;
}

/**
 * `settings differ, A variant, bf16, stored weights / B invariant, bf16, stored weights`; null where two arms compute alike.
 * Parallelism counts only where a plan looks at it, and of own kernels their text, whatever it is called.
 */
export function settingsDifference(a: ArmSettings, b: ArmSettings): string | null {
  const reads = [a, b].some(({ kernels }) => readsParallelism(kernels));
  const parallel = reads && a.parallelism !== b.parallelism;
  const kernels = sameOwn(a.own, b.own) ? (arm: ArmSettings) => setsText(arm.kernels) : kernelsText;
  const text = (arm: ArmSettings) =>
    `${kernels(arm)}, ${arm.dtype}, ${arm.weights} weights${quantizeText(arm)}${widthsText(arm)}${parallel ? `, parallelism ${arm.parallelism}` : ''}${capacityText(arm)}${drawnWords(arm)}`;
  const [textA, textB] = [text(a), text(b)];
  return textA === textB ? null : `settings differ, A ${textA} / B ${textB}`;
}

/** `, drawn among the highest by rank`; empty where an arm draws as arms always did. */
function drawnWords({ sampler }: Pick<ArmSettings, 'sampler'>): string {
  return sampler === undefined ? '' : `, drawn among the highest by ${sampler}`;
}
