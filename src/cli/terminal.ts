import { format } from 'node:util';
import { harmless, visible } from '../experiment/visible.ts';
import { shorten } from '../results/text.ts';
import { isCoded } from './usage.ts';

/**
 * All text of the command line goes through here. A stranger's experiment or model gives names and texts to it, so no line leaves
 * with anything in it that a terminal would obey; the only sequences that move the cursor are written by this module.
 * A test sees to it that no other file of `src/cli` writes to the standard streams.
 */

type Stream = typeof process.stdout | typeof process.stderr;

const BACK_TO_START = '\r\x1b[K';
const COLUMNS = 80;

/** Streams that take no more. */
const closed = new Set<Stream>();
let failure: string | null = null;
let inPlace = false;
let ended = false;

/**
 * Makes ready to write: a reader that goes away, as `head` does, is no failure, since the work may have more to do than to print.
 * Libraries that use the console, on whatever they found in a stranger's file, write through here as well.
 */
export function openTerminal(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', (error) => close(stream, error));
  for (const method of ['debug', 'error', 'info', 'log', 'warn'] as const)
    console[method] = (...values: readonly unknown[]) => noteLines(format(...values));
}

/** Whether what failed was writing to someone who has gone. */
export function readerLeft(error: unknown): boolean {
  return isCoded(error) && (error.code === 'EPIPE' || error.code === 'EIO');
}

/** Waits until all is written. What could not be, on a full disk, say; null where nothing was lost. */
export async function outputFailure(): Promise<string | null> {
  const open = [process.stdout, process.stderr].filter((stream) => !closed.has(stream));
  await Promise.all(open.map((stream) => new Promise((resolve) => stream.write('', () => resolve(null)))));
  // The error of a stream comes a tick after the end of its last write.
  await new Promise((resolve) => setImmediate(resolve));
  return failure;
}

/** Prints the lines of a report on standard output. */
export function print(lines: readonly string[]): void {
  write(process.stdout, `${lines.map(visible).join('\n')}\n`);
}

/** Prints text that is itself the result, its line ends and tabs as they are. */
export function printText(text: string): void {
  write(process.stdout, `${harmless(text)}\n`);
}

/** Prints JSON on standard output, made harmless and given its line end by whoever wrote it. */
export function printJson(json: string): void {
  write(process.stdout, json);
}

/** Prints a message of one line on standard error. */
export function note(line: string): void {
  write(process.stderr, `${visible(line)}\n`);
}

/** Prints a message on standard error that may have several lines: an error's, say, which lists what is wrong. */
export function noteLines(text: string): void {
  write(process.stderr, `${text.split('\n').map(visible).join('\n')}\n`);
}

/** Whether progress is shown in place, and not as lines of a log. */
export function showsInPlace(): boolean {
  return process.stderr.isTTY === true;
}

/** Shows how far the work is on a terminal, in the place of what was shown before; `last` leaves it there. */
export function showInPlace(line: string, { last = false } = {}): void {
  if (ended) return;
  clearProgress();
  // A terminal that has not been told its size says 0.
  const width = process.stderr.columns || COLUMNS;
  write(process.stderr, `${shorten(visible(line), width - 1)}${last ? '\n' : ''}`);
  inPlace = !last;
}

/** Takes back the line that progress was shown on. */
export function clearProgress(): void {
  if (!inPlace) return;
  inPlace = false;
  put(process.stderr, BACK_TO_START);
}

/** The same for good: whatever goes on behind it, the terminal is left in order. */
export function endProgress(): void {
  clearProgress();
  ended = true;
}

function write(stream: Stream, text: string): void {
  clearProgress();
  put(stream, text);
}

function put(stream: Stream, text: string): void {
  if (closed.has(stream)) return;
  try {
    stream.write(text);
  } catch (error) {
    // Deno tells at once what Node tells by an event.
    close(stream, error);
  }
}

function close(stream: Stream, error: unknown): void {
  closed.add(stream);
  if (readerLeft(error)) return;
  failure ??= `standard ${stream === process.stdout ? 'output' : 'error'}: ${error instanceof Error ? error.message : String(error)}`;
}
