import { z } from 'zod';
import { STABLE_NAME } from '../../experiment/schema.ts';
import { ModelError, parseField, shown } from '../../model/model-error.ts';
import { SCORINGS } from '../../results/score.ts';

const NAME = z.string('a string').regex(...STABLE_NAME);

const taskSchema = z.object(
  {
    id: NAME,
    kind: NAME,
    difficulty: z.int('a whole number').min(0, 'a whole number of 0 or more'),
    prompt: z.string('a string').min(1, 'a text').max(20_000, 'a text of at most 20,000 characters'),
    // Completions are trimmed before they are compared: such an answer could never be given.
    answer: z.string('a string').refine((text) => text !== '' && text === text.trim(), {
      error: 'a text without space around it',
    }),
    scoring: z.enum(SCORINGS, `one of ${SCORINGS.join(', ')}`),
    maxNewTokens: z.int('a whole number').min(1, 'at least 1').max(4096, 'at most 4096'),
  },
  'an object',
);

const fileSchema = z.object(
  {
    version: z.literal(1, '1'),
    tasks: z.array(z.unknown(), 'a list').min(1, 'at least one task'),
  },
  'an object',
);

/** What a file of tasks looks like, in a line. */
export const TASK_FILE_FORM =
  'JSON such as {"version": 1, "tasks": [{"id": "sum-1", "kind": "sum", "difficulty": 1, "prompt": "2 + 2 =", ' +
  '"answer": "4", "scoring": "exact", "maxNewTokens": 8}]}';

/** A prompt whose completion is right or wrong. */
export type Task = Readonly<z.output<typeof taskSchema>>;

/**
 * The tasks of a model's `tasks.json`, in its order. `where` names the file.
 * Throws ModelError naming the task, the field, what was expected there and what was found.
 */
export function parseTasks(json: unknown, where: string): Task[] {
  const { tasks } = parseField(fileSchema, json, where);
  const known = new Set<string>();
  return tasks.map((entry, index) => {
    const at = `${where}: tasks[${index}]${idOf(entry)}`;
    const task = parseField(taskSchema, entry, at);
    if (known.has(task.id)) throw new ModelError(at, `id: expected a new one, found ${shown(task.id)} again`);
    known.add(task.id);
    return task;
  });
}

function idOf(entry: unknown): string {
  const id = (entry as { id?: unknown } | null)?.id;
  return typeof id === 'string' ? ` (${shown(id)})` : '';
}
