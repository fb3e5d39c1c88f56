import type { Mechanism } from './mechanism.ts';
import { INVARIANT, VARIANT } from './mechanism-arms.ts';
import { scene } from './scenes.ts';

/** What was said before follows again, so that looking it up drafts something. */
const repeated = scene({ lines: ['The cow said moo and the cow said moo and the cow said'] });
const NGRAM = { draft: 'ngram', k: 4 } as const;
/** Drafts take the rows that a step has left. */
const ROWS = { limits: { maxTokensPerStep: 10 } } as const;
/** Nobody is drafted for where six decode at once. */
const BY_BATCH = [
  { requests: 1, k: 4 },
  { requests: 6, k: 0 },
];
const drafts: Pick<Exclude<Mechanism, { absent: string }>, 'acted'> = {
  acted: (arm) => (arm.mechanisms.drafted ?? 0) > 0,
};

/** What is computed before it is asked for, or twice. */
export const DRAFT_MECHANISMS: readonly Mechanism[] = [
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
    ...{ id: 'speculation-model', name: 'Speculation, drafts of pico, invariant kernels', ...drafts },
    on: { ...INVARIANT, ...ROWS, speculation: { draft: 'pico', k: 4 } },
    ...{ off: { ...INVARIANT, ...ROWS }, control: 'nothing drafted', scene: repeated },
  },
  {
    ...{ id: 'speculation-table', name: 'Speculation by a table, variant kernels', ...drafts },
    on: { ...VARIANT, speculation: { draft: 'ngram', k: { table: BY_BATCH } } },
    ...{ off: VARIANT, control: 'nothing drafted', scene: repeated },
  },
  {
    ...{ id: 'speculation-auto', name: 'Speculation that learns, variant kernels', ...drafts },
    on: { ...VARIANT, speculation: { draft: 'ngram', k: 'auto' } },
    ...{ off: VARIANT, control: 'nothing drafted', scene: repeated },
  },
  {
    ...{ id: 'speculation-auto-invariant', name: 'Speculation that learns, invariant kernels', ...drafts },
    on: { ...INVARIANT, speculation: { draft: 'ngram', k: 'auto' } },
    ...{ off: INVARIANT, control: 'nothing drafted', scene: repeated },
  },
  {
    ...{ id: 'speculation-rejection', name: 'Speculation, rejection sampling', ...drafts },
    on: { ...INVARIANT, ...ROWS, speculation: { ...NGRAM, accept: 'rejection' } },
    ...{ off: { ...INVARIANT, ...ROWS }, control: 'nothing drafted', scene: repeated, temperature: 1 },
  },
  {
    ...{ id: 'verified', name: 'Verified speculation, variant kernels' },
    on: { ...VARIANT, verify: { window: 8 } },
    ...{ off: VARIANT, control: 'not verified', scene: scene() },
    acted: (arm) => (arm.mechanisms.verification?.windows ?? 0) > 0,
  },
];
