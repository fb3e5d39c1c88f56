import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { type RunSummary, readSummary } from './run-summary.ts';

/** Bytes that kept runs take together; beyond them the oldest go first. */
export const MOST_BYTES = 200e6;
/** Runs that are kept together. */
export const MOST_RUNS = 300;

/** As this or another version of the page wrote it. */
interface Row extends Partial<RunSummary> {
  readonly id: string;
}

interface Tables extends DBSchema {
  summaries: { key: string; value: Row; indexes: { date: number } };
  /** gzip of `runText`. */
  runs: { key: string; value: Uint8Array };
  /** gzip of `findingsText`. */
  findings: { key: string; value: Uint8Array };
}

/** What kept runs may take together. */
export interface Limits {
  readonly bytes: number;
  readonly runs: number;
}

/** The packed texts of a kept run. */
export interface PackedRun {
  readonly run: Uint8Array;
  readonly findings: Uint8Array;
}

export interface RunList {
  /** The latest first. */
  readonly runs: readonly RunSummary[];
  /** Ids of runs of another version of the page, which this one cannot list. */
  readonly unreadable: readonly string[];
  readonly bytes: number;
}

const DATABASE = 'batchmates.runs';
const VERSION = 1;
const ALL = ['summaries', 'runs', 'findings'] as const;

/**
 * Kept runs in the browser's database. Each has an id of its own, and every change is one transaction, so that tabs never replace
 * what another one wrote. Everything throws what the browser throws: `VersionError` where a later version of the page keeps runs
 * here, `QuotaExceededError` where there is no room.
 */
export class RunDatabase {
  readonly #opened: Promise<IDBPDatabase<Tables>>;

  readonly #most: Limits;

  constructor(most: Limits = { bytes: MOST_BYTES, runs: MOST_RUNS }) {
    this.#most = most;
    this.#opened = openDB<Tables>(DATABASE, VERSION, {
      // One step for each version, each from what the one before left; none leaves a step out.
      upgrade: (db, from) => {
        if (from < 1) {
          db.createObjectStore('summaries', { keyPath: 'id' }).createIndex('date', 'date');
          db.createObjectStore('runs');
          db.createObjectStore('findings');
        }
      },
      // A later version of the page waits in another tab: it is not held up, and this tab keeps nothing more.
      blocking: (_now, _next, event) => (event.target as IDBDatabase).close(),
    });
    // Who asks for something hears of it.
    this.#opened.catch(() => undefined);
  }

  /**
   * Keeps a run under its id, in the place of an earlier one of it; the oldest others go where there are too many. `beside`: none of them
   * may go, and `QuotaExceededError` says that there is no room. @returns the ids of those that went.
   */
  async put(
    summary: Omit<RunSummary, 'bytes'>,
    { run, findings }: PackedRun,
    { beside = false }: { readonly beside?: boolean } = {},
  ): Promise<string[]> {
    const transaction = (await this.#opened).transaction(ALL, 'readwrite');
    const { id } = summary;
    const row = { ...summary, bytes: run.byteLength + findings.byteLength };
    const summaries = transaction.objectStore('summaries');
    const others = (await summaries.index('date').getAll()).filter((other) => other.id !== id);
    const gone = tooMany([...others, row], id, this.#most);
    if (beside && gone.length > 0)
      throw new DOMException('no room beside the runs that are kept', 'QuotaExceededError');
    void transaction.objectStore('runs').put(run, id);
    void transaction.objectStore('findings').put(findings, id);
    void summaries.put(row);
    for (const each of gone) for (const table of ALL) void transaction.objectStore(table).delete(each);
    await transaction.done;
    return gone;
  }

  /** Keeps what was found out since about a run, unless that was deleted meanwhile. @returns whether it is still there. */
  async putFindings(id: string, findings: Uint8Array): Promise<boolean> {
    const transaction = (await this.#opened).transaction(ALL, 'readwrite');
    const summaries = transaction.objectStore('summaries');
    const [summary, run] = await Promise.all([summaries.get(id), transaction.objectStore('runs').get(id)]);
    if (summary && run) {
      void transaction.objectStore('findings').put(findings, id);
      void summaries.put({ ...summary, bytes: run.byteLength + findings.byteLength });
    }
    await transaction.done;
    return summary !== undefined && run !== undefined;
  }

  /** Null where it is not kept. */
  async get(id: string): Promise<PackedRun | null> {
    const transaction = (await this.#opened).transaction(['runs', 'findings']);
    const [run, findings] = await Promise.all([
      transaction.objectStore('runs').get(id),
      transaction.objectStore('findings').get(id),
    ]);
    return run && findings ? { run, findings } : null;
  }

  async summary(id: string): Promise<RunSummary | null> {
    return readSummary(await (await this.#opened).get('summaries', id));
  }

  async list(): Promise<RunList> {
    const rows = await (await this.#opened).getAll('summaries');
    const read = rows.map((row) => ({ row, summary: readSummary(row) }));
    const runs = read.flatMap(({ summary }) => (summary ? [summary] : []));
    return {
      runs: runs.toSorted((a, b) => b.date - a.date || a.id.localeCompare(b.id)),
      unreadable: read.filter(({ summary }) => !summary).map(({ row }) => row.id),
      bytes: runs.reduce((sum, { bytes }) => sum + bytes, 0),
    };
  }

  async rename(id: string, name: string | null): Promise<void> {
    const transaction = (await this.#opened).transaction('summaries', 'readwrite');
    const summary = await transaction.store.get(id);
    if (summary) void transaction.store.put({ ...summary, name });
    await transaction.done;
  }

  async remove(ids: readonly string[]): Promise<void> {
    const transaction = (await this.#opened).transaction(ALL, 'readwrite');
    for (const id of ids) for (const table of ALL) void transaction.objectStore(table).delete(id);
    await transaction.done;
  }

  async removeAll(): Promise<void> {
    const transaction = (await this.#opened).transaction(ALL, 'readwrite');
    for (const table of ALL) void transaction.objectStore(table).clear();
    await transaction.done;
  }

  async close(): Promise<void> {
    (await this.#opened).close();
  }
}

/** @param rows the oldest first; what cannot be read has no size, and stays. */
function tooMany(rows: readonly object[], fresh: string, most: Limits): string[] {
  const runs = rows.flatMap((row) => readSummary(row) ?? []);
  let bytes = runs.reduce((sum, each) => sum + each.bytes, 0);
  let count = runs.length;
  const gone: string[] = [];
  for (const { id, bytes: size } of runs) {
    if (bytes <= most.bytes && count <= most.runs) break;
    if (id === fresh) continue;
    gone.push(id);
    bytes -= size;
    count -= 1;
  }
  return gone;
}
