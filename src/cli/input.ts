import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { decodeLink, isLink } from '../experiment/link.ts';
import { type Experiment, parseExperiment } from '../experiment/schema.ts';
import { isCoded, shownPath, UsageError } from './usage.ts';

/** What stands in the way of reading a file, by Node's code. */
const UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: 'expected a file, found none',
  ENOTDIR: 'expected a file, found none',
  EISDIR: 'expected a file, found a folder',
  EACCES: 'expected a file that may be read, found one that may not',
};

/** Reads a JSON file. Throws UsageError naming the file where it cannot be read or is no JSON. */
export async function readJson(path: string): Promise<unknown> {
  const text = await readText(path);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${shownPath(path)}: expected JSON, found text that is none${placeOf(error, text)}`);
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (!isCoded(error)) throw error;
    throw new UsageError(`${shownPath(path)}: ${UNREADABLE[error.code] ?? `cannot be read (${error.code})`}`);
  }
}

/** ` from line 3 on`, where the parser says at which character. */
function placeOf(error: unknown, text: string): string {
  const [, position] = /position (\d+)/.exec(error instanceof Error ? error.message : '') ?? [];
  return position === undefined ? '' : ` from line ${text.slice(0, Number(position)).split('\n').length} on`;
}

/** The experiment of a file or of a link. Throws UsageError, LinkError or ExperimentError with what is wrong. */
export async function readExperiment(fileOrLink: string): Promise<Experiment> {
  if (isLink(fileOrLink)) return decodeLink(fileOrLink).experiment;
  if (isAddress(fileOrLink) && !existsSync(fileOrLink)) {
    throw new UsageError(
      `${shownPath(fileOrLink)}: this address holds no experiment; a link that does has "#v1." in it`,
    );
  }
  return parseExperiment(await readJson(fileOrLink));
}

/** An address of a page, or the end of one that begins with `#`: never a name that people give a file. */
function isAddress(text: string): boolean {
  return /^\w+:\/\/|^#|\/#|^(?:localhost|[\d.]+):\d+(?:\/|$)/.test(text);
}
