import { describe, expect, it } from 'vitest';
import { createRandom } from '../../experiment/random.ts';
import { readLibrary } from '../../studies/tracker/answer-library.ts';
import { madeLibrary } from '../../studies/tracker/testing/made-library.ts';
import { ALARM_DETECTORS } from './alarm-detectors.ts';
import type { GradedRow } from './alarms-report.ts';
import { Drawer } from './draw.ts';
import { gradeFault } from './grade.ts';
import { GRADED_FAULTS, type GradedFault } from './graded-faults.ts';
import type { AlarmsPlan } from './plan.ts';
import { stageOn } from './seen-course.ts';
import { SERVICE_RUNS } from './service-runs.ts';
import { tellsFault } from './summary.ts';
import { madeTraffic } from './testing/made-traffic.ts';
import type { Traffic } from './traffic.ts';

const PLAN: AlarmsPlan = {
  ...{ perDay: 200, days: 14, faultDay: 8, referenceDays: 7, probes: 4, leakDays: 6 },
  ...{ courses: 8, seed: 3 },
};
const library = readLibrary(madeLibrary(), 'made.json');

/** A fault of which one thing is known: what its requests are like. */
function grade(traffic: Traffic, fault: Partial<GradedFault> = {}, plan = PLAN): Promise<GradedRow> {
  const runs = new Map([
    ['none', madeTraffic()],
    ['broken', traffic],
  ]);
  const made: GradedFault = {
    ...{ id: 'made', name: 'made', kind: 'fault', before: { run: 'none' }, stages: [{ run: 'broken' }] },
    answers: { kind: 'as-ever', setting: 'none' },
    ...fault,
  };
  return gradeFault(made, plan, { trafficOf: (run) => runs.get(run)!, library });
}

const of = ({ outcomes }: GradedRow, id: string) =>
  outcomes[ALARM_DETECTORS.findIndex((each) => each.id === id)]!;

describe('detectors on days that are drawn', () => {
  it('see a mean that doubled on the first faulty day, and not before', async () => {
    const row = await grade(madeTraffic({ latency: (i) => 2 * (50 + ((i * 37) % 100)) }));
    for (const id of ['z-latency', 'ks-latency', 'psi-latency', 'latency-p95', 'latency-mean']) {
      expect(of(row, id).seen.value, id).toBe(1);
      expect(of(row, id).days, id).toBe(1);
      expect(of(row, id).changed.value, id).toBe(7);
      expect(tellsFault(of(row, id)), id).toBe(true);
    }
    expect(of(row, 'latency-p95').quiet.value).toBe(0);
    expect(of(row, 'kv').seen.value).toBe(0);
    expect(of(row, 'fingerprint').seen.value).toBe(0);
  });

  it('see a spread that halved by KS, where a test of means and thresholds do not', async () => {
    const row = await grade(madeTraffic({ latency: (i) => 75 + ((i * 37) % 100) / 2 }));
    expect(of(row, 'ks-latency').seen.value).toBe(1);
    expect(tellsFault(of(row, 'z-latency'))).toBe(false);
    expect(of(row, 'latency-p99').seen.value).toBe(0);
  });

  it('see other bits by probes alone, and other bits than alone by shadows alone', async () => {
    const row = await grade(madeTraffic({ same: false }));
    expect([of(row, 'fingerprint').days, of(row, 'shadow').seen.value]).toEqual([1, 0]);
    const beside = await grade(madeTraffic({ diverged: true }));
    expect([of(beside, 'fingerprint').seen.value, of(beside, 'shadow').days]).toEqual([0, 1]);
    expect(beside.outcomes.filter((each) => each && tellsFault(each))).toHaveLength(1);
  });

  it('say nothing where nothing was looked at', async () => {
    const blind = madeTraffic().map((each) => ({ ...each, diverged: null }));
    const row = await grade(blind);
    expect(row.outcomes[ALARM_DETECTORS.findIndex(({ id }) => id === 'shadow')]).toBeNull();
  });

  it('tell nothing where they go off as often when nothing is wrong', async () => {
    const row = await grade(madeTraffic({ same: false }), { before: { run: 'broken' } });
    const fingerprint = of(row, 'fingerprint');
    expect([fingerprint.seen.value, fingerprint.quiet.value, fingerprint.changed.value]).toEqual([1, 7, 7]);
    expect(tellsFault(fingerprint)).toBe(false);
  });

  it('see a pool that fills once its stage comes', async () => {
    const full = madeTraffic().map((each, i) => ({ ...each, occupancy: i < 50 ? 0.5 : 0.99 }));
    const stages = [0, 1].map((part) => ({ run: 'broken', part: [part, 2] as const }));
    const row = await grade(full, { stages, kind: 'leak' });
    expect(of(row, 'kv')).toMatchObject({ days: 4, quiet: { value: 0 }, changed: { value: 4 } });
  });

  it('are graded alike again, and otherwise with another seed', async () => {
    const slower = madeTraffic({ latency: (i) => 55 + ((i * 37) % 100) });
    expect(await grade(slower)).toEqual(await grade(slower));
    expect(await grade(slower, {}, { ...PLAN, seed: 4 })).not.toEqual(await grade(slower));
  });
});

describe('a canary release', () => {
  it('is called off where its answers are worse, and hardly ever where nothing is', async () => {
    const worse = await grade(madeTraffic({ passes: () => false }));
    expect(worse.canary.harm.value).toBe(1);
    expect(worse.canary.requests).toBeLessThan(300);
    const same = await grade(madeTraffic(), { kind: 'nothing' });
    expect(same.canary.harm.value).toBe(0);
  });
});

describe('what is drawn', () => {
  it('is neighbours together, ten by ten', () => {
    const drawn = new Drawer({ run: 'x' }, () => madeTraffic()).requests(30, createRandom(1));
    for (let block = 0; block < 3; block++)
      for (let i = 1; i < 10; i++)
        expect(drawn[10 * block + i].task).toBe((drawn[10 * block].task + i) % 100);
  });

  it('goes astray by its share', () => {
    const pico = madeTraffic({ latency: () => 1 });
    const from = { run: 'none', astray: { run: 'pico', share: 0.05 } };
    const drawer = new Drawer(from, (run) => (run === 'pico' ? pico : madeTraffic()));
    const astray = drawer.requests(20_000, createRandom(2)).filter(({ latency }) => latency === 1).length;
    expect(astray / 20_000).toBeGreaterThan(0.04);
    expect(astray / 20_000).toBeLessThan(0.06);
  });

  it('goes from stage to stage over the days of a leak', () => {
    const stages = [1, 6, 7, 30, 31].map((day) => stageOn(day, 5, { leakDays: 30 }));
    expect(stages).toEqual([0, 0, 1, 4, 4]);
  });

  it('comes from runs that are there', () => {
    const ids = SERVICE_RUNS.map(({ id }) => id);
    for (const { before, stages } of GRADED_FAULTS)
      for (const { run, astray } of [before, ...stages]) {
        expect(ids).toContain(run);
        if (astray) expect(ids).toContain(astray.run);
      }
  });
});
