import { visible } from '../experiment/visible.ts';
import { otherKind } from '../model/file-kind.ts';
import { evidenceOf, type Transcript } from '../results/transcripts.ts';
import type { Field } from './field.ts';
import { Gathered } from './gathered.ts';
import { gunzip } from './gunzip.ts';
import { ImportError } from './import-error.ts';
import { armLabels, isLabRun, readLabRun } from './lab-record.ts';
import { MOST_BYTES } from './limits.ts';
import { isSample, sampleReader } from './lm-eval.ts';
import { isNpy, readNpy } from './npy.ts';
import { isOpenAi, readOpenAi } from './openai.ts';
import { type ReadPause, recordsOf } from './records.ts';
import { isSafetensors, readSafetensors } from './safetensors-logits.ts';
import { isSglang, readSglang } from './sglang.ts';
import { isGzip } from './unpack.ts';

export interface ImportFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

export interface ReadOptions {
  /** The one arm of a run, or the one tensor of a file, to read; null reads all. */
  readonly part?: string | null;
  readonly pause?: ReadPause;
}

export interface Imported {
  readonly transcript: Transcript;
  /** Arms or tensors of which one could be chosen. */
  readonly parts: readonly string[];
}

type ReadRecord = (record: Field, index: number, into: Gathered) => string;

/** Kinds of records, by what is in them. The first that a file's first record is of is the file's. */
const KINDS: readonly { readonly is: (record: Field) => boolean; readonly open: () => ReadRecord }[] = [
  { is: isOpenAi, open: () => readOpenAi },
  { is: isSample, open: sampleReader },
  { is: isSglang, open: () => readSglang },
];

const EXPECTED =
  'completions with logprobs as OpenAI’s API gives them, lm-eval samples, SGLang generations or a run of this lab';

/**
 * Reads a run from a file whatever made it: what it is, its content tells, never its name. Throws ImportError naming file, record and field, and
 * what `pause` throws.
 */
export async function readTranscript(
  file: ImportFile,
  { part = null, pause = noPause }: ReadOptions = {},
): Promise<Imported> {
  const where = shortName(file.name);
  const bytes = isGzip(file.bytes) ? await gunzip(file.bytes, MOST_BYTES, where) : file.bytes;
  if (bytes.length > MOST_BYTES)
    throw new ImportError(where, `expected a file of at most ${MOST_BYTES} bytes, found ${bytes.length}`);
  const into = new Gathered(where);
  const { format, parts } = await readAny(bytes, { where, part, pause }, into);
  if (into.sequences.length === 0)
    throw new ImportError(where, `expected at least one answer in ${format}, found none`);
  const { sequences, notes } = into;
  const label = part === null ? where : `${where}, ${visible(part)}`;
  const source = { file: where, format };
  return { transcript: { label, source, evidence: evidenceOf(sequences), sequences, notes }, parts };
}

interface Reading {
  readonly where: string;
  readonly part: string | null;
  readonly pause: ReadPause;
}

interface Recognised {
  readonly format: string;
  readonly parts: readonly string[];
}

async function readAny(bytes: Uint8Array, reading: Reading, into: Gathered): Promise<Recognised> {
  const { where, part } = reading;
  if (isNpy(bytes)) return { format: readNpy(bytes, where, into), parts: [] };
  if (isSafetensors(bytes)) return readSafetensors(bytes, { where, part }, into);
  const other = otherKind(bytes);
  if (other !== null)
    throw new ImportError(where, `expected ${EXPECTED}, or logits in safetensors or .npy, found ${other}`);
  return await readRecords(bytes, reading, into);
}

async function readRecords(
  bytes: Uint8Array,
  { where, part, pause }: Reading,
  into: Gathered,
): Promise<Recognised> {
  let kind: (typeof KINDS)[number] | undefined;
  let read: ReadRecord | null = null;
  let index = 0;
  const formats = new Set<string>();
  for await (const record of recordsOf(bytes, where, pause)) {
    if (index === 0 && isLabRun(record)) {
      const parts = armLabels(record);
      return { format: readLabRun(record, part, into), parts: parts.length > 1 ? parts : [] };
    }
    kind ??= KINDS.find(({ is }) => is(record));
    if (!kind) throw record.wrong(EXPECTED);
    if (!kind.is(record))
      throw record.wrong(`a record of the same kind as before (${[...formats].join(', ')})`);
    read ??= kind.open();
    formats.add(read(record, index++, into));
  }
  return { format: [...formats].join(' and ') || EXPECTED, parts: [] };
}

const LONGEST_NAME = 80;

/** A stranger may have named it. */
function shortName(name: string): string {
  const shown = [...visible(name.slice(0, 4 * LONGEST_NAME))];
  return shown.length > LONGEST_NAME ? `${shown.slice(0, LONGEST_NAME - 1).join('')}…` : shown.join('');
}

function noPause(): Promise<void> {
  return Promise.resolve();
}
