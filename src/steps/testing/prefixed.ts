import { blocksFor } from '../kv-blocks.ts';
import type { StepPlan, StepSlice } from '../step-plan.ts';
import { stepOf } from './arms.ts';

/** Requests whose prompts begin alike: those tokens, and each one's own. */
export interface Prefixed {
  /** As many as fill whole blocks. */
  readonly prefix: readonly number[];
  /** (requests) the last one's token is fed alone, as decoding does. */
  readonly own: readonly (readonly number[])[];
  /** Whether attention is planned by the prefix. */
  readonly cascade: boolean;
}

/** A step that computes the prefix, one with what follows it in each request, and one in which all decode. */
export function prefixedSteps({ prefix, own, cascade }: Prefixed): StepPlan[] {
  const common = Array.from({ length: blocksFor(prefix.length) }, (_, block) => block);
  let next = common.length;
  const blocks = own.map((tokens) => [
    ...common,
    ...Array.from({ length: blocksFor(tokens.length) }, () => next++),
  ]);
  const slices = (take: (tokens: readonly number[]) => readonly [from: number, to: number]) =>
    own.map((tokens, i): StepSlice => {
      const [from, to] = take(tokens);
      const start = prefix.length + from;
      return { request: `r${i}`, start, tokens: tokens.slice(from, to), blocks: blocks[i], sample: 'last' };
    });
  const sharing = (step: StepPlan): StepPlan =>
    cascade ? { ...step, shared: { length: prefix.length, slices: [...own.keys()] } } : step;
  return [
    stepOf({ request: 'r0', start: 0, tokens: prefix, blocks: blocks[0], sample: 'none' }),
    sharing(stepOf(...slices(({ length }) => [0, length - 1]))),
    sharing(stepOf(...slices(({ length }) => [length - 1, length]))),
  ];
}
