import { describe, expect, it } from 'vitest';
import { createRandom } from '../../experiment/random.ts';
import type { LongitudinalOptions } from './longitudinal.ts';
import { pearson } from './pearson.ts';
import { dayOf, dayText, type RatePoint, readEvents, readRates, TimelineError } from './read-timeline.ts';
import { correlateTimeline } from './testing/correlate-timeline.ts';

const START = dayOf('2026-01-01')!;
const OPTIONS: LongitudinalOptions = { kinds: ['outage'], counted: 'day', mostLag: 5, block: null, seed: 1 };

/** A year of days that resemble their neighbours by `rho`; `after(i)` is added to each. */
function year(seed: number, rho: number, after: (i: number) => number = () => 0): RatePoint[] {
  const random = createRandom(seed);
  const normal = () => {
    let sum = -6;
    for (let i = 0; i < 12; i++) sum += random.next() / 2 ** 32;
    return sum;
  };
  let level = 0;
  return Array.from({ length: 200 }, (_, i) => {
    level = rho * level + Math.sqrt(1 - rho ** 2) * normal();
    const rate = Math.min(0.95, Math.max(0.05, 0.6 + 0.05 * level + after(i)));
    return { day: START + i, passed: Math.round(1000 * rate), total: 1000 };
  });
}
const outages = (days: readonly number[]) =>
  days.map((i) => ({ day: START + i, kind: 'outage' as const, label: '' }));
const EVERY = Array.from({ length: 12 }, (_, i) => 8 + 15 * i);

describe('lagged correlation', () => {
  it('finds a fall two days after each outage, at that lag', () => {
    const hit = new Set(EVERY.map((i) => i + 2));
    const rates = year(3, 0.3, (i) => (hit.has(i) ? -0.25 : 0));
    const { lags, standing } = correlateTimeline(rates, outages(EVERY), OPTIONS);
    const strongest = lags.toSorted((a, b) => Math.abs(b.r!) - Math.abs(a.r!))[0];
    expect(strongest.lag).toBe(2);
    expect(strongest.r).toBeLessThan(-0.6);
    expect(standing).toContain(2);
    expect(strongest.lowAll).toBeLessThanOrEqual(strongest.low);
    expect(strongest.highAll).toBeGreaterThanOrEqual(strongest.high);
  });

  it('draws longer blocks where neighbours resemble each other, and counts such days for less', () => {
    const [plain, alike] = [0, 0.85].map((rho) => {
      const events = outages(Array.from({ length: 100 }, (_, i) => i));
      return correlateTimeline(year(4, rho), events, { ...OPTIONS, counted: 'since', mostLag: 0 });
    });
    expect(alike.autocorrelation).toBeGreaterThan(0.6);
    expect(alike.block).toBeGreaterThan(plain.block);
    expect(alike.lags[0].effectiveN).toBeLessThan(0.5 * plain.lags[0].effectiveN);
  });

  it('says nothing where nothing changes, or days are few', () => {
    const flat = year(5, 0).map((point) => ({ ...point, passed: 600 }));
    expect(correlateTimeline(flat, outages(EVERY), OPTIONS).lags[0].r).toBeNull();
    expect(correlateTimeline(year(5, 0), [], OPTIONS).lags[0].r).toBeNull();
    expect(correlateTimeline(year(5, 0).slice(0, 11), outages([1, 4]), OPTIONS).lags[0].r).toBeNull();
  });

  it('is Pearson’s: R’s cor(1:5, c(2, 1, 4, 3, 7))', () => {
    expect(pearson(Float64Array.of(1, 2, 3, 4, 5), Float64Array.of(2, 1, 4, 3, 7))).toBeCloseTo(0.8241634, 6);
  });

  it('refuses lags and blocks that cannot be', () => {
    expect(() => correlateTimeline(year(1, 0), [], { ...OPTIONS, mostLag: 99 })).toThrow(
      /^mostLag: expected/,
    );
    expect(() => correlateTimeline(year(1, 0), [], { ...OPTIONS, block: 0 })).toThrow(/^block: expected/);
  });
});

describe('reading', () => {
  it('takes events as lines or between commas, in the order of their days', () => {
    const text =
      '# ours\ndate,kind,label\n2026-03-04 outage Logins failed\n2026-02-01, adoption, Ad at a game\n';
    expect(readEvents(text).map(({ day, kind, label }) => [dayText(day), kind, label])).toEqual([
      ['2026-02-01', 'adoption', 'Ad at a game'],
      ['2026-03-04', 'outage', 'Logins failed'],
    ]);
  });

  it('takes rates in any order', () => {
    expect(readRates('date,passed,total\n2026-03-05,20,50\n2026-03-04,30,50')).toEqual([
      { day: dayOf('2026-03-04'), passed: 30, total: 50 },
      { day: dayOf('2026-03-05'), passed: 20, total: 50 },
    ]);
  });

  it.each([
    ['2026-02-30 outage x', 'line 1: expected a date such as 2026-03-04, found "2026-02-30"'],
    ['an outage', 'line 1: expected a date such as 2026-03-04, found "an"'],
    ['\n2026-02-03 party', 'line 2: expected adoption, outage or other after the date, found "party"'],
    ['2026-02-03', 'line 1: expected adoption, outage or other after the date, found nothing'],
  ])('refuses events such as %j', (text, message) => {
    expect(() => readEvents(text)).toThrow(new TimelineError(message));
  });

  it.each([
    ['2026-02-03,5', 'line 1: total: expected a whole number, found nothing'],
    ['2026-02-03,6,5', 'line 1: expected passed of at most total, and a total above 0, found 6 of 5'],
    ['2026-02-03,5.5,6', 'line 1: passed: expected a whole number, found "5.5"'],
    ['2026-02-03,5,6,7', 'line 1: expected date,passed,total, found 4 fields'],
    ['2026-02-03,5,6\n2026-02-03,5,6', 'expected each day once, found 2026-02-03 twice'],
  ])('refuses rates such as %j', (text, message) => {
    expect(() => readRates(text)).toThrow(new TimelineError(message));
  });
});
