import { beforeAll, expect, test } from 'vitest';
import { openCpuEngine } from '../../engines/cpu/open-cpu.ts';
import { type Experiment, parseExperiment } from '../../experiment/schema.ts';
import type { LoadedModel } from '../../model/load.ts';
import type { LoadArm } from '../../results/load/load-record.ts';
import type { DraftLength } from '../../steps/draft-length.ts';
import { runExperiment } from '../run.ts';
import { nanoWithPico, PROMPTS } from '../testing/speculated.ts';
import { resolveLoad } from './resolve-load.ts';
import { runLoad } from './run-load.ts';
import { printed } from './testing/printed.ts';
import { lineTable } from './testing/proof-load.ts';

/*
 * Figures of docs/load.md. The clock is virtual: a step takes 10 ms and 0.25 ms for each row, one of pico 1.5 ms and 0.02, as on a device
 * whose steps are bound by reading the weights. What is accepted is computed, by nano and pico on the CPU engine.
 */

const TABLE = lineTable(10, 0.25);
const DRAFT_TABLE = lineTable(1.5, 0.02);

let model: LoadedModel;
beforeAll(async () => {
  model = await nanoWithPico();
});

/** Milliseconds apart at which requests come one by one, far enough for one to end before the next. */
const APART = 2000;
const ALONE = 8;
const CROWD = 48;
/** One by one, then all at once, then one by one. */
const PHASES = [
  { count: ALONE, at: (i: number) => i * APART },
  { count: CROWD, at: () => ALONE * APART },
  { count: ALONE, at: (i: number) => ALONE * APART + 20_000 + i * APART },
];

function loadStepOf(lengths: Readonly<Record<string, DraftLength>>, draft: string): Experiment {
  const requests = PHASES.flatMap(({ count, at }, phase) =>
    Array.from({ length: count }, (_, i) => ({
      ...{
        id: `p${phase}-${i}`,
        role: i + phase === 0 ? 'probe' : 'clean',
        prompt: PROMPTS[i % PROMPTS.length],
      },
      ...{ maxNewTokens: 48, ignoreEos: true, arrival: { ms: at(i) } },
    })),
  );
  return parseExperiment({
    ...{ version: 3, title: 'a load step', requests },
    arms: Object.entries(lengths).map(([name, k]) => ({
      ...{ name, requests: requests.map(({ id }) => id), kernels: 'invariant' },
      limits: { maxSequences: CROWD, maxTokensPerStep: 512 },
      speculation: { draft, k },
    })),
  });
}

/** By phase, milliseconds that an arm's steps took. */
function busy({ steps }: LoadArm): number[] {
  const phaseOf = (id: string) => Number(id[1]);
  const taken = PHASES.map(() => 0);
  for (const { slices, milliseconds } of steps) taken[phaseOf(slices[0].request)] += milliseconds;
  return taken;
}

const FIXED = Object.fromEntries([0, 1, 2, 3, 4, 6, 8].map((k) => [`k = ${k}`, k]));

test('a load step: what lengths of drafts take, fixed and learnt, beside the best for each phase', async () => {
  for (const draft of ['pico', 'ngram']) {
    const table = [
      { requests: 1, k: draft === 'pico' ? 3 : 4 },
      { requests: 8, k: 1 },
      { requests: 24, k: 0 },
    ];
    const experiment = loadStepOf({ ...FIXED, table: { table }, auto: 'auto', bandit: 'bandit' }, draft);
    const { arms } = await runLoad(resolveLoad(experiment, model), {
      ...{ model, engine: openCpuEngine(), clock: 'virtual', table: TABLE, draftTable: DRAFT_TABLE },
      keeping: { requests: true, steps: true },
    });
    const fixed = arms.filter(({ name }) => name.startsWith('k')).map(busy);
    const best = PHASES.map((_, phase) => Math.min(...fixed.map((taken) => taken[phase])));
    const sum = (taken: readonly number[]) => taken.reduce((total, each) => total + each, 0);
    const rows = arms.map((arm) => {
      const taken = busy(arm);
      const over = `${(100 * (sum(taken) / sum(best) - 1)).toFixed(1)} %`;
      const accepted = arm.speculation?.meanLength ?? 0;
      return {
        length: arm.name,
        'alone, ms': Math.round(taken[0] + taken[2]),
        'together, ms': Math.round(taken[1]),
        'beyond the best of each': over,
        'accepted each time': accepted.toFixed(2),
      };
    });
    printed(`a load step, drafts by ${draft}`, rows);
    // Whatever was drafted, under invariant kernels every request has one fingerprint in all arms.
    for (const [i, { fingerprint }] of arms[0].requests.entries())
      expect(new Set(arms.map(({ requests }) => requests[i].fingerprint))).toEqual(new Set([fingerprint]));
    const regretOf = (name: string) => sum(busy(arms.find((arm) => arm.name === name)!)) / sum(best) - 1;
    const worst = Math.max(...fixed.map((taken) => sum(taken) / sum(best) - 1));
    expect(regretOf('auto')).toBeLessThan(worst);
    expect(regretOf('bandit')).toBeLessThan(worst);
    expect(regretOf('auto')).toBeLessThan(0.25);
  }
});

test('the cliffs of width: where bits and tokens leave plain decoding, by how many rows are verified at once', async () => {
  const widths = [2, 3, 4, 5, 6, 7, 8, 9];
  const rows: Record<string, string | number>[] = [];
  for (const [i, prompt] of PROMPTS.entries()) {
    for (const kernels of ['variant', 'invariant'] as const) {
      const arm = (name: string, k: number) => ({
        ...{ name, requests: ['probe'], kernels, speculation: { draft: 'pico', k } },
      });
      const experiment = parseExperiment({
        ...{
          version: 3,
          title: 'widths',
          requests: [{ id: 'probe', role: 'probe', prompt, maxNewTokens: 64, ignoreEos: true }],
        },
        arms: [arm('plain', 0), ...widths.map((width) => arm(`${width}`, width - 1))],
        compare: widths.map((width) => ['plain', `${width}`]),
      });
      const { record } = await runExperiment({ experiment, model, engine: openCpuEngine() });
      const found = record.diffs.map(({ firstDifference, fork }) =>
        firstDifference === null ? 'same' : `${firstDifference}${fork === null ? '' : `, fork ${fork}`}`,
      );
      rows.push({
        prompt: i,
        kernels,
        ...Object.fromEntries(widths.map((width, at) => [`M = ${width}`, found[at]])),
      });
      if (kernels === 'invariant') expect(new Set(found)).toEqual(new Set(['same']));
      else expect(found).not.toContain('same');
    }
  }
  printed('first generated token with another bit, by the width of verification', rows);
});
