import type { Mechanism } from './mechanism.ts';
import { INVARIANT, VARIANT } from './mechanism-arms.ts';
import { scene } from './scenes.ts';

/** Prompts that begin alike: the company has been through by when the probes come. */
const WARM = scene({ opening: true, later: 'after', probesAt: 40 });
/** The same, so that the company still decodes. */
const SHARING = scene({ opening: true, later: 'after', probesAt: 40, newTokens: 48, rest: 20 });
const PREFIX = { prefix: 'on' } as const;
const CASCADE = { prefix: 'on', cascade: { prefixTokens: 32, requests: 2 } } as const;

/** How a batch is put together, and what its members share. */
export const BATCH_MECHANISMS: readonly Mechanism[] = [
  {
    ...{ id: 'batching-variant', name: 'Continuous batching, variant kernels' },
    ...{ on: VARIANT, off: INVARIANT, control: 'invariant kernels', scene: scene() },
  },
  {
    ...{ id: 'batching-invariant', name: 'Continuous batching, invariant kernels' },
    ...{ on: INVARIANT, off: VARIANT, control: 'variant kernels', scene: scene() },
  },
  {
    ...{ id: 'batching-partial', name: 'Continuous batching, invariant but for products' },
    on: { kernels: { matmul: 'variant', rmsnorm: 'invariant', attention: 'invariant' } },
    ...{ off: INVARIANT, control: 'invariant kernels', scene: scene() },
  },
  {
    ...{ id: 'static', name: 'Static batching' },
    on: { ...INVARIANT, serving: { policy: { kind: 'static', batch: 8 } } },
    ...{ off: INVARIANT, control: 'continuous batching', scene: scene() },
  },
  {
    ...{ id: 'prefill-first', name: 'Prompts first' },
    on: { ...INVARIANT, serving: { policy: 'prefill-first' } },
    ...{ off: INVARIANT, control: 'first come, first served', scene: scene() },
  },
  {
    ...{ id: 'chunked', name: 'Chunked prefill' },
    on: { ...INVARIANT, serving: { policy: { kind: 'chunked', budget: 16 } } },
    ...{ off: INVARIANT, control: 'prompts whole', scene: scene() },
  },
  {
    ...{ id: 'prefix-variant', name: 'Prefix reuse, variant kernels' },
    on: { ...VARIANT, serving: PREFIX },
    ...{
      off: VARIANT,
      control: 'nothing shared',
      scene: WARM,
      acted: (arm) => arm.mechanisms.cachedTokens > 0,
    },
  },
  {
    ...{ id: 'prefix-last', name: 'Prefix reuse, the last block computed again, variant kernels' },
    on: { ...VARIANT, serving: { prefix: 'recompute-last' } },
    ...{ off: VARIANT, control: 'nothing shared', scene: WARM },
    acted: (arm) => arm.mechanisms.cachedTokens > 0,
  },
  {
    ...{ id: 'prefix-invariant', name: 'Prefix reuse, invariant kernels' },
    on: { ...INVARIANT, serving: PREFIX },
    ...{ off: INVARIANT, control: 'nothing shared', scene: WARM },
    acted: (arm) => arm.mechanisms.cachedTokens > 0,
  },
  {
    ...{ id: 'cascade-variant', name: 'Shared-prefix (cascade) attention, variant kernels' },
    on: { ...VARIANT, serving: CASCADE },
    ...{ off: { ...VARIANT, serving: PREFIX }, control: 'blocks shared, no cascade', scene: SHARING },
    acted: (arm) => arm.mechanisms.cascadeSteps > 0,
  },
  {
    ...{ id: 'cascade-invariant', name: 'Shared-prefix (cascade) attention, invariant kernels' },
    on: { ...INVARIANT, serving: CASCADE },
    ...{ off: { ...INVARIANT, serving: PREFIX }, control: 'blocks shared, no cascade', scene: SHARING },
    acted: (arm) => arm.mechanisms.cascadeSteps > 0,
  },
  {
    ...{ id: 'packing-masked', name: 'Sequence packing, masked' },
    on: { ...INVARIANT, serving: { packing: 'masked' } },
    ...{ off: INVARIANT, control: 'not packed', scene: scene() },
  },
  {
    ...{ id: 'packing-leaking', name: 'Sequence packing, without the segment test' },
    on: { ...INVARIANT, serving: { packing: 'leaking' } },
    ...{ off: INVARIANT, control: 'not packed', scene: scene() },
  },
  {
    ...{ id: 'disaggregation', name: 'Disaggregation' },
    on: { ...INVARIANT, serving: { disaggregated: true } },
    ...{ off: INVARIANT, control: 'one queue', scene: scene() },
    acted: (arm) => arm.mechanisms.handedOver > 0,
  },
];
