import { openCpuEngine } from '../src/engines/cpu/open-cpu.ts';
import { nodeModelFiles } from '../src/model/files.node.ts';
import { loadModel } from '../src/model/load.ts';
import { cliffPrompts } from '../src/studies/cliffs/cliff-prompts.ts';
import type { CliffReport } from '../src/studies/cliffs/cliff-report.ts';
import { type CliffSetting, cliffTokens, measureCliffs } from '../src/studies/cliffs/measure-cliffs.ts';

const FOLDER = new URL('../public/models/nano/', import.meta.url).pathname;

/** The cliff map as it is baked: nano on the CPU engine. */
export async function measuredToBake(
  options: Partial<Pick<CliffSetting, 'prompts' | 'onProgress'>> = {},
): Promise<CliffReport> {
  const model = await loadModel(nodeModelFiles(FOLDER), 'nano');
  return await measureCliffs({
    ...{ model, written: { name: 'nano' }, engine: openCpuEngine() },
    ...{ prompts: cliffPrompts(), tokens: cliffTokens(model) },
    ...options,
  });
}
