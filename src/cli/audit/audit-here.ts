import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { AuditSetting } from '../../audit/model/audit-setting.ts';
import { measureAudit } from '../../audit/model/measure-audit.ts';
import type { ModelAudit } from '../../audit/model/model-audit.ts';
import { asksForRandom } from '../../experiment/model-name.ts';
import type { LoadedModel } from '../../model/load.ts';
import { parseTasks, type Task } from '../../studies/tasks/task-file.ts';
import { openEngine, readModel } from '../engine.ts';
import { readJson } from '../input.ts';
import { placeOf } from '../model-place.ts';
import { showParts } from '../progress.ts';
import { clearProgress } from '../terminal.ts';

interface AuditAsked extends Pick<AuditSetting, 'form' | 'set' | 'variants' | 'pricePerHour'> {
  /** As `--model` and `--engine` say. */
  readonly model: string;
  readonly engine: string;
  /** A file of held-out tasks; left out: that beside the model, where there is one. */
  readonly tasks?: string | undefined;
}

/** Audits a model in this process. Throws what `measureAudit`, opening and reading throw, and the signal's reason. */
export async function auditHere(
  { model: wanted, engine: kind, tasks, ...asked }: AuditAsked,
  signal: AbortSignal,
): Promise<ModelAudit> {
  const audit = await measureAudit({
    ...{ ...asked, tasks: await tasksFor(wanted, tasks), signal, host: `Node ${process.version}` },
    readModel: (name) => read(name ?? wanted),
    openEngine: async (models) => {
      const [{ model, formats }, ...others] = models;
      const all = [formats, ...others.map((each) => each.formats)].flat();
      const { engine, close } = await openEngine(kind, model, all);
      return { engine, close };
    },
    onProgress: showParts(),
  });
  clearProgress();
  return audit;
}

async function read(name: string): Promise<LoadedModel> {
  if (asksForRandom(name)) return await readModel(name, true);
  return await readModel(await placeOf(name), true);
}

/** Those of a file that is named, or that lie beside the model. */
async function tasksFor(model: string, tasks: string | undefined): Promise<readonly Task[]> {
  const file = tasks ?? (await besideModel(model));
  return file === null ? [] : parseTasks(await readJson(file), file);
}

async function besideModel(model: string): Promise<string | null> {
  if (asksForRandom(model)) return null;
  const { folder } = await placeOf(model);
  const file = join(folder, 'tasks.json');
  return existsSync(file) ? file : null;
}
