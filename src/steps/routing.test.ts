import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { flawOf, isDrawn, isMisrouted, placeFor, type RouteFacts } from './routing.ts';
import type { CanaryRule, QualityRule } from './serving.ts';

const FACTS: RouteFacts = {
  ...{ tier: 0, flaw: null, canary: null, waiting: { own: 0, second: 0 }, present: { own: 0, second: 0 } },
};

describe('a rule', () => {
  test('balances by how many are at either replica, the arm’s own first', () => {
    const at = (own: number, second: number) =>
      placeFor({ kind: 'balance' }, { ...FACTS, present: { own, second } });
    expect([at(0, 0), at(2, 1), at(1, 2), at(3, 3)]).toEqual(['own', 'second', 'own', 'own']);
  });

  test('sends tiers from a number on', () => {
    const places = [0, 1, 2].map((tier) => placeFor({ kind: 'tier', from: 1 }, { ...FACTS, tier }));
    expect(places).toEqual(['own', 'second', 'second']);
  });

  test('overflows while so many wait at its own, whoever waits at the second', () => {
    const places = [3, 4, 5].map((own) =>
      placeFor({ kind: 'overflow', waiting: 4 }, { ...FACTS, waiting: { own, second: 100 } }),
    );
    expect(places).toEqual(['own', 'second', 'second']);
  });

  test('tries a canary on whoever is drawn, and once that is decided on all or none', () => {
    const rule: CanaryRule = {
      ...{ kind: 'canary', share: 0.05, seed: 0, alpha: 0.05, least: 20, most: 400 },
      latency: { measure: 'e2el', quantile: 0.5, margin: 1.25 },
    };
    const at = (decision: 'continue' | 'promote' | 'rollback') =>
      [false, true].map((drawn) => placeFor(rule, { ...FACTS, canary: { drawn, decision } }));
    expect(at('continue')).toEqual(['own', 'second']);
    expect(at('rollback')).toEqual(['own', 'own']);
    expect(at('promote')).toEqual(['second', 'second']);
  });

  test('draws a canary’s share by names, apart from who goes astray at the same seed', () => {
    const names = Array.from({ length: 20_000 }, (_, i) => `crowd-${i + 1}`);
    const drawn = names.filter((id) => isDrawn(id, { share: 0.05, seed: 3 }));
    expect(drawn.length / names.length).toBeCloseTo(0.05, 2);
    const astray = drawn.filter((id) => isMisrouted(id, { share: 0.05, seed: 3 }));
    expect(astray.length / drawn.length).toBeLessThan(0.1);
    expect(names.filter((id) => isDrawn(id, { share: 0.05, seed: 4 }))).not.toEqual(drawn);
  });

  test('sends what is of low quality where it is isolated, and else keeps it', () => {
    const rule: QualityRule = { kind: 'quality', tokens: 8, isolated: true };
    const low: RouteFacts = { ...FACTS, flaw: 'tokens' };
    expect(placeFor(rule, FACTS)).toBe('own');
    expect(placeFor(rule, low)).toBe('second');
    expect(placeFor({ ...rule, isolated: false }, low)).toBe('own');
  });
});

test('a prompt is flawed by the first bound that it breaks, and by none that is not stated', () => {
  const rule: QualityRule = {
    ...{ kind: 'quality', isolated: true, tokens: 10 },
    ...{ compressed: { least: 0.4, most: 0.9 }, perplexity: { model: 'pico', most: 50 } },
  };
  const good = { tokens: 10, compressed: 0.4, perplexity: 50 };
  expect(flawOf(rule, good)).toBeNull();
  expect(flawOf(rule, { ...good, tokens: 11, compressed: 0 })).toBe('tokens');
  expect(flawOf(rule, { ...good, compressed: 0.39 })).toBe('compressed');
  expect(flawOf(rule, { ...good, compressed: 0.91 })).toBe('compressed');
  expect(flawOf(rule, { ...good, perplexity: 50.1 })).toBe('perplexity');
  const { perplexity: _, ...silent } = rule;
  expect(flawOf(silent, { ...good, perplexity: 1e6 })).toBeNull();
});

describe('misrouting', () => {
  const names = Array.from({ length: 20_000 }, (_, i) => `crowd-${i}`);
  const astray = (share: number, seed: number) => names.filter((id) => isMisrouted(id, { share, seed }));

  test('takes the share that is asked for, of names that are alike', () => {
    for (const share of [0.01, 0.05, 0.5]) {
      const spread = Math.sqrt(share * (1 - share) * names.length);
      expect(Math.abs(astray(share, 3).length - share * names.length)).toBeLessThan(4 * spread);
    }
    expect([astray(0, 3).length, astray(1, 3).length]).toEqual([0, names.length]);
  });

  test('is the same each time, another with another seed, and of a larger share all of a smaller one', () => {
    expect(astray(0.1, 3)).toEqual(astray(0.1, 3));
    const other = new Set(astray(0.1, 4));
    const both = astray(0.1, 3).filter((id) => other.has(id)).length;
    expect(both).toBeLessThan(0.2 * other.size);
    const larger = new Set(astray(0.3, 3));
    fc.assert(
      fc.property(fc.constantFrom(...astray(0.1, 3)), (id) => {
        expect(larger.has(id)).toBe(true);
      }),
    );
  });
});
