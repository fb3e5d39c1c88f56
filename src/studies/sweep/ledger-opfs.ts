import { z } from 'zod';
import { removed } from '../../model/sources/opfs-io.ts';
import { type Canaries, parseCanaries } from './canary.ts';
import type { JobResult } from './job.ts';
import { jsonText } from './json-text.ts';
import type { Ledger } from './ledger.ts';
import { alone, bytesIn, namesIn, PART, resultsIn, rootFolder, textOf, writeWhole } from './opfs-folder.ts';
import { resultOf, resultText } from './read-zips.ts';
import { STUDY_FILES } from './study-files.ts';
import { SweepError } from './sweep-error.ts';

/** What is shown of a study before it is opened. */
const planSchema = z.strictObject({
  version: z.literal(1),
  title: z.string(),
  jobs: z.int().min(0),
  /** When results were last added, in milliseconds since 1970. */
  at: z.number(),
});

/** A study that a browser keeps results of. */
export interface KeptStudy {
  /** `studyHash`. */
  readonly hash: string;
  readonly title: string;
  readonly done: number;
  readonly planned: number;
}

/** Studies in the storage that a browser gives to this page's origin: a folder for each, named by its hash. For a worker: only there a file can be written at once. */
export class OpfsStudies {
  readonly #now: () => number;

  constructor(now = Date.now) {
    this.#now = now;
  }

  /** The latest first, of those that can be read; what another version of the page keeps stays for it. */
  async list(): Promise<readonly KeptStudy[]> {
    const root = await rootFolder();
    const found: (KeptStudy & { readonly at: number })[] = [];
    for await (const [hash, folder] of root.entries()) {
      if (folder.kind !== 'directory' || !isHash(hash)) continue;
      const text = await textOf(folder as FileSystemDirectoryHandle, STUDY_FILES.plan);
      const plan = planSchema.safeParse(text === null ? null : jsonOrNull(text));
      if (!plan.success) continue;
      const { title, jobs, at } = plan.data;
      const done = (await resultsIn(folder as FileSystemDirectoryHandle)).size;
      found.push({ hash, title, done, planned: jobs, at });
    }
    return found.toSorted((a, b) => b.at - a.at).map(({ at: _, ...kept }) => kept);
  }

  /** Bytes of all that is kept of each study; 0 of one that is not. Looks at every file, so that it takes a while of very large ones. */
  async bytes(hashes: readonly string[]): Promise<readonly number[]> {
    const sizes: number[] = [];
    for (const hash of hashes) {
      const folder = await this.#folder(hash, false);
      sizes.push(folder === null ? 0 : await bytesIn(folder));
    }
    return sizes;
  }

  /** The text of a kept study; null where none of that hash is kept. */
  async study(hash: string): Promise<string | null> {
    const folder = await this.#folder(hash, false);
    return folder && (await textOf(folder, STUDY_FILES.study));
  }

  /** Makes a folder for a study, or finds it, and opens it. */
  async keep(hash: string, text: string, { title, jobs }: { title: string; jobs: number }) {
    const folder = (await this.#folder(hash, true))!;
    if ((await textOf(folder, STUDY_FILES.study)) === null) await writeWhole(folder, STUDY_FILES.study, text);
    await writeWhole(folder, STUDY_FILES.plan, JSON.stringify({ version: 1, title, jobs, at: this.#now() }));
    return new OpfsLedger(hash, folder);
  }

  /** The results of a kept study; null where none of that hash is kept. */
  async open(hash: string): Promise<OpfsLedger | null> {
    const folder = await this.#folder(hash, false);
    return folder && new OpfsLedger(hash, folder);
  }

  async remove(hash: string): Promise<void> {
    if (!(await this.#folder(hash, false))) throw notKept(hash);
    await alone(hash, async () => (await rootFolder()).removeEntry(hash, { recursive: true }));
  }

  async #folder(hash: string, create: boolean): Promise<FileSystemDirectoryHandle | null> {
    if (!isHash(hash)) throw new SweepError('study: expected a hash of 64 hexadecimal digits');
    try {
      return await (await rootFolder()).getDirectoryHandle(hash, { create });
    } catch (cause) {
      if (cause instanceof DOMException && cause.name === 'NotFoundError') return null;
      throw cause;
    }
  }
}

/** Results of one study in the browser's storage, `<id>.json` each, whole or not there. */
export class OpfsLedger implements Ledger {
  readonly hash: string;
  readonly #folder: FileSystemDirectoryHandle;

  constructor(hash: string, folder: FileSystemDirectoryHandle) {
    this.hash = hash;
    this.#folder = folder;
  }

  done(): Promise<ReadonlySet<string>> {
    return resultsIn(this.#folder);
  }

  async read(id: string): Promise<JobResult> {
    return resultOf(await this.text(id), id, this.hash);
  }

  /** A result as it is kept. Throws SweepError where there is none. */
  async text(id: string): Promise<string> {
    const text = await textOf(this.#folder, `${id}.json`);
    if (text === null) throw new SweepError(`${id}.json: expected a result that is kept, found none`);
    return text;
  }

  async write(result: JobResult): Promise<void> {
    await writeWhole(this.#folder, `${result.job.id}.json`, resultText(result));
  }

  /** Those of the devices that its results come from; null where none has run. Throws SweepError. */
  async canaries(): Promise<Canaries | null> {
    const text = await this.canaryText();
    return text === null
      ? null
      : parseCanaries(jsonText(text, STUDY_FILES.canary), this.hash, STUDY_FILES.canary);
  }

  /** The same as they are kept. */
  async canaryText(): Promise<string | null> {
    return await textOf(this.#folder, STUDY_FILES.canary);
  }

  async writeCanaries(canaries: Canaries): Promise<void> {
    await writeWhole(this.#folder, STUDY_FILES.canary, `${JSON.stringify(canaries, null, 2)}\n`);
  }

  /** Does work that writes, with no other tab at this study meanwhile; what a tab left that was closed while it wrote is removed. Throws SweepError. */
  async alone<Result>(work: () => Promise<Result>): Promise<Result> {
    return await alone(this.hash, async () => {
      for (const name of await namesIn(this.#folder))
        if (name.endsWith(PART)) await removed(this.#folder, name);
      return await work();
    });
  }
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isHash(text: string): boolean {
  return /^[0-9a-f]{64}$/.test(text);
}

export function notKept(hash: string): SweepError {
  return new SweepError(`${hash.slice(0, 12)}: expected a study that is kept here, found none`);
}
