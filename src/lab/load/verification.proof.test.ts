import { beforeAll, expect, test } from 'vitest';
import { openCpuEngine } from '../../engines/cpu/open-cpu.ts';
import { type Experiment, parseExperiment } from '../../experiment/schema.ts';
import type { LoadedModel } from '../../model/load.ts';
import { percentileOf } from '../../results/load/distribution.ts';
import type { ArmRecord } from '../../results/record.ts';
import { runExperiment } from '../run.ts';
import { nanoWithPico, PROMPTS } from '../testing/speculated.ts';
import { resolveLoad } from './resolve-load.ts';
import { runLoad } from './run-load.ts';
import { printed } from './testing/printed.ts';
import { lineTable } from './testing/proof-load.ts';

/* Figures of docs/load.md. Tokens and bits are nano's, on the CPU engine; milliseconds are a virtual clock's. */

let model: LoadedModel;
beforeAll(async () => {
  model = await nanoWithPico();
});

/** Companies of either arm, drawn so many at a time: what was found is printed after each draw, since all take a quarter of an hour of a quiet core. */
const DRAWS = 10;
const RUNS = 100;
const PATIENCE_MS = 2 * 3600 * 1000;

/** One request among batchmates that are drawn, as are their order and places; they come at various steps and leave at various ones. */
function companies(seed: number): Experiment {
  const mates = Array.from({ length: 6 }, (_, i) => ({
    ...{ id: `mate-${i}`, role: 'clean', prompt: PROMPTS[i % 4], ignoreEos: true },
    ...{ maxNewTokens: 8 + 5 * i, arrival: (7 * i) % 20 },
  }));
  const arm = { requests: ['probe', ...mates.map(({ id }) => id)], kernels: 'variant' };
  const drawn = { companies: { count: RUNS, least: 0, seed }, limits: { maxTokensPerStep: 32 } };
  return parseExperiment({
    ...{ version: 3, title: 'a flagged request', decoding: { temperature: 0.8, seed: 5 } },
    requests: [
      { id: 'probe', role: 'probe', prompt: PROMPTS[0], maxNewTokens: 33, ignoreEos: true },
      ...mates,
    ],
    arms: [
      { ...arm, ...drawn, name: 'unflagged' },
      { ...arm, ...drawn, name: 'flagged', verify: { window: 16, requests: ['probe'] } },
      { ...arm, name: 'invariant', requests: ['probe'], kernels: 'invariant' },
    ],
    compare: [],
  });
}

/** What the runs of one arm came to, over all draws. */
class Seen {
  readonly fingerprints = new Set<string>();
  readonly answers = new Set<string>();
  readonly counts = { runs: 0, windows: 0, decoded: 0, cut: 0, again: 0 };

  add({ requests, verification }: ArmRecord): void {
    const { fingerprint, tokens } = requests.find(({ id }) => id === 'probe')!;
    this.fingerprints.add(fingerprint);
    this.answers.add(tokens.join());
    this.counts.runs++;
    for (const of of ['windows', 'decoded', 'cut', 'again'] as const)
      this.counts[of] += verification?.[of] ?? 0;
  }

  row(request: string) {
    const { runs, ...counts } = this.counts;
    return {
      request,
      runs,
      fingerprints: this.fingerprints.size,
      answers: this.answers.size,
      ...counts,
    };
  }
}

