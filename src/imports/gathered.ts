import { counted, grouped } from '../results/text.ts';
import { type TranscriptPosition, type TranscriptSequence, wordsOf } from '../results/transcripts.ts';
import { ImportError } from './import-error.ts';
import { MOST_POSITIONS, MOST_SEQUENCES } from './limits.ts';

/** What is known of an answer before it is one of a transcript's. */
export interface Answer {
  /** What the run calls what was asked; null where it does not call it anything. */
  readonly named: string | null;
  /** Which answer to it: 0 is the first. */
  readonly choice: number;
  readonly prompt: string | null;
  readonly unit: TranscriptSequence['unit'];
  readonly positions: readonly TranscriptPosition[];
  readonly text: string;
  readonly fingerprint?: string | null;
  readonly fingerprint1?: string;
}

/** A transcript's sequences as they are read: ids made unlike each other, sizes kept in bounds, what was passed over counted. */
export class Gathered {
  readonly sequences: TranscriptSequence[] = [];
  readonly #where: string;
  readonly #notes = new Map<string, number>();
  readonly #ids = new Set<string>();
  /** By an id that was wished more than once, the number that is tried next. */
  readonly #again = new Map<string, number>();
  #positions = 0;

  /** @param where the file, as an error names it. */
  constructor(where: string) {
    this.#where = where;
  }

  /** Adds an answer; `record` counts the records of the file from 0. Throws ImportError where there are too many. */
  add(record: number, { named, choice, fingerprint = null, ...rest }: Answer): void {
    this.#positions += rest.positions.length;
    if (this.#positions > MOST_POSITIONS) throw this.#tooMany(MOST_POSITIONS, 'tokens');
    if (this.sequences.length === MOST_SEQUENCES) throw this.#tooMany(MOST_SEQUENCES, 'sequences');
    const question = named ?? `#${record}`;
    const id = this.#free(choice === 0 ? question : `${question}/${choice}`);
    this.sequences.push({ id, named: named !== null, question, fingerprint, ...rest });
  }

  /** Adds an answer of which only the text is told. */
  addText(record: number, answer: Omit<Answer, 'unit' | 'positions'>): void {
    this.add(record, { ...answer, unit: 'word', positions: wordsOf(answer.text) });
  }

  /** Counts what a reader must know of; the words are `notes`'. */
  count(what: string): void {
    this.#notes.set(what, (this.#notes.get(what) ?? 0) + 1);
  }

  /** What was counted, as sentences: `%` stands for how often. */
  get notes(): string[] {
    return [...this.#notes].map(([what, count]) => what.replace('%', grouped(count)));
  }

  #free(wished: string): string {
    let id = wished;
    // Counted on from the last time, since a file may hold one id many thousand times.
    let again = this.#again.get(wished) ?? 2;
    for (; this.#ids.has(id); again++) id = `${wished} (${again})`;
    this.#again.set(wished, again);
    this.#ids.add(id);
    return id;
  }

  #tooMany(most: number, what: string): ImportError {
    return new ImportError(this.#where, `expected at most ${counted(most, what, what)}, found more`);
  }
}
