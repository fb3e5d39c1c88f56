import { describe, expect, test } from 'vitest';
import { createRandom, type Random } from '../../experiment/random.ts';
import { powerOfPairedShares } from '../../numerics/inference/power.ts';
import { powerOfMeans } from '../../numerics/inference/testing/power-of-means.ts';
import { analyseStudy } from './analyse.ts';
import type { Measure } from './measures.ts';
import type { TestedHypothesis } from './outcome.ts';
import type { Hypothesis, Study } from './study-schema.ts';
import { simulatedMerge, simulatedStudy } from './testing/simulated-merge.ts';

const STUDIES = 2_000;

/** What binomial chance takes a share of so many studies beyond once in a thousand. */
const error = (share: number) => 3.1 * Math.sqrt((share * (1 - share)) / STUDIES);

const AXIS = { name: 'load', values: ['none', 'much'].map((label) => ({ label, set: {} })) };

const muchAgainstNone = (measure: Measure, smallest: number): Hypothesis => ({
  id: `${measure}-much-against-none`,
  measure,
  a: { axes: { load: 'much' } },
  b: { axes: { load: 'none' } },
  kind: 'difference',
  smallest,
});

const normal = (random: Random) =>
  Math.sqrt(-2 * Math.log((random.next() + 1) / 2 ** 32)) * Math.cos((2 * Math.PI * random.next()) / 2 ** 32);
const share = (random: Random) => random.next() / 2 ** 32;

interface Truth {
  readonly units: number;
  /** Chances that a unit passes under much load alone, and under none alone. */
  readonly onlyMuch: number;
  readonly onlyNone: number;
  /** Tokens by which answers are longer under much load, mean over units. */
  readonly longer: number;
}

const NO_EFFECT: Truth = { units: 24, onlyMuch: 0.15, onlyNone: 0.15, longer: 0 };

/**
 * Tasks differ, seeds of a task are alike, and a task's own answer to the load (standard deviation 4) is the same in all its seeds: whoever
 * counts seeds as tasks is wrong. Passing is told once a unit, in the first seed.
 */
function simulated(study: Study, { units, onlyMuch, onlyNone, longer }: Truth, random: Random) {
  const unit = Array.from({ length: units }, () => ({
    length: 40 + 10 * normal(random),
    response: longer + 4 * normal(random),
    toss: share(random),
    hazard: 0.02 + 0.1 * share(random),
  }));
  return simulatedMerge(study, units, ({ cell: [load], seed, unit: at }) => {
    const { length, response, toss, hazard } = unit[at];
    const alone = toss < onlyMuch ? 1 : toss < onlyMuch + onlyNone ? 0 : null;
    const pass = alone === null ? Number(toss < 0.7) : Number(alone === load);
    const tokens = Math.floor(Math.log(1 - share(random)) / Math.log(1 - hazard));
    return [
      {
        ...{ kind: null, arm: 'a', against: null },
        values: { pass: seed === 1 ? pass : null, length: length + load * response + 2 * normal(random) },
      },
      {
        ...{ kind: null, arm: 'a', against: 'b', values: { tokensToFork: Math.min(tokens, 32) } },
        ...(tokens >= 32 && { censored: true as const }),
      },
    ];
  });
}

const isFound = ({ conclusion }: TestedHypothesis) =>
  conclusion === 'difference' || conclusion === 'negligible';
const isSmall = ({ conclusion }: TestedHypothesis) =>
  conclusion === 'equivalent' || conclusion === 'negligible';

/** Share of studies for which something holds. */
function sharedBy(
  study: Study,
  truth: Truth,
  seed: number,
  holds: (found: readonly TestedHypothesis[]) => boolean,
): number {
  const random = createRandom(seed);
  let count = 0;
  for (let i = 0; i < STUDIES; i++)
    if (holds(analyseStudy(study, simulated(study, truth, random)).hypotheses)) count++;
  return count / STUDIES;
}

