import { readFile } from 'node:fs/promises';
import { openCpuEngine } from '../src/engines/cpu/open-cpu.ts';
import { nodeModelFiles } from '../src/model/files.node.ts';
import { loadModel } from '../src/model/load.ts';
import type { CouplingReport } from '../src/studies/couplings/coupling-report.ts';
import { type CouplingSetting, measureCouplings } from '../src/studies/couplings/measure-couplings.ts';
import { parseTasks } from '../src/studies/tasks/task-file.ts';

const FOLDER = new URL('../public/models/nano/', import.meta.url).pathname;

/** The coupling matrix as it is baked: nano on the CPU engine. */
export async function measuredToBake(
  options: Pick<CouplingSetting, 'mechanisms' | 'onProgress'> = {},
): Promise<CouplingReport> {
  const model = await loadModel(nodeModelFiles(FOLDER), 'nano');
  const tasks = parseTasks(JSON.parse(await readFile(`${FOLDER}tasks.json`, 'utf8')), 'tasks.json');
  return await measureCouplings({
    ...{ model, tasks, written: { name: 'nano' }, engine: openCpuEngine() },
    ...options,
  });
}
