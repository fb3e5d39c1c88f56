import { z } from 'zod';
import { composedFormat } from './kept-experiment.ts';
import { readAs } from './kept-format.ts';
import type { NamedExperiment } from './lab-state.ts';
import { openingKey } from './opened.ts';

/** Browsers refuse an entry of more, each at its own size; what is larger is in the local storage alone. */
const MOST_CHARACTERS = 400_000;

const schema = z.object({
  opening: z.string(),
  /** A text of `composedFormat`; null where it would be too long. */
  composed: z.string().nullable(),
  /** The kept run whose results were on screen. */
  run: z.string().nullable(),
});

/** What an entry of the browser's history holds of the lab, for when the visitor comes back to it, after a reload too. */
export type HistoryEntry = z.output<typeof schema>;

export function entryFor(chosen: NamedExperiment, run: string | null): HistoryEntry {
  const text = composedFormat.write(chosen);
  return { opening: openingKey(chosen), composed: text.length > MOST_CHARACTERS ? null : text, run };
}

/** The entry of a `history.state`; null where it is not of the lab. */
export function readEntry(state: unknown): HistoryEntry | null {
  const read = schema.safeParse(state);
  return read.success ? read.data : null;
}

/** The experiment that was composed at an entry; null where it cannot be read. */
export function composedAt(entry: HistoryEntry): NamedExperiment | null {
  return readAs(composedFormat, entry.composed);
}
