import { z } from 'zod';
import { ModelError, parseField } from '../../model/model-error.ts';

const rows = z.array(z.string()).min(1).readonly();

const fileSchema = z.object({
  version: z.literal(1, '1'),
  /** Of the model whose tasks they are, and of the one that misrouted requests go to. */
  models: z.record(z.string(), z.string()).readonly(),
  /** SHA-256 of the file of tasks. */
  taskFile: z.string(),
  /** How many. */
  tasks: z.int().min(1),
  engine: z.string(),
  adapter: z.string(),
  /** Plan rules that ran, sorted. */
  rules: z.array(z.string()).readonly(),
  temperature: z.number().positive(),
  settings: z
    .array(
      z.object({
        id: z.string(),
        /** By seed, a bit for each task: whether it was answered right. */
        greedy: rows,
        sampled: rows,
        /** Greedy completions, of the first seed, with other tokens than those of `none`, and with other bits. */
        otherTokens: z.int().min(0),
        otherBits: z.int().min(0),
      }),
    )
    .min(1)
    .readonly(),
});

/** `public/studies/tracker.json`: graded answers that a model really gave, under each known fault. */
export type LibraryFile = Readonly<z.output<typeof fileSchema>>;

/** How tokens were chosen: the most likely one, or drawn at the library's temperature. */
export type Decoding = 'greedy' | 'sampled';

/** Graded answers of one setting. */
export interface Answers {
  /** (seeds x tasks) 1 where the task was answered right. */
  readonly passed: readonly Uint8Array[];
  /** (tasks) share of seeds that did. */
  readonly rates: Float64Array;
}

/** The library as it is drawn from. */
export interface AnswerLibrary {
  readonly file: LibraryFile;
  answersOf(setting: string, decoding: Decoding): Answers;
}

/** Throws ModelError naming the field, or the setting whose answers are not of every task. */
export function readLibrary(json: unknown, where: string): AnswerLibrary {
  const file = parseField(fileSchema, json, where);
  const known = new Map<string, Answers>();
  for (const { id, greedy, sampled } of file.settings)
    for (const [decoding, texts] of [['greedy', greedy] as const, ['sampled', sampled] as const])
      known.set(`${decoding} ${id}`, answersFrom(texts, file.tasks, `${where}: ${id}: ${decoding}`));
  return {
    file,
    answersOf(setting, decoding) {
      const found = known.get(`${decoding} ${setting}`);
      if (!found) throw new ModelError(where, `expected answers of ${setting}, found none`);
      return found;
    },
  };
}

function answersFrom(texts: readonly string[], tasks: number, where: string): Answers {
  const passed = texts.map((text) => bitsFrom(text, tasks, where));
  const rates = Float64Array.from({ length: tasks }, (_, task) => {
    return passed.reduce((sum, bits) => sum + bits[task], 0) / passed.length;
  });
  return { passed, rates };
}

/** Eight to a byte, the first in its lowest bit, as base64. */
export function bitsText(passed: readonly boolean[]): string {
  const bytes = new Uint8Array(Math.ceil(passed.length / 8));
  for (const [i, each] of passed.entries()) if (each) bytes[i >> 3] |= 1 << (i & 7);
  return btoa(String.fromCharCode(...bytes));
}

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

function bitsFrom(text: string, count: number, where: string): Uint8Array {
  const bytes = BASE64.test(text) && text.length % 4 === 0 ? atob(text) : '';
  if (bytes.length !== Math.ceil(count / 8))
    throw new ModelError(where, `expected bits of ${count} tasks as base64, found ${bytes.length} bytes`);
  return Uint8Array.from({ length: count }, (_, i) => (bytes.charCodeAt(i >> 3) >> (i & 7)) & 1);
}