describe(`of ${STUDIES} simulated studies`, () => {
  const family = [
    muchAgainstNone('pass', 0.02),
    muchAgainstNone('length', 1),
    muchAgainstNone('tokensToFork', 1),
  ];

  test('without an effect at most 5 % find any among three kinds of measure', () => {
    const study = simulatedStudy({
      ...{ axes: [AXIS], seeds: [1, 2, 3], measures: ['pass', 'length', 'tokensToFork'] },
      hypotheses: family,
      plan: {},
    });
    const found = sharedBy(study, NO_EFFECT, 1, (tested) => tested.some(isFound));
    process.stdout.write(`without an effect: ${found}\n`);
    expect(found).toBeLessThan(0.05 + error(0.05));
  });

  test('pairs of yes and no are seen as often as power by enumeration says', () => {
    const study = simulatedStudy({
      ...{ axes: [AXIS], measures: ['pass'], hypotheses: [muchAgainstNone('pass', 0.02)], plan: {} },
    });
    const truth = { ...NO_EFFECT, units: 100, onlyMuch: 0.05, onlyNone: 0.2 };
    const power = powerOfPairedShares({ n: 100, onlyA: 0.05, onlyB: 0.2, alpha: 0.05 });
    const found = sharedBy(study, truth, 3, ([tested]) => isFound(tested));
    process.stdout.write(`shares: power ${power}, found ${found}\n`);
    expect(Math.abs(found - power)).toBeLessThan(error(power));
  });

  test('means over tasks and seeds are seen as often as a t-test over tasks would', () => {
    const study = simulatedStudy({
      ...{
        axes: [AXIS],
        seeds: [1, 2, 3],
        measures: ['length'],
        hypotheses: [muchAgainstNone('length', 1)],
        plan: {},
      },
    });
    const truth = { ...NO_EFFECT, longer: 2.5 };
    // Variance of a task's mean difference: its own response, and noise of two arms over three seeds.
    const effect = 2.5 / Math.sqrt(4 ** 2 + (2 * 2 ** 2) / 3);
    const power = powerOfMeans({ n: 24, effect, alpha: 0.05, samples: 'paired' });
    let covered = 0;
    const found = sharedBy(study, truth, 4, ([tested]) => {
      if (tested.difference.low <= 2.5 && tested.difference.high >= 2.5) covered++;
      return isFound(tested);
    });
    process.stdout.write(
      `means: power ${power}, found ${found}; intervals hold the truth ${covered / STUDIES}\n`,
    );
    expect(Math.abs(found - power)).toBeLessThan(error(power) + 0.01);
    expect(Math.abs(covered / STUDIES - 0.95)).toBeLessThan(error(0.95) + 0.01);
  });

  test('an effect as large as the smallest of interest is called smaller at most 5 % of the time', () => {
    const shares = simulatedStudy({
      ...{ axes: [AXIS], measures: ['pass'], hypotheses: [muchAgainstNone('pass', 0.05)], plan: {} },
    });
    const small = sharedBy(
      shares,
      { ...NO_EFFECT, units: 400, onlyMuch: 0.03, onlyNone: 0.08 },
      5,
      ([tested]) => isSmall(tested),
    );
    const means = simulatedStudy({
      ...{
        axes: [AXIS],
        seeds: [1, 2],
        measures: ['length'],
        hypotheses: [muchAgainstNone('length', 3)],
        plan: {},
      },
    });
    const short = sharedBy(means, { ...NO_EFFECT, longer: 3 }, 6, ([tested]) => isSmall(tested));
    process.stdout.write(`at the margin: shares ${small}, means ${short}\n`);
    expect(small).toBeLessThan(0.05 + error(0.05));
    expect(short).toBeLessThan(0.05 + error(0.05));
  });

  test('who looks three times finds no more where there is nothing', () => {
    const looks = 3;
    const study = simulatedStudy({
      ...{ axes: [AXIS], measures: ['pass', 'length'], plan: { looks, n: 90 } },
      hypotheses: [muchAgainstNone('pass', 0.02), muchAgainstNone('length', 1)],
    });
    const random = createRandom(7);
    let [spent, naive] = [0, 0];
    for (let i = 0; i < STUDIES; i++) {
      const whole = simulated(study, { ...NO_EFFECT, units: 90 }, random);
      const outcomes = [1, 2, 3].map((look) => {
        const seen = new Set(Array.from({ length: (90 * look) / looks }, (_, unit) => `unit-${unit}`));
        const jobs = whole.jobs.map((job) => ({
          ...job,
          observations: job.observations.filter(({ unit }) => seen.has(unit)),
        }));
        return analyseStudy(study, { ...whole, jobs }, { look }).hypotheses;
      });
      if (outcomes.some((tested) => tested.some(isFound))) spent++;
      if (outcomes.some((tested) => tested.some(({ p }) => p !== null && p <= 0.05 / 2))) naive++;
    }
    process.stdout.write(
      `three looks: spent ${spent / STUDIES}, looking without a plan ${naive / STUDIES}\n`,
    );
    expect(spent / STUDIES).toBeLessThan(0.05 + error(0.05));
    expect(naive).toBeGreaterThan(spent);
  });
});
