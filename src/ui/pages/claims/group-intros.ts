import type { Group } from '../../../studies/claims/claim.ts';

/** What a group of claims is about, before its cards. */
export const GROUP_INTROS: Readonly<Record<Group, string>> = {
  shape:
    'A step computes all requests of a batch at once. How many rows it has decides in which order kernels add, and floating point rounds by order.',
  content:
    'What others say matters where something is computed over their values: a scale, a width, an expert’s room, a mask that leaks, a prefix that is there already.',
  load: 'Who waits, what is dropped or lowered and who answers is decided by those who come at the same time.',
  cost: 'Whatever stops this has a price, and whatever saves money may cost answers.',
  monitoring: 'Whether a change is seen depends on how many answers are looked at, and on the test.',
  history: 'What is told of models and engines that are not at hand, as far as it can be checked.',
};
