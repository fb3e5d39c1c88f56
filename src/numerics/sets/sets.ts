import { flashDecoding } from './flash-decoding.ts';
import { flashInfer } from './flashinfer.ts';
import { invariant } from './invariant.ts';
import { pinned } from './pinned.ts';
import { portable } from './portable.ts';
import type { KernelSetRules } from './rules.ts';
import { sglangDeterministic } from './sglang-deterministic.ts';
import { splitK } from './split-k.ts';
import { tree } from './tree.ts';
import { variant } from './variant.ts';
import { vllmInvariant } from './vllm-invariant.ts';

/** The lab's own sets, which lessons, benches and full certificates take up. */
const OWN = [variant, invariant, pinned] as const;
/** Own sets that answer for more than the batch: for the device, for the number of workers. */
const WIDER = [portable, tree] as const;
/** Sets that state what a library does, for experiments and for comparing plans. */
const LIBRARY = [splitK, flashDecoding, flashInfer, vllmInvariant, sglangDeterministic] as const;

/** Every kernel set, in the order in which they are offered: a set is added by its file and a place above. */
const SETS = [...OWN, ...WIDER, ...LIBRARY] as const;

export type OwnSet = (typeof OWN)[number]['name'];
export type KernelSet = (typeof SETS)[number]['name'];
export const OWN_SETS: readonly OwnSet[] = OWN.map(({ name }) => name);
export const WIDER_SETS: readonly KernelSet[] = WIDER.map(({ name }) => name);
export const LIBRARY_SETS: readonly KernelSet[] = LIBRARY.map(({ name }) => name);
export const KERNEL_SETS: readonly KernelSet[] = SETS.map(({ name }) => name);

/** What the lab is about: the set that follows the batch, which negative controls and ratios are taken from. */
export const SUBJECT = variant.name;
/** The set that an operation gets where it is made batch-invariant, and whose price is measured. */
export const CURE = invariant.name;

const byName = new Map<KernelSet, KernelSetRules<KernelSet>>(SETS.map((rules) => [rules.name, rules]));

export function rulesOf(set: KernelSet): KernelSetRules<KernelSet> {
  return byName.get(set)!;
}

/** The set that made a plan, from the name of the plan's rule: `pinned@1`. Undefined where no set made it. */
export function rulesNamed(rule: string): KernelSetRules<KernelSet> | undefined {
  return SETS.find(({ name }) => rule.startsWith(`${name}@`));
}
