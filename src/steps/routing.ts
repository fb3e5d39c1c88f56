import { mixBits, requestKey } from '../numerics/gumbel.ts';
import type { CanaryDecision } from './canary-test.ts';
import type { CanaryRule, Misrouting, QualityRule, RouteRule } from './serving.ts';

/** Sets the draws of a canary apart: any bits that nothing else is mixed with. */
const CANARY = 0xca_4a_52_1e;

/** An arm's own replica, and the second one beside it. */
export type Place = 'own' | 'second';

/** What is measured of a prompt. Left out: it was not asked for. */
export interface InputQuality {
  readonly tokens: number;
  /** Bytes of its text after deflate, of those before. */
  readonly compressed?: number;
  /** Under the judge's model. */
  readonly perplexity?: number;
}

/** Why a prompt counts as of low quality: the first bound that it breaks. */
export type Flaw = 'tokens' | 'compressed' | 'perplexity';

/** What a router knows as a request arrives. */
export interface RouteFacts {
  readonly tier: number;
  /** Requests that wait at either replica. */
  readonly waiting: Readonly<Record<Place, number>>;
  /** Requests in all at either replica, those that run included. */
  readonly present: Readonly<Record<Place, number>>;
  /** Of its prompt; null where the rule asks nothing of it. */
  readonly flaw: Flaw | null;
  /** Whether it is of the share that a canary is tried on, and what was decided of that; null where there is none. */
  readonly canary: { readonly drawn: boolean; readonly decision: CanaryDecision['decision'] } | null;
}

/** Where a rule sends a request. What is kept in one queue goes nowhere else, but in a lower tier. */
export function placeFor(rule: RouteRule, { tier, waiting, present, flaw, canary }: RouteFacts): Place {
  switch (rule.kind) {
    case 'balance':
      return present.second < present.own ? 'second' : 'own';
    case 'tier':
      return tier >= rule.from ? 'second' : 'own';
    case 'overflow':
      return waiting.own >= rule.waiting ? 'second' : 'own';
    case 'quality':
      return flaw !== null && rule.isolated ? 'second' : 'own';
    case 'canary':
      if (canary?.decision === 'promote') return 'second';
      return canary?.decision === 'continue' && canary.drawn ? 'second' : 'own';
  }
}

/** Whether a request of this name is of the share that a canary is tried on: as who goes astray, and apart from that at an equal seed. */
export function isDrawn(id: string, { share, seed }: Pick<CanaryRule, 'share' | 'seed'>): boolean {
  return isMisrouted(id, { share, seed: mixBits(seed ^ CANARY) });
}

/** The first bound that a prompt breaks; null where it keeps to all. */
export function flawOf(rule: QualityRule, { tokens, compressed, perplexity }: InputQuality): Flaw | null {
  if (rule.tokens !== undefined && tokens > rule.tokens) return 'tokens';
  const { least = 0, most = Number.POSITIVE_INFINITY } = rule.compressed ?? {};
  if (compressed !== undefined && (compressed < least || compressed > most)) return 'compressed';
  if (rule.perplexity && perplexity !== undefined && perplexity > rule.perplexity.most) return 'perplexity';
  return null;
}

/** Whether a request of this name goes astray: by its name and the seed alone, so that company and time have no part in it. */
export function isMisrouted(id: string, { share, seed }: Pick<Misrouting, 'share' | 'seed'>): boolean {
  return mixBits(seed ^ mixBits(requestKey(id))) / 2 ** 32 < share;
}
