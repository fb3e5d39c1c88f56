import { existsSync, readFileSync } from 'node:fs';
import { openCpuEngine } from '../../engines/cpu/open-cpu.ts';
import { asksForRandom } from '../../experiment/model-name.ts';
import { withDrafts } from '../../lab/speculation/with-drafts.ts';
import { nodeModelFiles } from '../../model/files.node.ts';
import { type LoadedModel, loadModel } from '../../model/load.ts';
import { randomModel } from '../../model/random-model.ts';
import { parseTasks } from '../tasks/task-file.ts';
import type { BakedCouplings } from './baked-couplings.ts';
import { draftingArms } from './coupling-experiment.ts';
import type { CouplingReport } from './coupling-report.ts';
import { type CouplingSetting, measureCouplings } from './measure-couplings.ts';
import { MECHANISMS } from './mechanisms.ts';

const folderOf = (name: string) => new URL(`../../../public/models/${name}`, import.meta.url).pathname;

/** Where a model's matrix ships. */
export const bakedPath = ({ file }: Pick<BakedCouplings, 'file'>): URL =>
  new URL(`../../../public/examples/couplings/${file}.json`, import.meta.url);

/** Where its figures ship by themselves, which is what the page fetches first. */
export const bakedFiguresPath = ({ file }: Pick<BakedCouplings, 'file'>): URL =>
  new URL(`../../../public/examples/couplings/${file}-figures.json`, import.meta.url);

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
  return await measureCouplings({
    ...{ model, tasks, written: { name }, engine: openCpuEngine() },
    ...options,
  });
}

/** The matrix that ships with the page. */
export function bakedCouplings(baked: Pick<BakedCouplings, 'file'>): CouplingReport {
  return JSON.parse(readFileSync(bakedPath(baked), 'utf8'));
}
