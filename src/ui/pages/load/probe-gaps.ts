import type { TokenGap } from '../../../charts/load-gaps-drawing.ts';
import type { ViewedRequest } from './viewed-request.ts';

/** How long each token of a request was waited for, and whether its bits are those of the request alone. */
export function gapsOf({ arrived, tokens, shadows }: ViewedRequest): TokenGap[] {
  return tokens.map(({ at }, position) => {
    const shadow = shadows.get(position);
    return {
      position,
      at,
      gap: at - (position === 0 ? arrived : tokens[position - 1].at),
      bits: shadow ? (shadow.differing === 0 ? 'same' : 'differ') : null,
      maxUlp: shadow?.maxUlp ?? 0,
    };
  });
}

/** First token that the request alone would not have been given; null where none is, or none was looked at. */
export function forkOf({ tokens, shadows }: ViewedRequest): number | null {
  const fork = tokens.findIndex(({ token }, position) => {
    const alone = shadows.get(position)?.alone;
    return alone !== undefined && alone !== token;
  });
  return fork < 0 ? null : fork;
}

/** What was looked at of a request beside itself alone. */
export interface Looked {
  readonly positions: number;
  readonly differing: number;
  readonly maxUlp: number;
  readonly kl: number;
}

export function lookedAt({ shadows }: ViewedRequest): Looked {
  const all = [...shadows.values()];
  return {
    positions: all.length,
    differing: all.filter(({ differing }) => differing > 0).length,
    maxUlp: all.reduce((most, { maxUlp }) => Math.max(most, maxUlp), 0),
    kl: all.reduce((most, { kl }) => Math.max(most, kl), 0),
  };
}
