import { constants, writeFile } from 'node:fs';
import { open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { harmlessJson } from '../experiment/visible.ts';
import { interruption } from './interruption.ts';
import { findTarget, type JsonTarget, writeFault } from './json-target.ts';
import { print, printJson, printText, readerLeft } from './terminal.ts';
import { shownPath, UsageError } from './usage.ts';
import { type Content, writeWhole } from './whole-file.ts';

/** A result that could not be written although it had been asked for: exit code 1. */
export class OutputError extends Error {
  override readonly name = 'OutputError';
}

/** A report that also says what an interrupted command knew by then. */
interface Lasting {
  readonly evenInterrupted?: boolean;
}

const NEVER = new AbortController().signal;

/** Where a command's answer goes: for people to standard output, as JSON to where `--json` says. */
export interface Output {
  /** Prints a report, unless standard output carries the JSON. */
  report(lines: readonly string[]): void;
  /** Prints a text that is the result, unless standard output carries the JSON. */
  text(text: string): void;
  /** Writes the JSON, where it was asked for. Throws OutputError. */
  json(value: unknown): Promise<void>;
  /** Writes JSON that is made while it is written, harmless and with its line end, where JSON was asked for. Throws OutputError. */
  pieces(json: AsyncIterable<Uint8Array>): Promise<void>;
}

/**
 * Where the answer goes that `--json` asks for; undefined where it was not given. Throws UsageError, before the long work,
 * where nothing can be written there.
 */
export async function openOutput(json: string | undefined, lasting: Lasting = {}): Promise<Output> {
  const target = json === undefined ? null : await findTarget(json);
  const alone = target?.kind === 'descriptor' && target.fd === process.stdout.fd;
  return {
    report(lines) {
      if (!alone) print(lines);
    },
    text(text) {
      if (!alone) printText(text);
    },
    async json(value) {
      if (target) await writeTo(target, jsonText(value), '--json', lasting);
    },
    async pieces(json) {
      if (target) await writeTo(target, json, '--json', lasting);
    },
  };
}

/** Refuses a `--json` that cannot be written before the long work. Throws UsageError. */
export async function checkOutput(json: string | undefined): Promise<void> {
  await openOutput(json);
}

/** Writes JSON where `--json` says, `-` being standard output. Throws UsageError and OutputError. */
export async function writeJson(json: string, value: unknown): Promise<void> {
  await (await openOutput(json)).json(value);
}

/** A value as indented JSON with a line end, harmless to whoever looks at it in a terminal. */
export function jsonText(value: unknown): string {
  return `${harmlessJson(JSON.stringify(value, null, 2))}\n`;
}

/**
 * Where a further file goes that an option asks for, beside the answer; null where it was not given. Throws UsageError
 * before the long work, OutputError after it.
 */
export async function openFile(
  option: string,
  path: string | undefined,
  lasting: Lasting = {},
): Promise<((content: Content) => Promise<void>) | null> {
  if (path === undefined) return null;
  if (path === '-') throw new UsageError(`${option}: expected a file; standard output has the answer`);
  const target = await findTarget(path, option);
  return (content) => writeTo(target, content, option, lasting);
}

async function writeTo(
  target: JsonTarget,
  content: Content,
  option: string,
  { evenInterrupted = false }: Lasting,
): Promise<void> {
  try {
    switch (target.kind) {
      case 'file':
        await writeWhole(target.path, content, target.mode, evenInterrupted ? NEVER : interruption);
        return;
      case 'device':
        await writeInto(target.path, content);
        return;
      case 'descriptor':
        for await (const piece of piecesOf(content))
          if (target.fd === process.stdout.fd) printJson(Buffer.from(piece).toString());
          else await promisify(writeFile)(target.fd, piece);
    }
  } catch (error) {
    if (interruption.aborted) throw error;
    // As with standard output: whoever reads from a fifo may have seen enough.
    if (readerLeft(error)) return;
    const name = target.kind === 'descriptor' ? `descriptor ${target.fd}` : shownPath(target.path);
    throw new OutputError(`${option}: ${name}: ${writeFault(error)}`);
  }
}

/** Neither made nor emptied: what is no regular file takes what it is given. */
async function writeInto(path: string, content: Content): Promise<void> {
  const device = await open(path, constants.O_WRONLY);
  try {
    for await (const piece of piecesOf(content)) await device.writeFile(piece);
  } finally {
    await device.close();
  }
}

function piecesOf(content: Content): Iterable<Uint8Array> | AsyncIterable<Uint8Array> {
  return typeof content === 'string' ? [Buffer.from(content)] : content;
}
