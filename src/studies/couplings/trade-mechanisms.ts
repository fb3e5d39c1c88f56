import type { Mechanism } from './mechanism.ts';
import { FEW, INVARIANT, queued, VARIANT } from './mechanism-arms.ts';
import { scene } from './scenes.ts';

const Q8 = { ...INVARIANT, weights: 'q8' } as const;
const WIDTHS = { low: 'q4', targetBits: 6 } as const;

/** Line feeds beside names and numbers, which drive nano's last products far, and far off in a smaller width. */
const scales = scene({
  calm: { words: '\n' },
  loud: { words: '{"ann":76,"blue":70,"fay":81,"gold":39}\nblue?\n' },
});

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
    ...{ id: 'widths-batch', name: 'Two widths, chosen for a whole step' },
    on: { ...Q8, dynamic: { ...WIDTHS, per: 'batch' } },
    ...{ off: Q8, control: 'one width', scene: scales },
  },
  {
    ...{ id: 'widths-row', name: 'Two widths, chosen by row' },
    on: { ...Q8, dynamic: { ...WIDTHS, per: 'row' } },
    off: { ...Q8, dynamic: { ...WIDTHS, per: 'batch' } },
    ...{ control: 'chosen for a whole step', scene: scales },
  },
  {
    ...{ id: 'sampler-rank', name: 'Sampler keyed by rank, variant kernels' },
    on: { ...VARIANT, sampler: 'rank' },
    off: { ...VARIANT, sampler: 'token' },
    ...{ control: 'keyed by token', scene: scene(), temperature: 1 },
  },
  {
    ...{ id: 'sampler-rank-invariant', name: 'Sampler keyed by rank, invariant kernels' },
    on: { ...INVARIANT, sampler: 'rank' },
    off: { ...INVARIANT, sampler: 'token' },
    ...{ control: 'keyed by token', scene: scene(), temperature: 1 },
  },
  {
    ...{ id: 'overflow', name: 'Overflow to weights in q4' },
    on: {
      ...FEW,
      serving: { route: { to: { weights: 'q4', speed: 2 }, by: { kind: 'overflow', waiting: 1 } } },
    },
    ...{ off: FEW, control: 'one replica', scene: queued },
    acted: (arm) => (arm.mechanisms.routed ?? 0) > 0,
  },
  {
    ...{ id: 'balance', name: 'Two replicas, balanced, variant kernels' },
    on: { ...VARIANT, serving: { route: { by: 'balance' } } },
    ...{ off: VARIANT, control: 'one replica', scene: scene() },
    acted: (arm) => (arm.mechanisms.routed ?? 0) > 0,
  },
  {
    ...{ id: 'quality', name: 'Long prompts to weights in q4' },
    on: {
      ...INVARIANT,
      serving: { route: { to: { weights: 'q4' }, by: { kind: 'quality', tokens: 18, isolated: true } } },
    },
    ...{ off: INVARIANT, control: 'one replica', scene: scene() },
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
