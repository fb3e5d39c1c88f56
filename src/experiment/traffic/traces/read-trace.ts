import type { Crowd, TraceRow } from '../../crowd.ts';
import { MOST_CROWD } from '../../crowd-schema.ts';
import { MOST_MILLISECONDS } from '../../field-schemas.ts';
import { FieldError, formatOf, type TraceFormat, type TraceLine } from './formats.ts';
import { linesOf, TraceError } from './lines.ts';

/** Bad lines that are named before reading is given up. */
const MOST_TOLD = 5;

/** A recorded trace, as a crowd replays it. */
export interface Trace {
  /** Whose format it has: Azure, Mooncake or Qwen-Bailian. */
  readonly format: string;
  readonly block: number;
  /** In order of time, the first at 0. */
  readonly rows: readonly TraceRow[];
  /** What was left out or changed, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * Reads a trace line by line and no further than `most` requests. Throws TraceError naming up to five bad lines by number, with what was
 * expected there; the first line where the file is no trace; the file where it is empty.
 */
export async function readTrace(pieces: AsyncIterable<Uint8Array>, most = MOST_CROWD): Promise<Trace> {
  const lines: TraceLine[] = [];
  const bad: string[] = [];
  let format: TraceFormat | null = null;
  let number = 0;
  let more = false;
  for await (const line of linesOf(pieces)) {
    number++;
    if (line.trim() === '') continue;
    try {
      const opened: ReturnType<typeof formatOf> | null = format ? null : formatOf(line);
      format ??= opened!.format;
      if (opened?.header) continue;
      more = lines.length === most;
      if (more) break;
      lines.push(format.read(line));
    } catch (error) {
      if (!(error instanceof FieldError)) throw error;
      if (!format) throw new TraceError(`line ${number}`, error.message);
      bad.push(`line ${number}: ${error.message}`);
      if (bad.length === MOST_TOLD) break;
    }
  }
  if (bad.length > 0) throw new TraceError(`${format?.name} trace`, bad.join('\n'));
  if (!format || lines.length === 0) throw new TraceError('trace', 'expected a request a line, found none');
  return { format: format.name, block: format.block, ...fromLines(lines, more) };
}

function fromLines(lines: readonly TraceLine[], more: boolean): Pick<Trace, 'rows' | 'notes'> {
  const inOrder = lines.toSorted((a, b) => a.ms - b.ms);
  const [{ ms: start }] = inOrder;
  const kept = inOrder.filter(({ ms }) => ms - start <= MOST_MILLISECONDS);
  const silent = kept.filter(({ promptTokens, outputTokens }) => promptTokens === 0 || outputTokens === 0);
  const notes = [
    more && `the first ${lines.length} requests are read, and the file goes on`,
    inOrder.some((line, place) => line !== lines[place]) &&
      'lines were not in the order of time, and are now',
    kept.length < lines.length &&
      `${lines.length - kept.length} requests come more than a day after the first and are left out`,
    silent.length > 0 && `${silent.length} requests have no prompt or no answer: one token stands for it`,
  ];
  return { rows: rowsOf(kept, start), notes: notes.filter((note) => note !== false) };
}

/** Of a prompt's blocks those stay that another request begins with too, under small numbers: what only one has is its own text. */
function rowsOf(lines: readonly TraceLine[], start: number): TraceRow[] {
  const seen = new Map<number, number>();
  for (const { blocks } of lines)
    for (const block of new Set(blocks)) seen.set(block, (seen.get(block) ?? 0) + 1);
  const numbers = new Map<number, number>();
  const numberOf = (block: number) => {
    if (!numbers.has(block)) numbers.set(block, numbers.size);
    return numbers.get(block)!;
  };
  return lines.map(({ ms, promptTokens, outputTokens, blocks }): TraceRow => {
    const alone = blocks.findIndex((block) => seen.get(block) === 1);
    const shared = blocks.slice(0, alone < 0 ? blocks.length : alone).map(numberOf);
    const row = [
      Math.round((ms - start) * 1000) / 1000,
      Math.max(1, promptTokens),
      Math.max(1, outputTokens),
    ] as const;
    return shared.length > 0 ? [...row, shared] : row;
  });
}

/** The crowd with a trace's times and lengths in the place of its own. `name`: what the trace is called where it is shown. */
export function replaying(crowd: Crowd, { block, rows }: Trace, name: string): Crowd {
  const milliseconds = Math.max(1, rows.at(-1)![0]);
  return { ...crowd, arrivals: { kind: 'trace', name, block, rows }, milliseconds, most: rows.length };
}
