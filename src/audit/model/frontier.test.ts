import { describe, expect, it } from 'vitest';
import {
  answerOf,
  costRatio,
  dominated,
  frontierOf,
  passesNeeded,
  tasksBeside,
  textRatio,
} from './frontier.ts';
import { priced } from './price.ts';
import { madeAudit } from './testing/made-variant.ts';

const ones = (count: number) => new Array<1>(count).fill(1);
const zeros = (count: number) => new Array<0>(count).fill(0);
const texts = (losses: readonly number[]) => losses.map((loss) => ({ tokens: 10, loss, kl: 0 }));
/** Times that vary by a tenth from wave to wave. */
const waves = (mean: number, count = 40) =>
  Array.from({ length: count }, (_, i) => mean * (1 + 0.1 * Math.sin(i)));
const LOSSES = Array.from({ length: 12 }, (_, i) => 30 + i);

const first = { id: 'bf16', passed: [...ones(600), ...zeros(100)], losses: LOSSES, waves: waves(100) };

describe('99 % of the quality at 50 % of the cost', () => {
  it('is answered yes, no and cannot be told', () => {
    const audit = madeAudit([
      first,
      { ...first, id: 'as good at 40 %', waves: waves(40) },
      { ...first, id: 'as good at 90 %', waves: waves(90) },
      { ...first, id: 'worse', passed: [...ones(500), ...zeros(200)], waves: waves(40) },
      { ...first, id: 'who knows', passed: [...ones(596), ...zeros(104)], waves: waves(40) },
    ]);
    const rows = frontierOf(audit, 8);
    expect(rows.map(({ id, answers }) => [id, answers.byTasks, answers.cost, answers.both])).toEqual([
      ['as good at 40 %', 'yes', 'yes', 'yes'],
      ['as good at 90 %', 'yes', 'no', 'no'],
      ['worse', 'no', 'yes', 'no'],
      ['who knows', 'unknown', 'yes', 'unknown'],
    ]);
    expect(answerOf(rows)).toBe('yes');
    expect(answerOf(rows.slice(1))).toBe('unknown');
    expect(answerOf(rows.slice(1, 3))).toBe('no');
  });

  it('goes by perplexity where there are no tasks', () => {
    const bare = { ...first, passed: [] };
    const audit = madeAudit([
      bare,
      { ...bare, id: 'as good', waves: waves(40), losses: LOSSES.map((loss) => loss + 0.01) },
      { ...bare, id: 'worse', waves: waves(40), losses: LOSSES.map((loss) => loss + 1) },
    ]);
    const rows = frontierOf(audit, 8);
    expect(rows.map(({ tasks, answers }) => [tasks, answers.byTasks, answers.both])).toEqual([
      [null, null, 'yes'],
      [null, null, 'no'],
    ]);
  });

  it('takes 381 passed tasks to be told of tasks at all', () => {
    expect(passesNeeded()).toBe(381);
    // z² / (n + z²) at 0.99.
    expect(381 / (381 + 3.8414588)).toBeGreaterThan(0.99);
    expect(380 / (380 + 3.8414588)).toBeLessThan(0.99);
  });

  it('refuses a batch that was not served, and tasks that do not pair', () => {
    expect(() => frontierOf(madeAudit([first, first]), 32)).toThrow('bf16: expected a batch of 8, found 32');
    expect(() => tasksBeside([1, 0], [1])).toThrow('expected the same tasks, found 2 and 1');
    expect(() => textRatio(texts([1]), texts([1, 2]))).toThrow('expected the same texts, found 1 and 2');
  });
});

describe('ratios with their intervals', () => {
  it('counts tasks won and lost in pairs', () => {
    const found = tasksBeside([1, 1, 1, 0, 0], [1, 0, 1, 1, 0])!;
    expect(found).toMatchObject({ passed: 3, total: 5, won: 1, lost: 1, p: 1 });
    expect(found.ratio.value).toBe(1);
    expect(tasksBeside([0, 0], [1, 0])).toBeNull();
  });

  it('is the ratio of perplexities, texts drawn in pairs: what all texts lose alike has no width', () => {
    const shifted = textRatio(texts(LOSSES), texts(LOSSES.map((loss) => loss + 0.5)));
    expect(shifted.value).toBeCloseTo(Math.exp(-0.05), 12);
    expect(shifted.high - shifted.low).toBeLessThan(1e-9);
    const mixed = textRatio(texts(LOSSES), texts(LOSSES.map((loss, i) => loss + (i % 2 ? 0.6 : -0.4))));
    expect(mixed.low).toBeLessThan(Math.exp(-0.01));
    expect(mixed.high).toBeGreaterThan(Math.exp(-0.01));
  });

  it('pairs waves by round: drift that hits both alike cancels', () => {
    const drift = Array.from({ length: 30 }, (_, i) => 50 + 5 * i);
    const { value, low, high } = costRatio(
      drift,
      drift.map((each) => each / 2),
    );
    expect(value).toBeCloseTo(0.5, 12);
    expect(high - low).toBeLessThan(1e-9);
    const apart = costRatio(
      drift,
      drift.toReversed().map((each) => each / 2),
    );
    expect(apart.high - apart.low).toBeGreaterThan(0.1);
  });

  it('says nothing of one wave', () => {
    expect(costRatio([10], [5])).toEqual({ value: 0.5, low: 0, high: Number.POSITIVE_INFINITY });
  });

  it('is judged alike every time', () => {
    const audit = madeAudit([first, { ...first, id: 'b', waves: waves(47) }]);
    expect(frontierOf(audit, 8)).toEqual(frontierOf(audit, 8));
  });
});

it('leaves the frontier where another is as good and as cheap', () => {
  const [good, cheap, both] = [
    { quality: 1, cost: 1 },
    { quality: 0.8, cost: 0.4 },
    { quality: 1, cost: 0.9 },
  ];
  expect(dominated(good, [cheap])).toBe(false);
  expect(dominated(good, [cheap, both])).toBe(true);
  expect(dominated(good, [good])).toBe(false);
});

it('prices a thousand requests by the time of a wave', () => {
  const audit = priced(madeAudit([{ ...first, waves: [3600, 3600] }]), 2);
  // 8 requests in 3.6 s: 1,000 of them take 450 s, an eighth of an hour.
  expect(audit.variants[0].costPerThousand).toEqual([0.25]);
  expect(priced(audit, null).variants[0].costPerThousand).toBeNull();
});
