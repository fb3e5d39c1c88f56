import { strToU8, unzipSync, zipSync } from 'fflate';
import { crc32 } from '../../experiment/crc32.ts';
import { show } from '../../experiment/errors.ts';
import { jobIdOf, STUDY_FILES } from './study-files.ts';
import { SweepError } from './sweep-error.ts';
import { zipEntries } from './zip-checksums.ts';

/** A zip of a study: `study.json`, `canary.json` where one ran, and a `<id>.json` for each result. */
export interface SweepFiles {
  readonly study: string;
  readonly canary: string | null;
  /** Texts of results by their job's id. */
  readonly results: ReadonlyMap<string, string>;
}

const { study: STUDY_FILE, canary: CANARY_FILE } = STUDY_FILES;
/** Results that a zip holds at most: without an extension that few programs write it can list 65,534 files. */
export const MOST_RESULTS = 50_000;
/** Of a zip, and of what it holds. */
export const MOST_ZIP_BYTES = 256 << 20;
const MOST_HELD_BYTES = 1 << 30;
const MOST_FILE_BYTES = 16 << 20;
/** Any date: the same results give the same bytes. */
const DATE = new Date(2000, 0, 1);

/** A study and its results as one zip, or as several where there are more results than one may hold; each can be read by itself. */
export function writeSweepZips({ study, canary, results }: SweepFiles): Uint8Array<ArrayBuffer>[] {
  const sorted = [...results].toSorted(([a], [b]) => (a < b ? -1 : 1));
  const count = Math.max(1, Math.ceil(sorted.length / MOST_RESULTS));
  return Array.from({ length: count }, (_, part) => {
    const own = sorted.slice(part * MOST_RESULTS, (part + 1) * MOST_RESULTS);
    const files = {
      [STUDY_FILE]: strToU8(study),
      ...(canary !== null && { [CANARY_FILE]: strToU8(canary) }),
      ...Object.fromEntries(own.map(([id, text]) => [`${id}.json`, strToU8(text)])),
    };
    return zipSync(files, { mtime: DATE, level: 6 });
  });
}

/**
 * Reads a zip that `writeSweepZips` or another program wrote. Nothing is unpacked before names and sizes were looked at. Throws SweepError
 * naming the file that does not belong, is too large, there twice, or damaged.
 */
export function readSweepZip(bytes: Uint8Array): SweepFiles {
  if (bytes.length > MOST_ZIP_BYTES) throw tooLarge('zip', MOST_ZIP_BYTES, bytes.length);
  const checksums = checkedNames(bytes);
  const files = unpackedFiles(bytes);
  const texts = new Map<string, string>();
  for (const [name, checksum] of checksums) {
    const content = files[name];
    if (!content || crc32(content) !== checksum)
      throw new SweepError(`${name}: expected what its checksum in the zip says, found it damaged`);
    texts.set(name, textOf(name, content));
  }
  const study = texts.get(STUDY_FILE);
  if (study === undefined) throw new SweepError(`zip: expected ${STUDY_FILE} in it, found none`);
  const results = [...texts].flatMap(([name, text]) => {
    const id = jobIdOf(name);
    return id === null ? [] : [[id, text] as const];
  });
  return { study, canary: texts.get(CANARY_FILE) ?? null, results: new Map(results) };
}

function checkedNames(bytes: Uint8Array): ReadonlyMap<string, number> {
  const checksums = new Map<string, number>();
  for (const { name, checksum } of zipEntries(bytes)) {
    if (name !== STUDY_FILE && name !== CANARY_FILE && jobIdOf(name) === null)
      throw new SweepError(
        `zip: ${show(name)}: expected ${STUDY_FILE}, ${CANARY_FILE} or a result, named by 32 hexadecimal digits and .json`,
      );
    if (checksums.has(name)) throw new SweepError(`zip: ${name}: expected one file of a name, found two`);
    checksums.set(name, checksum);
  }
  return checksums;
}

/** In memory of the size that the directory says, which is looked at first: what holds more is damaged by its checksum. */
function unpackedFiles(bytes: Uint8Array): Readonly<Record<string, Uint8Array>> {
  let held = 0;
  try {
    return unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        held += originalSize;
        if (originalSize > MOST_FILE_BYTES) throw tooLarge(`zip: ${name}`, MOST_FILE_BYTES, originalSize);
        if (held > MOST_HELD_BYTES) throw tooLarge('zip', MOST_HELD_BYTES, held);
        return true;
      },
    });
  } catch (cause) {
    if (cause instanceof SweepError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SweepError(`zip: expected a zip that can be unpacked, found it damaged (${reason})`, { cause });
  }
}

function textOf(name: string, content: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content);
  } catch (cause) {
    throw new SweepError(`zip: ${name}: expected UTF-8 text`, { cause });
  }
}

function tooLarge(where: string, most: number, found: number): SweepError {
  const [limit, size] = [most, found].map((bytes) => bytes.toLocaleString('en'));
  return new SweepError(`${where}: expected at most ${limit} bytes, found ${size}`);
}
