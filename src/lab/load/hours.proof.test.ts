import { expect, test } from 'vitest';
import { openCpuEngine } from '../../engines/cpu/open-cpu.ts';
import { parseExperiment } from '../../experiment/schema.ts';
import { nodeModelFiles } from '../../model/files.node.ts';
import { type LoadedModel, loadModel } from '../../model/load.ts';
import { syntheticCheckpoint } from '../../model/testing/synthetic.ts';
import { idModel, VOCABULARY } from '../testing/fake-engine.ts';
import { nanoWithPico } from '../testing/speculated.ts';
import type { Keeping } from './kept.ts';
import { resolveLoad } from './resolve-load.ts';
import { runLoad } from './run-load.ts';
import { everyMechanism, hoursOf } from './testing/hours.ts';
import { printed } from './testing/printed.ts';
import { lineTable } from './testing/proof-load.ts';
import { Tally } from './testing/tally.ts';

/*
 * Figures of docs/load.md: a day on a virtual clock, a surge in each hour, over a model of two layers with random weights, computed by the CPU
 * engine like any other. A step takes 800 ms and 16 ms a row, so that a surge is three to four times what an arm can serve.
 */

const HOURS = 24;
/** Of the requests of `surges`. What the readable engine computes takes it ten times as long: a third of them, by a clock a third as fast. */
const shareOf = (name: string) => (name === 'experts' || name === 'quantised' ? 1 / 6 : 1 / 2);
/** By how much the last six hours may hold more than the second six: eight bytes a token, for exact percentiles, and what a collection leaves. */
const TOLERANCE_MIB = 4;
const NOTHING: Keeping = { requests: false, steps: false };
const PATIENCE_MS = 3_600_000;

function mixture(): LoadedModel {
  const experts = { count: 8, perToken: 2, normalised: true };
  const checkpoint = syntheticCheckpoint({ vocabSize: VOCABULARY, experts }, { seed: 1, dtype: 'F32' });
  return { ...idModel(), checkpoint };
}

async function shipped(name: string): Promise<LoadedModel> {
  return await loadModel(nodeModelFiles(`public/models/${name}`), name);
}

/** MiB that JavaScript holds after a collection, typed arrays included, and the process. */
function memory() {
  globalThis.gc?.();
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  return { held: (heapUsed + arrayBuffers) / 2 ** 20, rss: rss / 2 ** 20 };
}

interface Day {
  readonly name: string;
  readonly arm: object;
  readonly hours: number;
  readonly share: number;
  readonly model: LoadedModel;
}

/** Runs an arm for so many hours and holds what it says of itself to what came of its requests. */
async function accounts(day: Day, eachHour: () => void, keeping: Keeping = NOTHING) {
  const { name, hours, share, model } = day;
  const experiment = parseExperiment(hoursOf(day, model.name));
  const expected = experiment.crowd!.most + 1;
  const tally = new Tally(expected, eachHour);
  const { arms } = await runLoad(resolveLoad(experiment, model), {
    ...{ model, engine: openCpuEngine(), clock: 'virtual', table: lineTable(400 / share, 8 / share) },
    draftTable: lineTable(40 / share, 1 / share),
    keeping,
    sinkOf: () => tally,
    onEvent: (event) => tally.tell(event),
  });
  const [{ mechanisms, metrics }] = arms;
  const { precision, occupancy } = mechanisms;
  const title = `${hours} hours of ${name}, ${model.name}`;
  printed(`${title}: ends`, [{ requests: expected, ...tally.ends }]);
  printed(`${title}: what happened`, [
    { ...tally.most, 'pool, most held': occupancy.most, swaps: precision?.swaps ?? 0, ...tally.steps },
  ]);
  const sums = Object.entries(tally.sums(arms[0]));
  printed(
    `${title}: sums`,
    sums.map(([of, values]) => ({ of, values: values.join(' = ') })),
  );
  // `runLoad` throws where nobody is left and a block is held.
  expect(tally.ended).toBe(expected);
  expect(tally.ends.unfinished + tally.ends.failed + tally.ends['never fits']).toBe(0);
  for (const [of, values] of sums) expect(new Set(values).size, of).toBe(1);
  return { metrics, refused: tally.ends['queue full'] + tally.ends['too late'] };
}

test.each(Object.entries(everyMechanism('ngram')))(
  'a day of surges, %s: memory flat, every request ends in one way, every block comes back',
  async (name, arm) => {
    const model = name === 'experts' ? mixture() : idModel();
    const hours: ReturnType<typeof memory>[] = [];
    const day = { name, arm, hours: HOURS, share: shareOf(name), model };
    const { metrics, refused } = await accounts(day, () => hours.push(memory()));
    const most = (from: number, until: number, of: 'held' | 'rss') =>
      Math.max(...hours.slice(from, until).map((each) => each[of]));
    const quarters = [0, 6, 12, 18].map((from) => ({
      hours: `${from} to ${from + 6}`,
      'held, MiB': most(from, from + 6, 'held'),
      'RSS, MiB': Math.round(most(from, from + 6, 'rss')),
    }));
    printed(`a day of ${name}: memory`, quarters);
    expect(refused).toBeGreaterThan(20);
    // Who comes at the end of the day is answered after it.
    expect(hours.length).toBeGreaterThanOrEqual(HOURS);
    expect(metrics.duration).toBeGreaterThan((HOURS - 1) * 3_600_000);
    expect(most(18, hours.length, 'held') - most(6, 12, 'held')).toBeLessThan(TOLERANCE_MIB);
  },
  PATIENCE_MS,
);

test(
  'a day whose requests and steps are kept is not flat: the control',
  async () => {
    const held: number[] = [];
    const { tiers } = everyMechanism('ngram');
    const day = {
      name: 'tiers, all kept',
      arm: tiers,
      hours: HOURS,
      share: shareOf('tiers'),
      model: idModel(),
    };
    await accounts(day, () => held.push(memory().held), { requests: true, steps: true });
    const most = (from: number, until: number) => Math.max(...held.slice(from, until));
    printed('a day whose steps are kept', [{ '6 to 12': most(6, 12), '18 to 24': most(18, 24) }]);
    expect(most(18, 24) - most(6, 12)).toBeGreaterThan(2 * TOLERANCE_MIB);
  },
  PATIENCE_MS,
);

test.each(Object.entries(everyMechanism('pico')))(
  'an hour with a surge, %s, of a trained model: the same accounts',
  async (name, arm) => {
    const model = name === 'experts' ? await shipped('pico-moe') : await nanoWithPico();
    await accounts({ name, arm, hours: 1, share: 1 / 10, model }, () => undefined);
  },
  PATIENCE_MS,
);
