import { expect, test } from 'vitest';
import { powerOfPairedShares } from '../../numerics/inference/power.ts';
import { DISCORDANCES, plannedPower } from './plan-power.ts';
import { tinyStudy } from './testing/tiny-study.ts';

const TINY = tinyStudy();
const [hypothesis] = TINY.hypotheses;
const planned = (changes: object, n = 500) =>
  plannedPower(tinyStudy({ hypotheses: [{ ...hypothesis, ...changes }], plan: { n, correction: 'none' } }))[0]
    .powers;

test('says the power at the planned pairs, and about how many 80 % takes', () => {
  const [few, some, many] = planned({ smallest: 0.05 });
  const power = (n: number, discordance: number) =>
    powerOfPairedShares({
      ...{ n, alpha: 0.05 },
      ...{ onlyA: (discordance + 0.05) / 2, onlyB: (discordance - 0.05) / 2 },
    });
  for (const [at, discordance] of [
    [few, 0.05],
    [some, 0.1],
    [many, 0.25],
  ] as const) {
    expect(at!.power).toBe(power(500, discordance));
    expect(Math.abs(power(at!.needed!, discordance) - 0.8)).toBeLessThan(0.06);
  }
  expect(some!.needed).toBeLessThan(many!.needed!);
});

test('of equivalence by two one-sided tests, as many as the normal approximation says', () => {
  const powers = planned({ kind: 'equivalence', smallest: 0.02 });
  // (z of 0.95 + z of 0.9)² d / 0.02²
  const needed = DISCORDANCES.map((share) => Math.ceil(((1.6448536 + 1.2815516) ** 2 * share) / 0.02 ** 2));
  expect(powers.map((at) => at!.needed)).toEqual(needed);
});

test('an effect that so few disagreements cannot make has none, and a tiny one takes more than a plan has', () => {
  expect(planned({ smallest: 0.2 }).map((at) => at !== null)).toEqual([false, false, true]);
  expect(planned({ kind: 'equivalence', smallest: 0.0001 }).map((at) => at!.needed)).toEqual([
    null,
    null,
    null,
  ]);
});
