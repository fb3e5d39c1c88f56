import { openCpuEngine } from '../../../engines/cpu/open-cpu.ts';
import type { Experiment } from '../../../experiment/schema.ts';
import { parseExperiment } from '../../../experiment/schema.ts';
import type { CostTable } from '../../../results/load/load-record.ts';
import { resolveArm } from '../../resolve.ts';
import { idModel } from '../../testing/fake-engine.ts';
import { type Listed, listedSource } from '../listed-source.ts';
import type { ResolvedLoad } from '../resolve-load.ts';

/** A step of one row takes 2 ms, each further row 0.5. */
export const TABLE: CostTable = {
  measuredOn: 'a test',
  entries: [
    { rows: 1, keys: 1, ms: 2 },
    { rows: 101, keys: 1, ms: 52 },
  ],
  swapMs: 0.25,
};

interface Limits {
  readonly maxSequences: number;
  readonly maxTokensPerStep: number;
  readonly blocks: number;
}

/** A crowd that comes at even times: the first is a probe, of each three the last two are noise. */
export function evenCrowd(count: number, everyMs: number, output = 6): Listed[] {
  return Array.from({ length: count }, (_, i) => ({
    ...{ id: `r${i}`, role: i === 0 ? 'probe' : i % 3 === 0 ? 'clean' : 'noise', tier: 0 },
    promptTokens: Array.from({ length: 3 + ((i * 7) % 20) }, (_, k) => (i * 31 + k * 7) % 96),
    ...{ maxNewTokens: 1 + ((i * 5) % output), stopTokens: [], arrival: { ms: i * everyMs } },
  }));
}

/** An experiment of one arm over the tiny model, whose requests come from `crowd` and not from its list. */
export function loadOf(
  crowd: readonly Listed[],
  limits: Limits = { maxSequences: 8, maxTokensPerStep: 32, blocks: 24 },
  kernels = 'invariant',
): ResolvedLoad {
  const experiment: Experiment = parseExperiment({
    version: 1,
    title: 'load',
    model: { name: 'tiny' },
    requests: [{ id: 'r0', role: 'probe', promptIds: [1], maxNewTokens: 1 }],
    arms: [{ name: 'crowd', requests: ['r0'], kernels, dtype: 'f32', limits }],
  });
  const [arm] = experiment.arms;
  const { spec } = resolveArm(experiment, arm, [], idModel().checkpoint);
  const maxContext = Math.max(...crowd.map((each) => each.promptTokens.length + each.maxNewTokens));
  const bounded = { ...spec, limits: { ...limits, maxContext } };
  const arms = [{ arm, spec: bounded, probes: ['r0'], source: () => listedSource(crowd) }];
  return { experiment, arms, scaled: null };
}

/** The tiny model on the CPU. */
export function tinySetting() {
  return { model: idModel(), engine: openCpuEngine(), clock: 'virtual' as const, table: TABLE };
}
