import { ACTIVATION_CARD } from './activation-card.ts';
import { BEHAVIOUR_CARD } from './behaviour-card.ts';
import type { MechanismCard } from './card.ts';
import { CONTENT_CARDS } from './content-cards.ts';
import { SAMPLER_CARD } from './sampler-card.ts';
import { SPECULATION_CARD } from './speculation-card.ts';
import { TIME_CARDS } from './time-cards.ts';
import { TRADE_CARDS } from './trade-cards.ts';
import { VERIFICATION_CARD } from './verification-card.ts';

/** Every mechanism that the page has a switch for, and what it measures of answers. */
export const CARDS: readonly MechanismCard[] = [
  ...TIME_CARDS,
  SPECULATION_CARD,
  VERIFICATION_CARD,
  ...CONTENT_CARDS,
  ACTIVATION_CARD,
  SAMPLER_CARD,
  ...TRADE_CARDS,
  BEHAVIOUR_CARD,
];
