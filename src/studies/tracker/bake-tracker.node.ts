import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { openCpuEngine } from '../../engines/cpu/open-cpu.ts';
import { nodeModelFiles } from '../../model/files.node.ts';
import { type LoadedModel, loadModel } from '../../model/load.ts';
import { parseTasks, type Task } from '../tasks/task-file.ts';
import { type AnswerLibrary, readLibrary } from './answer-library.ts';
import type { BakeSetting } from './bake-answers.ts';

const pathOf = (path: string) => new URL(`../../../public/${path}`, import.meta.url);
const TASK_PATH = pathOf('models/nano/tasks.json');

/** Where the library ships. */
export const LIBRARY_PATH = pathOf('studies/tracker.json');

/** Opens the CPU engine; models are loaded when they are asked for. */
export function bakedSetting(): BakeSetting {
  const models = new Map<string, Promise<LoadedModel>>();
  const modelOf = (name: string): Promise<LoadedModel> => {
    const known = models.get(name) ?? loadModel(nodeModelFiles(pathOf(`models/${name}`).pathname), name);
    models.set(name, known);
    return known;
  };
  const taskFile = `sha256:${createHash('sha256').update(readFileSync(TASK_PATH)).digest('hex')}`;
  return { engine: openCpuEngine(), modelOf, taskFile };
}

export function libraryTasks(): Task[] {
  return parseTasks(JSON.parse(readFileSync(TASK_PATH, 'utf8')), 'tasks.json');
}

/** The library that ships with the page. */
export function bakedLibrary(): AnswerLibrary {
  return readLibrary(JSON.parse(readFileSync(LIBRARY_PATH, 'utf8')), 'studies/tracker.json');
}
