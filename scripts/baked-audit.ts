import { readFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import type { AuditProgress } from '../src/audit/model/audit-setting.ts';
import { measureAudit } from '../src/audit/model/measure-audit.ts';
import type { BatchLatencies, ModelAudit, Percentiles } from '../src/audit/model/model-audit.ts';
import { usualVariants } from '../src/audit/model/variants.ts';
import { openCpuEngine } from '../src/engines/cpu/open-cpu.ts';
import { nodeModelFiles } from '../src/model/files.node.ts';
import { type LoadedModel, loadModel } from '../src/model/load.ts';
import { CURE } from '../src/numerics/sets/sets.ts';
import { parseTasks } from '../src/studies/tasks/task-file.ts';

const MODELS = new URL('../public/models/', import.meta.url).pathname;
export const BAKED_MODEL = 'nano';
/** In any currency: what the page shows before a visitor says otherwise. */
const PRICE = 1;

export async function readShipped(name: string): Promise<LoadedModel> {
  return await loadModel(nodeModelFiles(`${MODELS}${name}/`), name);
}

/** The audit as it is baked. */
export async function measuredToBake(onProgress: (progress: AuditProgress) => void): Promise<ModelAudit> {
  const file = `${MODELS}${BAKED_MODEL}/tasks.json`;
  const audit = await measureAudit({
    ...{ form: 'full', set: CURE, variants: usualVariants(BAKED_MODEL, 'full'), pricePerHour: PRICE },
    tasks: parseTasks(JSON.parse(await readFile(file, 'utf8')), file),
    host: `Node ${process.version}`,
    readModel: (name) => readShipped(name ?? BAKED_MODEL),
    openEngine: () => {
      const engine = openCpuEngine();
      return Promise.resolve({ engine, close: () => engine.destroy() });
    },
    onProgress,
  });
  const busy = `The machine’s ${cpus().length} cores had other work, a load of ${loadavg()[2].toFixed(1)} over the last 15 minutes: means lie above medians, and costs are compared wave by wave.`;
  const notes = loadavg()[2] > cpus().length + 0.5 ? [...audit.notes, busy] : audit.notes;
  return { ...audit, notes, variants: audit.variants.map(slim) };
}

/** Percentiles stay, their values go: a page draws waves. */
function slim(variant: ModelAudit['variants'][number]): ModelAudit['variants'][number] {
  const bare = ({ values: _, ...percentiles }: Percentiles) => percentiles;
  const lighter = (each: BatchLatencies): BatchLatencies => ({
    ...each,
    waves: each.waves.map((wall) => Math.round(1000 * wall) / 1000),
    ...{ ttft: bare(each.ttft), tpot: bare(each.tpot), e2el: bare(each.e2el) },
  });
  return { ...variant, latencies: variant.latencies.map(lighter) };
}
