import { MOST_BLOCKS_SHARED } from '../../crowd-schema.ts';
import { show } from '../../errors.ts';

/** A request as a line of a trace tells it. */
export interface TraceLine {
  /** Milliseconds from any beginning. */
  readonly ms: number;
  readonly promptTokens: number;
  readonly outputTokens: number;
  /** Hashes of the prompt's blocks, in order; empty where the trace has none. */
  readonly blocks: readonly number[];
}

export interface TraceFormat {
  readonly name: string;
  /** Tokens of a block that its hashes stand for. */
  readonly block: number;
  /** What a line says. Throws FieldError for one that says nothing of the kind. */
  read(line: string): TraceLine;
}

/** What is wrong with a line; whoever counts lines says which. */
export class FieldError extends Error {}

const MOST_TOKENS = 10_000_000;
const COLUMNS = ['TIMESTAMP', 'ContextTokens', 'GeneratedTokens'] as const;
const EXPECTED = `Azure's header ${COLUMNS.join(',')}, or a JSON object with timestamp, input_length and output_length (Mooncake, Qwen-Bailian)`;

/** Which format a file has, by its first line; `header` says whether that is no request. Throws FieldError where it is none. */
export function formatOf(first: string): { readonly format: TraceFormat; readonly header: boolean } {
  const columns = first.split(',').map((column) => column.trim());
  if (COLUMNS.every((column) => columns.includes(column)))
    return { format: azure(COLUMNS.map((column) => columns.indexOf(column))), header: true };
  const value = jsonObject(first);
  if (!value || !('timestamp' in value) || !('input_length' in value) || !('output_length' in value))
    throw new FieldError(`expected ${EXPECTED}, found ${show(first)}`);
  // Both call the same things by the same names; one counts milliseconds and blocks of 512 tokens, the other seconds and 16.
  return { format: 'chat_id' in value ? QWEN_BAILIAN : MOONCAKE, header: false };
}

/** https://github.com/Azure/AzurePublicDataset: `2023-11-16 18:17:03.9799600,4808,10`. */
function azure([time, prompt, output]: readonly number[]): TraceFormat {
  return {
    name: 'Azure',
    block: 16,
    read(line) {
      const cells = line.split(',');
      return {
        ms: timeOf(cells[time]),
        promptTokens: tokens(COLUMNS[1], numberOf(cells[prompt]), cells[prompt]),
        outputTokens: tokens(COLUMNS[2], numberOf(cells[output]), cells[output]),
        blocks: [],
      };
    },
  };
}

const MOONCAKE = jsonFormat('Mooncake', 512, 1);
const QWEN_BAILIAN = jsonFormat('Qwen-Bailian', 16, 1000);

function jsonFormat(name: string, block: number, msOf: number): TraceFormat {
  return {
    name,
    block,
    read(line) {
      const value = jsonObject(line);
      if (!value) throw new FieldError(`expected a JSON object, found ${show(line)}`);
      const { timestamp, input_length, output_length, hash_ids = [] } = value;
      // A larger number of milliseconds, or JSON's 1e999, has no differences that mean anything.
      const latest = Math.floor(Number.MAX_SAFE_INTEGER / msOf);
      if (typeof timestamp !== 'number' || !(timestamp >= 0 && timestamp <= latest))
        throw new FieldError(`timestamp: expected a number from 0 to ${latest}, found ${show(timestamp)}`);
      if (!Array.isArray(hash_ids) || !hash_ids.every((id) => typeof id === 'number'))
        throw new FieldError(`hash_ids: expected a list of numbers, found ${show(hash_ids)}`);
      if (hash_ids.length > MOST_BLOCKS_SHARED)
        throw new FieldError(`hash_ids: expected at most ${MOST_BLOCKS_SHARED}, found ${show(hash_ids)}`);
      return {
        ms: timestamp * msOf,
        promptTokens: tokens('input_length', input_length, input_length),
        outputTokens: tokens('output_length', output_length, output_length),
        blocks: hash_ids,
      };
    },
  };
}

function tokens(field: string, value: unknown, shown: unknown): number {
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= MOST_TOKENS)
    return value;
  throw new FieldError(`${field}: expected a whole number from 0 to ${MOST_TOKENS}, found ${show(shown)}`);
}

function numberOf(cell: string | undefined): number {
  return cell !== undefined && /^\s*\d+\s*$/.test(cell) ? Number(cell) : Number.NaN;
}

/** Read by parts: engines differ in which texts Date takes, and it drops digits behind the third. */
function timeOf(cell: string | undefined): number {
  const match = /^\s*(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(\.\d+)?(Z|\+00:00)?\s*$/.exec(cell ?? '');
  const ms = match ? Date.parse(`${match[1]}T${match[2]}Z`) : Number.NaN;
  if (Number.isNaN(ms))
    throw new FieldError(
      `TIMESTAMP: expected a time such as 2023-11-16 18:17:03.9799600, found ${show(cell)}`,
    );
  return ms + 1000 * Number(match?.[3] ?? 0);
}

function jsonObject(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : null;
  } catch {
    return null;
  }
}
