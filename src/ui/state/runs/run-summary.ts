import { z } from 'zod';
import { visible } from '../../../experiment/visible.ts';
import { placeWords } from '../../../report/engine.ts';
import { counted } from '../../../results/text.ts';
import { ENGINE_KINDS } from '../../../steps/engine.ts';
import { adapterSchema } from '../record-schema.ts';
import { type KeptRun, MOST_NAME } from './kept-run.ts';

const count = z.int().min(0);

const schema = z.object({
  id: z.string(),
  name: z.string().max(MOST_NAME).nullable(),
  date: z.number(),
  title: z.string(),
  model: z.string(),
  engine: z.object({ kind: z.enum(ENGINE_KINDS), adapter: adapterSchema }).nullable(),
  outcome: z.enum(['done', 'cancelled', 'failed']),
  /** Pairs that were compared, those of them that fork, and those that differ in some bit alone. */
  pairs: z.object({ all: count, forked: count, bits: count }),
  /** Came in by a file. */
  imported: z.boolean(),
  /** Bytes that it takes here. */
  bytes: count,
});

/** What the list of kept runs shows of one. */
export interface RunSummary extends Omit<z.output<typeof schema>, 'engine'> {
  readonly engine: KeptRun['engine'];
}

/** Null where it cannot be read. */
export function readSummary(row: unknown): RunSummary | null {
  const read = schema.safeParse(row);
  return read.success ? read.data : null;
}

export function summaryOf(
  run: KeptRun,
  { name = null, imported = false }: { readonly name?: string | null; readonly imported?: boolean } = {},
): Omit<RunSummary, 'bytes'> {
  const { id, date, experiment, engine, outcome, record } = run;
  const diffs = record?.diffs ?? [];
  const forked = diffs.filter(({ fork }) => fork !== null).length;
  const bits = diffs.filter(({ fork, identical }) => fork === null && !identical).length;
  const pairs = { all: diffs.length, forked, bits };
  const model = experiment.model.name;
  return { id, name, date, title: experiment.title, model, engine, outcome, pairs, imported };
}

/** How a run is called where it is named in a sentence. */
export function runName({ name, title }: Pick<RunSummary, 'name' | 'title'>): string {
  return visible(name ?? title);
}

/** `2 of 3 pairs fork`, `same bits`, `cancelled`: what came of it. */
export function outcomeWords({ outcome, pairs: { all, forked, bits } }: RunSummary): string {
  if (outcome !== 'done') return outcome;
  if (all === 0) return 'nothing compared';
  if (forked > 0) return `${forked} of ${counted(all, 'pair')} ${forked === 1 ? 'forks' : 'fork'}`;
  return bits > 0 ? 'same tokens, other bits' : 'same bits';
}

/** Where it ran; `unknown` of one that ended before it was known. */
export function ranOnWords({ engine }: Pick<RunSummary, 'engine'>): string {
  return engine ? visible(placeWords(engine.kind, engine.adapter)) : 'unknown';
}
