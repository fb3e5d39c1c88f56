import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { canonicalJson } from '../../experiment/canonical.ts';
import { asksForRandom } from '../../experiment/model-name.ts';
import { hashText } from '../../studies/sweep/hash-text.ts';
import type { Study } from '../../studies/sweep/study-schema.ts';
import { parseTasks, type Task } from '../../studies/tasks/task-file.ts';
import { modelOf } from '../engine.ts';
import { readJson } from '../input.ts';
import { keptPlace, placeOf } from '../model-place.ts';
import { shownPath, UsageError } from '../usage.ts';

/** The held-out tasks of the model that a study's base names; none where its units are no tasks. Throws UsageError where it has none. */
export async function tasksOf({ base, units }: Study): Promise<readonly Task[]> {
  if (units.kind !== 'tasks') return [];
  const wanted = modelOf(base);
  if (typeof wanted === 'string' && asksForRandom(wanted))
    throw new UsageError(
      'units: expected tasks of the model, found none: a random model has no tasks of its own',
    );
  const { folder } = typeof wanted === 'string' ? await placeOf(wanted) : await keptPlace(wanted);
  const file = join(folder, 'tasks.json');
  if (!existsSync(file))
    throw new UsageError(`${shownPath(file)}: expected the model's tasks, found no file`);
  return parseTasks(await readJson(file), file);
}

/** What a plan remembers of tasks: others would be other units. */
export function tasksHash(tasks: readonly Task[]): string {
  return hashText(canonicalJson(tasks));
}
