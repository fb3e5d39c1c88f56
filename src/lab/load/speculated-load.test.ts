import { describe, expect, test } from 'vitest';
import type { LoadRecord } from '../../results/load/load-record.ts';
import type { Speculation } from '../../steps/speculation.ts';
import { idModel } from '../testing/fake-engine.ts';
import { runLoad } from './run-load.ts';
import { evenCrowd, loadOf, TABLE, tinySetting } from './testing/load-setting.ts';
import { losingEngine } from './testing/losing-engine.ts';

const CROWD = evenCrowd(24, 6, 20);

/** The crowd through the tiny model, which may draft for itself. */
async function ran(speculation?: Speculation, setting: object = {}): Promise<LoadRecord> {
  const load = loadOf(CROWD);
  // As `armLimits` bounds an arm that speculates: up to nine rows of each request, and no more than a step has.
  const arms = load.arms.map((arm) => {
    const limits = { ...arm.spec.limits, maxSampled: arm.spec.limits.maxTokensPerStep };
    return { ...arm, spec: { ...arm.spec, ...(speculation && { speculation, limits }) } };
  });
  const model = idModel();
  return await runLoad({ ...load, arms }, { ...tinySetting(), model, draftTable: TABLE, ...setting });
}

const fingerprints = ({ arms: [{ requests }] }: LoadRecord) =>
  new Map(requests.map(({ id, fingerprint }) => [id, fingerprint]));

const OWN: Speculation = { draft: 'tiny', k: 3, accept: 'coupled' };

describe('speculation under load', () => {
  test.each<Speculation>([
    OWN,
    { draft: 'ngram', k: 5, accept: 'coupled' },
    { draft: 'tiny', k: 'auto', accept: 'coupled' },
  ])('leaves every request its fingerprint: %j', async (speculation) => {
    const [plain, drafted] = [await ran(), await ran(speculation)];
    expect(fingerprints(drafted)).toEqual(fingerprints(plain));
    const [arm] = drafted.arms;
    expect(arm.metrics.completed).toBe(CROWD.length);
    expect(arm.mechanisms.accepted ?? 0).toBe(arm.speculation!.accepted);
  });

  test('a model that drafts for itself is always right, and its steps take what its table says', async () => {
    const { arms } = await ran(OWN);
    const { speculation, clock } = arms[0];
    expect(speculation!.accepted).toBe(speculation!.drafted);
    expect(speculation!.draftMilliseconds).toBeGreaterThan(speculation!.draftSteps * 2);
    expect(clock).toMatchObject({ draft: TABLE });
  });

  test('goes on after lost devices, drafts included', async () => {
    let steps = 0;
    const fate = () => (++steps % 37 === 0 ? ('before' as const) : null);
    const lossy = await ran(OWN, {
      engine: losingEngine(fate),
      reopen: () => Promise.resolve(losingEngine(fate)),
    });
    expect(fingerprints(lossy)).toEqual(fingerprints(await ran()));
  });

  test('wants a table of the draft model where it is given one of the arm', async () => {
    await expect(ran(OWN, { draftTable: undefined })).rejects.toThrow('clock.draft: expected a table');
  });
});
