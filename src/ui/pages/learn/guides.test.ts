/** What guides, exit checks and story say as facts of this lab is computed here, and falls with its sentence. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { countDifferingBits } from '../../../numerics/bits.ts';
import { floatBits, floatFromBits, ulpSize } from '../../../numerics/float-format.ts';
import { rmsnormPlan } from '../../../numerics/rmsnorm-plan.ts';
import { roundTo } from '../../../numerics/rounding.ts';
import { EXAMPLE_LOOK, parseExample } from '../../state/example-file.ts';
import { firstReached, loadSteps } from './lessons/neighbours/load-case.ts';
import { RACE_LENGTHS, race } from './lessons/order-matters/race.ts';
import { attended, attentionCase, splitsOf } from './lessons/three-kernels/attention-case.ts';
import { normChanges, normRows } from './lessons/three-kernels/rms-norm.ts';
import { PRODUCT } from './lessons/why-reorder/product.ts';
import { rowTerms, scanRows } from './lessons/why-reorder/row-zero.ts';
import { tileGrid } from './lessons/why-reorder/tile-grid.ts';
import { LESSONS } from './lessons.ts';
import { SCENES } from './story/scenes.ts';
import { parseStory, storyFault } from './story/story-file.ts';

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../../../public/examples/${name}.json`, import.meta.url), 'utf8'));
const guideOf = (id: string) => LESSONS.find((lesson) => lesson.id === id)!.guide;
const numbersIn = (text: string) =>
  text.match(/\d[\d,]*(?:\.\d+)?/g)?.map((each) => Number(each.replaceAll(',', '')));

describe('every lesson', () => {
  test.each(LESSONS.map((lesson) => [lesson.id, lesson] as const))(
    '%s: a solution to each step, answers that exist, objectives and reading',
    (_, { steps, guide }) => {
      expect(Object.keys(guide.solutions)).toEqual(steps.map(({ id }) => id));
      expect(steps.map(({ id }) => id)).not.toContain('exit');
      expect(guide.objectives.length).toBeGreaterThanOrEqual(3);
      expect(guide.further.length).toBeGreaterThanOrEqual(3);
      expect(guide.exit.length).toBeGreaterThanOrEqual(3);
      for (const { options, answer } of guide.exit) expect(options[answer]).toBeDefined();
      // Who guesses one place gets no lesson right.
      expect(new Set(guide.exit.map(({ answer }) => answer)).size).toBeGreaterThan(1);
    },
  );
});

describe('what the guides say', () => {
  test('floats: bf16 near 256, f32 at 2^24, 70,000 in both 16-bit formats', () => {
    expect(ulpSize('bf16', floatBits('bf16', 256))).toBe(2);
    expect(Math.fround(2 ** 24 + 1)).toBe(16_777_216);
    expect([roundTo('f16')(70_000), roundTo('bf16')(70_000)]).toEqual([Number.POSITIVE_INFINITY, 70_144]);
    expect(floatFromBits('bf16', 0b0_10000001_1010000)).toBe(6.5);
    const odd = Array.from({ length: 896 }, (_, i) => 257 + 2 * i);
    expect(odd.at(-1)).toBe(2047);
    for (const number of odd)
      expect([roundTo('f16')(number) === number, roundTo('bf16')(number) === number]).toEqual([true, false]);
  });

  test('order: 392 and 388 from 129, 130, 131; the sequential sums of tenths', () => {
    const round = roundTo('bf16');
    expect([round(round(129 + 130) + 131), round(129 + round(130 + 131))]).toEqual([392, 388]);
    const tenths = race('tenths');
    const at = (length: number) => tenths[RACE_LENGTHS.indexOf(length as never)].ulps;
    expect([at(10_000).sequential, at(300_000).sequential].map(Math.floor)).toEqual([1591, 40_739]);
    expect(Math.max(at(10_000).kahan, at(300_000).kahan)).toBeLessThan(0.25);
  });

  test('why a GPU reorders: tiles, parts and letters', () => {
    const grid = (rows: number) => tileGrid('variant', { ...PRODUCT, rows });
    expect([grid(96).tiles < 64, grid(97).tiles]).toEqual([true, 64]);
    expect([grid(16).parts, grid(64).tiles, grid(64).parts]).toEqual([4, 32, 2]);
    for (const rows of [2, 8, 9, 32, 33, 64]) expect(grid(rows).workgroups).toBe(64);
    const scan = scanRows('variant', PRODUCT, rowTerms(PRODUCT));
    expect(scan.map(({ first }) => first)).toEqual([1, 2, 9, 33, 65]);
    expect(scan[1].differing).toBe(44);
    for (const shape of [
      { ...PRODUCT, columns: 4096 },
      { ...PRODUCT, parallelism: 4 },
    ]) {
      const bits = scanRows('variant', shape, rowTerms(shape)).filter(({ last }) => last > 1);
      expect(new Set(bits.map((each) => each.bits)).size).toBe(1);
    }
    expect(
      ['pinned', 'invariant'].map((set) => tileGrid(set as 'pinned', { ...PRODUCT, rows: 1 }).workgroups),
    ).toEqual([16, 64]);
  });

  test('three kernels: sums, splits and borders', () => {
    const { sums, raw, stored } = normChanges(
      rmsnormPlan('variant', 1, 4096),
      rmsnormPlan('variant', 128, 4096),
      normRows(40, 4096),
    );
    expect([sums, raw, stored]).toEqual([34, 22, 0]);
    const given = attentionCase(300);
    const decoding = (rows: number) => splitsOf('variant', { keys: 300, cached: 299, decode: true }, rows);
    expect([1, 7, 8, 64].map((rows) => decoding(rows).length)).toEqual([10, 10, 8, 1]);
    const bits = (splits: ReturnType<typeof decoding>) => attended(given, splits, 'f32');
    expect(countDifferingBits(bits(decoding(1)), bits(decoding(8)))).toBe(28);
    const prefill = (cached: number) => splitsOf('variant', { keys: 300, cached, decode: false }, 0);
    expect(countDifferingBits(bits(prefill(0)), bits(prefill(100)))).toBe(29);
  });

  test('neighbours: an arrival at step 12 leaves tokens 0 to 11 out of reach', () => {
    const steps = loadSteps({ arrival: 12, promptTokens: 60, answerTokens: 6 }, 256);
    expect(firstReached(steps)).toBe(12);
  });
});

describe('what is said of the shipped example', () => {
  const example = parseExample(read('needle'));
  const { fork, forkTokens, margin } = example.record.diffs.find((diff) => diff.fork !== null)!;

  test('the look of the story is into the fork of the example', () => {
    const step = parseStory(read(EXAMPLE_LOOK));
    expect(storyFault(step, example)).toBeNull();
    const other = { ...step, gap: { alone: 0, company: 0 } };
    expect(storyFault(other, example)).toMatch(/margin/);
  });

  test('its fork, words and margins', () => {
    const { positions } = example.reports.pairs['alone/company/needle'];
    const { perturbation } = positions[fork!];
    const [first, , , , , , lead] = SCENES;
    expect([forkTokens?.a?.text, forkTokens?.b?.text]).toEqual([' much', ' good']);
    for (const word of ['“much”', '“good”']) expect(first.words).toContain(word);
    expect(lead.words).toContain(`token ${fork};`);
    const { solutions } = guideOf('one-bit-to-another-word');
    expect(numbersIn(solutions.fork)).toEqual([fork]);
    const safe = positions.filter((each) => each.margin > 10 * each.perturbation);
    expect(numbersIn(solutions.lead)).toEqual([
      safe.length,
      positions.length,
      Number(margin!.toFixed(4)),
      Number(perturbation.toFixed(4)),
    ]);
  });
});
