import { openCpuEngine } from '../../engines/cpu/open-cpu.ts';
import { crowdSchema } from '../../experiment/crowd-schema.ts';
import { parseExperiment } from '../../experiment/schema.ts';
import { replaying } from '../../experiment/traffic/traces/read-trace.ts';
import { resolveLoad } from '../../lab/load/resolve-load.ts';
import { runLoad } from '../../lab/load/run-load.ts';
import { fakeEngine } from '../../lab/testing/fake-engine.ts';
import type { LoadedModel } from '../../model/load.ts';
import type { CostTable, LoadMetrics, LoadRequest } from '../../results/load/load-record.ts';
import { LIMITS } from './nano-server.ts';

const ONE = { id: 'probe', role: 'probe', promptIds: [1], maxNewTokens: 1, ignoreEos: true };
const arm = { name: 'server', requests: ['probe'], kernels: 'invariant', limits: LIMITS };

/** What steps of the server cost on this machine now, measured as a run by a virtual clock measures it. */
export async function measuredTable(model: LoadedModel): Promise<CostTable> {
  const experiment = parseExperiment({
    ...{ version: 3, title: 'table', model: { name: model.name }, requests: [ONE], arms: [arm] },
    crowd: { arrivals: { kind: 'poisson', perSecond: 1 }, most: 1, milliseconds: 1000 },
  });
  const options = { model, engine: openCpuEngine(), clock: 'virtual' as const };
  const { arms } = await runLoad(resolveLoad(experiment, model), options);
  const { clock } = arms[0];
  if (clock.kind !== 'virtual') throw new Error('expected a virtual clock');
  return clock.table;
}

/** Load's forecast for the same arrivals and lengths: the real scheduler by the table's clock. Nothing is computed: times follow from lengths. */
export async function simulated(
  model: LoadedModel,
  requests: readonly LoadRequest[],
  table: CostTable,
): Promise<LoadMetrics> {
  const came = requests.toSorted((a, b) => a.arrived - b.arrived);
  const start = came[0].arrived;
  const rows = came.map(
    ({ arrived, promptTokens, tokens }) =>
      [arrived - start, promptTokens, Math.max(1, tokens.length)] as const,
  );
  const base = crowdSchema.parse({ arrivals: { kind: 'poisson', perSecond: 1 } });
  const crowd = replaying(base, { format: 'served', block: 16, rows, notes: [] }, 'served');
  const experiment = parseExperiment({
    ...{ version: 3, title: 'simulated', model: { name: model.name }, requests: [ONE], arms: [arm], crowd },
  });
  const { arms } = await runLoad(resolveLoad(experiment, model), {
    ...{ model, engine: fakeEngine(() => ({})), clock: 'virtual', table },
  });
  return arms[0].metrics;
}
