import { open } from 'node:fs/promises';
import { decodeLink, isLink } from '../experiment/link.ts';
import type { LinkPayload } from '../experiment/link-payload.ts';
import { readExperiment as experimentOf, MOST_FILE_BYTES } from '../experiment/read-experiment.ts';
import { JsonError, parseJson } from '../experiment/read-json.ts';
import type { Experiment } from '../experiment/schema.ts';
import { ownOrShipped } from './shipped-files.ts';
import { isCoded, shownPath, UsageError } from './usage.ts';

/** What stands in the way of reading a file, by Node's code. */
const UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: 'expected a file, found none',
  ENOTDIR: 'expected a file, found none',
  ENAMETOOLONG: 'expected a file, found a name that is too long for one',
  EISDIR: 'expected a file, found a folder',
  EACCES: 'expected a file that may be read, found one that may not',
};
/** Of other JSON, such as tasks. */
const MOST_JSON_BYTES = 16 << 20;
const CHUNK_BYTES = 1 << 18;
const ABSENT = ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG'];

/** Reads a JSON file. Throws UsageError naming the file, and line and column where it is no JSON. */
export async function readJson(path: string): Promise<unknown> {
  return parsed(path, await readBytes(path, MOST_JSON_BYTES), parseJson);
}

/** The experiment of a file or of a link, or one that comes with the lab by its name. Throws UsageError, LinkError or ExperimentError with what is wrong. */
export async function readExperiment(fileOrLink: string): Promise<Experiment> {
  return (await readSent(fileOrLink)).experiment;
}

/** The same, with what the sender of a link found; `expected` is left out where none did. */
export async function readSent(fileOrLink: string): Promise<Pick<LinkPayload, 'experiment' | 'expected'>> {
  if (fileOrLink === '') throw new UsageError('expected an experiment file or link, found an empty name');
  if (isLink(fileOrLink)) return decodeLink(fileOrLink);
  const path = ownOrShipped('experiments', fileOrLink);
  return { experiment: parsed(path, await readBytes(path, MOST_FILE_BYTES), experimentOf) };
}

/** A text file of at most so many bytes. Throws UsageError naming the file. */
export async function readText(path: string, most: number): Promise<string> {
  if (path === '') throw new UsageError('expected a file, found an empty name');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readBytes(path, most));
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(`${shownPath(path)}: expected UTF-8 text`);
    throw error;
  }
}

function parsed<Value>(path: string, bytes: Uint8Array, parse: (bytes: Uint8Array) => Value): Value {
  try {
    return parse(bytes);
  } catch (error) {
    throw error instanceof JsonError ? new UsageError(`${shownPath(path)}: ${error.message}`) : error;
  }
}

/** A file's bytes. Throws UsageError naming the file where it cannot be read or is larger than `most` bytes. */
export async function readBytes(path: string, most: number): Promise<Uint8Array> {
  try {
    return await readAtMost(path, most);
  } catch (error) {
    if (!isCoded(error)) throw error;
    const { code } = error;
    if (ABSENT.includes(code) && isAddress(path))
      throw new UsageError(
        `${shownPath(path)}: this address holds no experiment; a link that does has "#v1." to "#v3." in it`,
      );
    throw new UsageError(`${shownPath(path)}: ${readFault(code)}`);
  }
}

/** Why a file cannot be read, by the code of Node's error. */
export function readFault(code: string): string {
  return UNREADABLE[code] ?? `cannot be read (${code})`;
}

/** Whole, but for what has no end or is something else. Throws UsageError. */
async function readAtMost(path: string, most: number): Promise<Uint8Array> {
  const file = await open(path);
  try {
    const chunks: Uint8Array[] = [];
    for (let size = 0; ; ) {
      const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, null);
      if (bytesRead === 0) return Buffer.concat(chunks);
      size += bytesRead;
      if (size > most)
        throw new UsageError(
          `${shownPath(path)}: expected a file of at most ${most} bytes, found a larger one`,
        );
      chunks.push(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}

/** An address of a page, or the end of one that begins with `#`: never a name that people give a file. */
function isAddress(text: string): boolean {
  return /^\w+:\/\/|^#|\/#|^(?:localhost|[\d.]+):\d+(?:\/|$)/.test(text);
}
