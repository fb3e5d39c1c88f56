import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { parseJson } from '../../experiment/read-json.ts';
import type { JobResult } from './job.ts';
import type { Ledger } from './ledger.ts';
import { parseJobResult } from './read-result.ts';
import { jobIdOf, STUDY_FILES } from './study-files.ts';
import { SweepError } from './sweep-error.ts';

/** `<id>.<host>.<process>.part` */
const PART = /^[0-9a-f]{32}\.([\w-]+)\.(\d+)\.part$/;
const HOST = hostname().replaceAll(/[^\w-]/g, '-');

/** Whether a name in a study's folder is one that it keeps something under. */
export function isStudyFile(name: string): boolean {
  return jobIdOf(name) !== null || Object.values<string>(STUDY_FILES).includes(name);
}

interface FolderLedgerOptions {
  /** Hash of the study whose results it keeps. */
  readonly study: string;
  /** Hears of each file that is no whole result, by name, and why. */
  readonly onStrange: (problem: string) => void;
  /** What is wrong with what a whole result holds; null where nothing is. */
  readonly problemOf?: (result: JobResult) => string | null;
}

/**
 * A folder with one `<id>.json` a job. Files get their names once they are whole, so a process that is killed leaves a part behind at
 * most, which the next one takes away. What a power cut tore is told of and done again; what belongs to another
 * study, or holds what no job of it can find, is refused.
 */
export class FolderLedger implements Ledger {
  readonly #folder: string;
  readonly #options: FolderLedgerOptions;

  constructor(folder: string, options: FolderLedgerOptions) {
    this.#folder = folder;
    this.#options = options;
  }

  async done(): Promise<ReadonlySet<string>> {
    const done = new Set<string>();
    for await (const { job } of this.#whole()) done.add(job.id);
    return done;
  }

  /** Every whole result that is there, by the same rules as `done`, each read once. */
  async results(): Promise<JobResult[]> {
    const results: JobResult[] = [];
    for await (const result of this.#whole()) results.push(result);
    return results;
  }

  /** Ids of the results that are there by their names, sorted; parts of ended processes are taken away, strange files told of. */
  async ids(): Promise<string[]> {
    const ids: string[] = [];
    for (const name of (await namesIn(this.#folder)).toSorted()) {
      if (PART.test(name)) await this.#removeDead(name);
      else if (!Object.values<string>(STUDY_FILES).includes(name)) {
        const id = jobIdOf(name);
        if (id !== null) ids.push(id);
        else
          this.#options.onStrange(
            `${this.#pathOf(name)}: expected results named by 32 hexadecimal digits, found another file; it is left alone`,
          );
      }
    }
    return ids;
  }

  async *#whole(): AsyncGenerator<JobResult> {
    for (const id of await this.ids()) {
      const result = await this.wholeOrNull(id);
      if (result) yield result;
    }
  }

  async read(id: string): Promise<JobResult> {
    const where = this.#pathOf(`${id}.json`);
    const result = parseJobResult(await jsonOf(where), where);
    if (result.study !== this.#options.study)
      throw new ForeignError(
        `${where}: expected a result of study ${this.#options.study}, found one of ${result.study}`,
      );
    if (result.job.id !== id)
      throw new ForeignError(`${where}: expected the result of job ${id}, found that of ${result.job.id}`);
    const problem = this.#options.problemOf?.(result) ?? null;
    if (problem !== null) throw new ForeignError(`${where}: ${problem}`);
    return result;
  }

  async write(result: JobResult): Promise<void> {
    await mkdir(this.#folder, { recursive: true });
    const { id } = result.job;
    const part = this.#pathOf(`${id}.${HOST}.${process.pid}.part`);
    try {
      await writeAndSync(part, `${JSON.stringify(result)}\n`);
      await rename(part, this.#pathOf(`${id}.json`));
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    }
  }

  #pathOf(name: string): string {
    return join(this.#folder, name);
  }

  /** Null, and told of, where a file holds no whole result. Throws SweepError for one that is whole and of something else. */
  async wholeOrNull(id: string): Promise<JobResult | null> {
    try {
      return await this.read(id);
    } catch (error) {
      if (!(error instanceof SweepError) || error instanceof ForeignError) throw error;
      this.#options.onStrange(`${error.message}; its job counts as not done`);
      return null;
    }
  }

  /** Of another machine that shares the folder nobody here knows whether it is still at it. */
  async #removeDead(name: string): Promise<void> {
    const [, host, pid] = PART.exec(name)!;
    if (host === HOST && hasEnded(Number(pid))) await rm(this.#pathOf(name), { force: true });
  }
}

class ForeignError extends SweepError {}

async function namesIn(folder: string): Promise<string[]> {
  return await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}

async function jsonOf(path: string): Promise<unknown> {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') throw new SweepError(`${path}: expected a result, found no file`);
    const found = error.code === 'EISDIR' ? 'a folder' : `one that cannot (${error.code})`;
    throw new ForeignError(`${path}: expected a file that can be read, found ${found}`, { cause: error });
  });
  try {
    return parseJson(bytes);
  } catch (error) {
    throw new SweepError(`${path}: ${(error as Error).message}`, { cause: error });
  }
}

async function writeAndSync(path: string, text: string): Promise<void> {
  const file = await open(path, 'w');
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Only what is sure counts. */
function hasEnded(pid: number): boolean {
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
