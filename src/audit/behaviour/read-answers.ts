import { JsonError, parseJson } from '../../experiment/read-json.ts';
import { Field } from '../../imports/field.ts';
import { ImportError } from '../../imports/import-error.ts';
import { MOST_JSON_BYTES } from '../../imports/limits.ts';
import { recordsOf } from '../../imports/records.ts';
import { atLine, type TableSource } from '../drift/table-source.ts';
import { textBlocks } from '../drift/text-blocks.ts';
import type { TranscriptAnswer } from './answer.ts';
import { isLabJson, isLoadRun, LoadLineReader, readLabJson } from './read-lab.ts';
import { readRecord } from './read-record.ts';

/** Answers that are read together. */
export interface AnswerBatch {
  readonly answers: readonly PlacedAnswer[];
  /** Bytes of the file read by then. */
  readonly done: number;
}

export interface PlacedAnswer {
  readonly answer: TranscriptAnswer;
  /** `line 12`, `record 3`, `request 7`. */
  readonly at: string;
}

export interface ReadingAnswers {
  /** Of a run of this lab, the arm that is read; null: it has one. */
  readonly arm: string | null;
  /** Told what was taken otherwise than it stands there. */
  readonly note: (words: string) => void;
}

/** A conversation of an agent stands on one line. */
const MOST_LINE_BYTES = 32 << 20;
const HEAD_BYTES = 1 << 20;
const PYTHON = { pythonNumbers: true };
/** Of a file that is read whole. */
const BATCH = 256;

/**
 * The answers of a file of transcripts. JSON Lines are streamed, in memory that does not grow with the file; one JSON value (a run of this lab, a list of
 * records) is held whole. Throws ImportError at the line, or record and field, that is none.
 */
export async function* answersOf(source: TableSource, reading: ReadingAnswers): AsyncGenerator<AnswerBatch> {
  if (source.size === 0) throw new ImportError(source.name, 'expected transcripts, found an empty file');
  if (await isLines(source)) yield* lines(source, reading);
  else yield* whole(source, reading);
}

/** Whether the first line is JSON by itself; a file with a broken first line that is too long to be held is read as lines, which says where. */
async function isLines(source: TableSource): Promise<boolean> {
  const head = new Uint8Array(await source.slice(0, Math.min(source.size, HEAD_BYTES)));
  if (head[0] === 0x1f && head[1] === 0x8b)
    throw new ImportError(source.name, 'expected JSON as it is, found a file that is packed by gzip');
  const end = head.indexOf(10);
  if (source.size > MOST_JSON_BYTES) return true;
  if (end < 0) return false;
  try {
    const first = parseJson(head.subarray(0, end), PYTHON);
    return typeof first === 'object' && first !== null && !Array.isArray(first);
  } catch {
    // A list or an object over several lines; anything else is said at its line.
    const isOpened = /^[\s\ufeff]*[[{][\s]*$/.test(new TextDecoder().decode(head.subarray(0, end)));
    return !isOpened && !/\.json$/i.test(source.name);
  }
}

async function* lines(source: TableSource, { arm, note }: ReadingAnswers): AsyncGenerator<AnswerBatch> {
  let load: LoadLineReader | null = null;
  let first = true;
  for await (const { text, line, done } of textBlocks(source, note, MOST_LINE_BYTES)) {
    const answers: PlacedAnswer[] = [];
    for (const [i, each] of text.split('\n').entries()) {
      if (each.trim() === '') continue;
      const at = `line ${line + i}`;
      const record = new Field(parsed(source.name, each, line + i), `${source.name}, ${at}`);
      if (first && isLoadRun(record)) load = new LoadLineReader(arm);
      first = false;
      const found = load ? load.read(record) : recordAnswers(record, arm, source.name);
      answers.push(...found.map((answer) => ({ answer, at })));
    }
    yield { answers, done };
  }
}

function recordAnswers(record: Field, arm: string | null, where: string): readonly TranscriptAnswer[] {
  return isLabJson(record) ? readLabJson(record, arm, where) : readRecord(record).answers;
}

function parsed(name: string, text: string, line: number): unknown {
  try {
    return parseJson(text, PYTHON);
  } catch (cause) {
    if (cause instanceof JsonError) throw atLine(name, line, cause.message);
    throw atLine(name, line, 'expected JSON, found a text that is too long or nested too deep');
  }
}

async function* whole(source: TableSource, { arm }: ReadingAnswers): AsyncGenerator<AnswerBatch> {
  const bytes = new Uint8Array(await source.slice(0, source.size));
  let answers: PlacedAnswer[] = [];
  let at = 0;
  for await (const record of recordsOf(bytes, source.name, () => Promise.resolve())) {
    const found = recordAnswers(record, arm, source.name);
    answers.push(...found.map((answer, i) => ({ answer, at: `record ${found.length > 1 ? i : at}` })));
    at++;
    if (answers.length >= BATCH) {
      yield { answers, done: source.size };
      answers = [];
    }
  }
  yield { answers, done: source.size };
}