test(
  'a thousand runs of one request under random load: one fingerprint where it is flagged',
  async () => {
    const names = ['unflagged', 'flagged', 'invariant'] as const;
    const seen = { unflagged: new Seen(), flagged: new Seen(), invariant: new Seen() };
    for (let draw = 0; draw < DRAWS; draw++) {
      const experiment = companies(draw);
      const { record } = await runExperiment({ experiment, model, engine: openCpuEngine() });
      for (const arm of record.arms) seen[names.find((name) => arm.name.startsWith(name))!].add(arm);
      printed(
        `one request, random load, draw ${draw + 1} of ${DRAWS}`,
        names.map((name) => seen[name].row(name)),
      );
    }
    const { unflagged, flagged, invariant } = seen;
    expect(unflagged.counts.runs).toBe(DRAWS * RUNS);
    expect(flagged.counts.runs).toBe(DRAWS * RUNS);
    expect(unflagged.fingerprints.size).toBeGreaterThan(1);
    expect(flagged.fingerprints.size).toBe(1);
    expect(flagged.counts.cut).toBeGreaterThan(0);
    expect([...flagged.answers]).toEqual([...invariant.answers]);
  },
  PATIENCE_MS,
);

const median = (values: readonly number[]) =>
  percentileOf(
    values.toSorted((a, b) => a - b),
    50,
  );

const REQUESTS = 40;
const SHARES = [0, 10, 50, 100];

/** Requests that come faster than they are answered, a share of them flagged. */
function shares(window: number): Experiment {
  const requests = Array.from({ length: REQUESTS }, (_, i) => ({
    ...{ id: `r${i}`, role: i === 0 ? 'probe' : 'clean', prompt: PROMPTS[i % 4], ignoreEos: true },
    ...{ maxNewTokens: 65, arrival: { ms: 40 * i } },
  }));
  const ids = requests.map(({ id }) => id);
  return parseExperiment({
    ...{ version: 3, title: 'shares', decoding: { temperature: 0.8, seed: 5 }, requests, compare: [] },
    arms: SHARES.map((share) => ({
      ...{ name: `${share} %`, requests: ids, kernels: 'variant', limits: { maxSequences: 16 } },
      ...(share > 0 && { verify: { window, requests: ids.filter((_, i) => (i * share) % 100 < share) } }),
    })),
  });
}

test.each([
  ['bound by reading weights: 10 ms and 0.25 a row', lineTable(10, 0.25)],
  ['bound by rows: 1 ms and 1 a row', lineTable(1, 1)],
])('what it costs, by the share of flagged requests, on a device %s', async (device, table) => {
  for (const window of [16, 64]) {
    const { arms } = await runLoad(resolveLoad(shares(window), model), {
      ...{ model, engine: openCpuEngine(), clock: 'virtual', table },
      keeping: { requests: true, steps: true },
    });
    const busy = arms.map(({ steps }) => steps.reduce((sum, { milliseconds }) => sum + milliseconds, 0));
    const rows = arms.map(({ name, requests, steps, mechanisms: { verification } }, i) => {
      const gaps = requests.map(({ tokenTimes }) =>
        Math.max(...tokenTimes.slice(1).map((at, j) => at - tokenTimes[j])),
      );
      const ttft = requests.map(({ tokenTimes, arrived }) => tokenTimes[0] - arrived);
      return {
        ...{ flagged: name, steps: steps.length, 'busy, ms': Math.round(busy[i]) },
        'beyond 0 %': `${(100 * (busy[i] / busy[0] - 1)).toFixed(1)} %`,
        'p50 TTFT, ms': Math.round(median(ttft)),
        'p50 longest gap, ms': Math.round(median(gaps)),
        ...{
          windows: verification?.windows ?? 0,
          cut: verification?.cut ?? 0,
          of: verification?.decoded ?? 0,
        },
      };
    });
    printed(`windows of ${window}, ${device}`, rows);
    expect(busy.toSorted((a, b) => a - b)).toEqual(busy);
    const flagged = arms.at(-1)!.requests.map(({ fingerprint }) => fingerprint);
    // Whoever is flagged has the same bits at every share.
    for (const [at, { name, requests }] of arms.entries())
      for (const [i, { fingerprint }] of requests.entries())
        if (SHARES[at] > 0 && (i * SHARES[at]) % 100 < SHARES[at])
          expect(fingerprint, `${name}, ${requests[i].id}`).toBe(flagged[i]);
  }
});
