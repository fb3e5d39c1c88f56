import type { Mechanism } from './mechanism.ts';
import { FEW, INVARIANT, queued } from './mechanism-arms.ts';
import { scene } from './scenes.ts';

/** Blocks for a part of those who come. */
const TIGHT = { ...INVARIANT, pool: 0.4 } as const;

const pressed = scene({ newTokens: 40, later: 'after' });
/** Behind the probes, whose keys are the first to be dropped. */
const behind = scene({
  ...{ newTokens: 40, later: 'after', first: 1 },
  lines: [
    'Once upon a time there was a miller who had three sons, and a fox and a crow who lived under the same old oak, and every day the',
  ],
});

/** What memory and queue do when more come than fit. */
export const QUEUE_MECHANISMS: readonly Mechanism[] = [
  {
    ...{ id: 'recompute', name: 'Memory runs out: computed again' },
    ...{ on: TIGHT, off: INVARIANT, control: 'room for all', scene: pressed },
    acted: (arm) => arm.mechanisms.preemptions > 0,
  },
  {
    ...{ id: 'swap', name: 'Memory runs out: swapped' },
    on: { ...TIGHT, serving: { memory: { pressure: 'swap', hostBlocks: 64 } } },
    ...{ off: INVARIANT, control: 'room for all', scene: pressed },
    acted: (arm) => arm.mechanisms.swappedOut > 0,
  },
  {
    ...{ id: 'evict', name: 'Memory runs out: keys dropped' },
    on: { ...TIGHT, serving: { memory: { pressure: 'evict', first: 0, last: 1 } } },
    ...{ off: INVARIANT, control: 'room for all', scene: behind },
    acted: (arm) => arm.mechanisms.evictedTokens > 0,
  },
  {
    ...{ id: 'precision', name: 'Precision under load' },
    on: {
      ...TIGHT,
      serving: { precision: { to: 'q4', lowerAt: 0.7, raiseAt: 0.3, every: 1 } },
    },
    ...{ off: INVARIANT, control: 'room for all, layers as stored', scene: pressed },
    acted: (arm) => arm.mechanisms.precision !== undefined,
  },
  {
    ...{ id: 'admission', name: 'Admission: at most two wait' },
    on: { ...FEW, serving: { admission: { mostWaiting: 2 } } },
    ...{ off: FEW, control: 'any number may wait', scene: queued },
    acted: (arm) => arm.metrics.refused > 0,
  },
  {
    ...{ id: 'deadline', name: 'Admission: a first token within 60 ms' },
    on: { ...FEW, serving: { admission: { firstTokenWithin: 60 } } },
    ...{ off: FEW, control: 'no deadline', scene: queued },
    acted: (arm) => arm.metrics.refused > 0,
  },
  {
    ...{ id: 'shortest', name: 'Shortest first' },
    on: { ...FEW, serving: { policy: 'shortest' } },
    ...{ off: FEW, control: 'first come, first served', scene: queued },
  },
  {
    ...{ id: 'tiers', name: 'Tiers: the probe’s first' },
    on: { ...FEW, serving: { policy: 'tiers' } },
    ...{ off: FEW, control: 'first come, first served', scene: scene({ tier: 1, later: 'after' }) },
  },
  {
    ...{ id: 'effort', name: 'Effort: answers shrink with the queue' },
    on: { ...FEW, serving: { effort: { from: 0, to: 3, least: 4 } } },
    ...{ off: FEW, control: 'answers whole', scene: queued },
    acted: (arm) => (arm.mechanisms.shortened ?? 0) > 0,
  },
];
