import { existsSync, readFileSync } from 'node:fs';
import { openCpuEngine } from '../src/engines/cpu/open-cpu.ts';
import { asksForRandom } from '../src/experiment/model-name.ts';
import { withDrafts } from '../src/lab/speculation/with-drafts.ts';
import { nodeModelFiles } from '../src/model/files.node.ts';
import { type LoadedModel, loadModel } from '../src/model/load.ts';
import { randomModel } from '../src/model/random-model.ts';
import type { BakedCouplings } from '../src/studies/couplings/baked-couplings.ts';
import { draftingArms } from '../src/studies/couplings/coupling-experiment.ts';
import type { CouplingReport } from '../src/studies/couplings/coupling-report.ts';
import { type CouplingSetting, measureCouplings } from '../src/studies/couplings/measure-couplings.ts';
import { MECHANISMS } from '../src/studies/couplings/mechanisms.ts';
import { parseTasks } from '../src/studies/tasks/task-file.ts';

const folderOf = (name: string) => new URL(`../public/models/${name}`, import.meta.url).pathname;
const pathOf = (file: string) => new URL(`../public/examples/couplings/${file}.json`, import.meta.url);

const modelOf = async (name: string): Promise<LoadedModel> =>
  asksForRandom(name) ? randomModel(name) : await loadModel(nodeModelFiles(folderOf(name)), name);

/** The coupling matrix of a model as it is baked: on the CPU engine. */
export async function measuredToBake(
  { model: name }: Pick<BakedCouplings, 'model'>,
  options: Pick<CouplingSetting, 'mechanisms' | 'onProgress'> = {},
): Promise<CouplingReport> {
  const { mechanisms = MECHANISMS } = options;
  const model = await withDrafts(await modelOf(name), draftingArms(mechanisms), modelOf);
  const file = `${folderOf(name)}/tasks.json`;
  const tasks = existsSync(file) ? parseTasks(JSON.parse(readFileSync(file, 'utf8')), 'tasks.json') : [];
  return await measureCouplings({ ...{ model, tasks, written: { name }, engine: openCpuEngine() }, ...options });
}

/** The matrix that ships with the page. */
export function bakedCouplings({ file }: Pick<BakedCouplings, 'file'>): CouplingReport {
  return JSON.parse(readFileSync(pathOf(file), 'utf8'));
}

export { pathOf as bakedPath };
