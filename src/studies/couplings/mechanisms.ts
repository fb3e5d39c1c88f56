import { BATCH_MECHANISMS } from './batch-mechanisms.ts';
import { DRAFT_MECHANISMS } from './draft-mechanisms.ts';
import type { Mechanism } from './mechanism.ts';
import { QUEUE_MECHANISMS } from './queue-mechanisms.ts';
import { TRADE_MECHANISMS } from './trade-mechanisms.ts';

/** The rows of the coupling matrix, in order. */
export const MECHANISMS: readonly Mechanism[] = [
  ...BATCH_MECHANISMS,
  ...QUEUE_MECHANISMS,
  ...DRAFT_MECHANISMS,
  ...TRADE_MECHANISMS,
];
