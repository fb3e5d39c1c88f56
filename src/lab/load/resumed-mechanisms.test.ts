import { describe, expect, it } from 'vitest';
import { parseExperiment } from '../../experiment/schema.ts';
import { syntheticCheckpoint } from '../../model/testing/synthetic.ts';
import { MetricsSoFar } from '../../results/load/load-metrics.ts';
import type { LoadArm } from '../../results/load/load-record.ts';
import { MechanismsSoFar } from '../../results/load/mechanisms.ts';
import { SpeculationSoFar } from '../../results/speculation.ts';
import { idModel, VOCABULARY } from '../testing/fake-engine.ts';
import { resolveLoad } from './resolve-load.ts';
import { runLoad } from './run-load.ts';
import { brokenOff } from './testing/broken-off.ts';
import { everyMechanism } from './testing/hours.ts';
import { tinySetting } from './testing/load-setting.ts';
import { lineTable } from './testing/proof-load.ts';

/** Where a run is broken off: as the first prompts are read, in its midst, and late. */
const SHARES = [0.02, 0.4, 0.8];
/** The same for one of which it is not known how many steps it takes. */
const EARLY = 25;
const TABLE = lineTable(40, 1);
const KEEPING = { requests: true, steps: true };

const MIXTURE = {
  ...idModel(),
  checkpoint: syntheticCheckpoint(
    { vocabSize: VOCABULARY, experts: { count: 8, perToken: 2, normalised: true } },
    { seed: 1, dtype: 'F32' },
  ),
};

function loadOf(arm: object) {
  const model = 'experts' in arm ? MIXTURE : idModel();
  const experiment = parseExperiment({
    ...{ version: 3, title: 'broken off', model: { name: 'tiny' }, decoding: { temperature: 0.8, seed: 3 } },
    crowd: {
      ...{ seed: 5, arrivals: { kind: 'poisson', perSecond: 8 }, most: 40, tiers: [0.4, 0.6], noise: 0.4 },
      prompt: { kind: 'uniform', least: 3, most: 30 },
      ...{ output: { kind: 'uniform', least: 8, most: 40 }, prefix: { tokens: 32, share: 0.5 } },
    },
    requests: [{ id: 'probe', role: 'probe', promptIds: [1, 2, 3], maxNewTokens: 20, ignoreEos: true }],
    arms: [
      {
        ...{ name: 'crowd', requests: ['probe'], dtype: 'f32' },
        ...{ limits: { maxSequences: 8, maxTokensPerStep: 64, blocks: 20 }, ...arm },
      },
    ],
  });
  return { load: resolveLoad(experiment, model), setting: { model, table: TABLE, keeping: KEEPING } };
}

/** All of a record that no time has a part in. */
const timeless = ({ requests, faults }: LoadArm) => ({
  faults,
  requests: requests.map(
    ({ id, role, tier, promptTokens, arrived, tokens, outcome, fingerprint, route }) => ({
      ...{ id, role, tier, promptTokens, arrived, tokens, outcome, fingerprint, route },
    }),
  ),
});

const SWAP = { pressure: 'swap', hostBlocks: 8 };
const MISROUTED = { misrouted: { share: 0.2, to: { dtype: 'bf16' } } };

describe('a run that was broken off has the record of one that was not, times aside:', () => {
  it.each<[string, object]>([
    [
      'drafts',
      { kernels: 'invariant', speculation: { draft: 'ngram', k: 'auto' }, serving: { memory: SWAP } },
    ],
    [
      'tiers apart, some misrouted',
      { kernels: 'invariant', serving: { route: { by: { kind: 'tier', from: 1 } }, faults: MISROUTED } },
    ],
    [
      'long prompts apart',
      { kernels: 'invariant', serving: { route: { by: { kind: 'quality', tokens: 30, isolated: true } } } },
    ],
    [
      'long prompts one tier lower',
      {
        kernels: 'invariant',
        serving: { policy: 'tiers', route: { by: { kind: 'quality', tokens: 30, isolated: false } } },
      },
    ],
    ['verified', { kernels: 'variant', verify: { window: 16 }, serving: { memory: SWAP } }],
    ['experts with room for all', { kernels: 'invariant', experts: { capacity: null } }],
  ])('%s', async (_, arm) => {
    const { load, setting } = loadOf(arm);
    const { arms } = await runLoad(load, { ...tinySetting(), ...setting });
    for (const share of SHARES) {
      const place = Math.ceil(share * arms[0].steps.length);
      expect(timeless((await brokenOff(load, place, setting)).arm)).toEqual(timeless(arms[0]));
    }
  });
});

describe('a run that goes on from its lines', () => {
  it.each(Object.entries(everyMechanism('ngram')))('adds up to them: %s', async (_, arm) => {
    const { load, setting } = loadOf(arm);
    const { arm: record, lines } = await brokenOff(load, EARLY, setting);
    const [metrics, mechanisms] = [new MetricsSoFar({}), new MechanismsSoFar()];
    for (const step of lines.steps) mechanisms.addStep(step);
    for (const request of lines.requests) {
      metrics.add(request);
      mechanisms.addRequest(request);
      const dropped = lines.steps
        .flatMap((step) => step.dropped ?? [])
        .reduce((sum, [id, choices]) => sum + (id === request.id ? choices : 0), 0);
      expect(request.dropped ?? 0).toBe(dropped);
    }
    expect(new Set(lines.requests.map(({ id }) => id)).size).toBe(41);
    expect(record.requests.map(({ id }) => id).toSorted()).toEqual(
      lines.requests.map(({ id }) => id).toSorted(),
    );
    expect(record.metrics).toEqual(metrics.now());
    expect(record.mechanisms).toEqual(mechanisms.now());
    const drafts = new SpeculationSoFar();
    drafts.takeUp(lines.steps);
    if (record.speculation) expect(record.speculation).toMatchObject(drafts.now());
  });

  it('goes on with as many layers lowered as it had', async () => {
    const serving = { precision: { to: 'q8', lowerAt: 0.6, raiseAt: 0.2, every: 1 } };
    const { load, setting } = loadOf({ kernels: 'invariant', serving });
    const { before, lines } = await brokenOff(load, 40, setting);
    expect(before.lowered.own).toBe(2);
    const next = lines.steps.find(({ step }) => step >= before.step)!;
    expect(next.lowered).toBe(2);
  });

  it('sends everyone where it was sent, by a rule that follows from who is there', async () => {
    const serving = { route: { to: { weights: 'q4' }, by: { kind: 'overflow', waiting: 2 } } };
    const { load, setting } = loadOf({ kernels: 'invariant', serving });
    const { before, arm, lines } = await brokenOff(load, 40, setting);
    const second = [...before.routes].filter(([, { replica }]) => replica === 1);
    expect(second.length).toBeGreaterThan(2);
    for (const { id, route } of arm.requests)
      if (before.routes.has(id)) expect(route, id).toEqual(before.routes.get(id));
    // Nobody has steps at both.
    const at = (replica: 0 | 1) =>
      new Set(
        lines.steps
          .filter((step) => (step.replica ?? 0) === replica)
          .flatMap(({ slices }) => slices.map(({ request }) => request)),
      );
    expect([...at(0)].filter((id) => at(1).has(id))).toEqual([]);
  });
});
