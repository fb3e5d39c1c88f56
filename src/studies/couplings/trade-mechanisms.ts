import type { Mechanism } from './mechanism.ts';
import { scene } from './scenes.ts';

const VARIANT = { kernels: 'variant' } as const;
const INVARIANT = { kernels: 'invariant' } as const;
const Q8 = { ...INVARIANT, weights: 'q8' } as const;

/** Line feeds beside names and numbers, which drive nano's last products far. */
const scales = scene({
  calm: { words: '\n' },
  loud: { words: '{"ann":76,"blue":70,"fay":81,"gold":39}\nblue?\n' },
});
/** What was said before follows again, so that looking it up drafts something. */
const repeated = scene({ lines: ['The cow said moo and the cow said moo and the cow said'] });
const NGRAM = { draft: 'ngram', k: 4 } as const;
/** Drafts take the rows that a step has left. */
const ROWS = { limits: { maxTokensPerStep: 10 } } as const;
const drafts: Pick<Exclude<Mechanism, { absent: string }>, 'acted'> = {
  acted: (arm) => (arm.mechanisms.drafted ?? 0) > 0,
};

/** What a busy system computes otherwise, and whom it sends elsewhere. */
export const TRADE_MECHANISMS: readonly Mechanism[] = [
  {
    ...{ id: 'scale-per-tensor', name: 'q8 activations, one scale for all rows' },
    on: { ...Q8, quantize: 'per-tensor' },
    ...{ off: Q8, control: 'activations as they are', scene: scales },
  },
  {
    ...{ id: 'scale-per-row', name: 'q8 activations, a scale for each row' },
    on: { ...Q8, quantize: 'per-row' },
    ...{ off: { ...Q8, quantize: 'per-tensor' }, control: 'one scale for all rows', scene: scales },
  },
  {
    ...{ id: 'speculation-variant', name: 'Speculation, coupled, variant kernels', ...drafts },
    on: { ...VARIANT, ...ROWS, speculation: NGRAM },
    ...{ off: { ...VARIANT, ...ROWS }, control: 'nothing drafted', scene: repeated },
  },
  {
    ...{ id: 'speculation-invariant', name: 'Speculation, coupled, invariant kernels', ...drafts },
    on: { ...INVARIANT, ...ROWS, speculation: NGRAM },
    ...{ off: { ...INVARIANT, ...ROWS }, control: 'nothing drafted', scene: repeated },
  },
  {
    ...{ id: 'speculation-rejection', name: 'Speculation, rejection sampling', ...drafts },
    on: { ...INVARIANT, ...ROWS, speculation: { ...NGRAM, accept: 'rejection' } },
    ...{ off: { ...INVARIANT, ...ROWS }, control: 'nothing drafted', scene: repeated, temperature: 1 },
  },
  {
    ...{ id: 'sampler-rank', name: 'Sampler keyed by rank, variant kernels' },
    on: { ...VARIANT, sampler: 'rank' },
    off: { ...VARIANT, sampler: 'token' },
    ...{ control: 'keyed by token', scene: scene(), temperature: 1 },
  },
  {
    ...{ id: 'overflow', name: 'Overflow to weights in q4' },
    on: {
      ...INVARIANT,
      limits: { maxSequences: 2 },
      serving: { route: { to: { weights: 'q4', speed: 2 }, by: { kind: 'overflow', waiting: 1 } } },
    },
    off: { ...INVARIANT, limits: { maxSequences: 2 } },
    ...{ control: 'one replica', scene: scene({ later: 'after' }) },
    acted: (arm) => (arm.mechanisms.routed ?? 0) > 0,
  },
  {
    ...{ id: 'misrouted', name: 'A misrouted share, to weights in q4' },
    on: {
      ...INVARIANT,
      serving: { faults: { misrouted: { share: 0.5, seed: 1, to: { weights: 'q4' } } } },
    },
    ...{ off: INVARIANT, control: 'nobody misrouted', scene: scene() },
    acted: (arm) => (arm.faults?.misrouted.length ?? 0) > 0,
  },
  {
    ...{ id: 'expert-capacity', name: 'Expert capacity' },
    on: { ...INVARIANT, experts: { capacity: 1 } },
    ...{ off: INVARIANT, control: 'no capacity', scene: scene() },
  },
];
