import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { gunzip, gzip } from '../../kit/gzip.ts';
import { keepingLater, notice } from '../keeping.ts';
import {
  findingsText,
  type KeptFindings,
  type KeptRun,
  parseFindings,
  parseRun,
  type RunFile,
  runText,
} from './kept-run.ts';
import { type PackedRun, RunDatabase, type RunList } from './run-database.ts';
import { type RunSummary, summaryOf } from './run-summary.ts';

/** More than any run that is kept: a packed text of more is damaged. */
export const MOST_TEXT_BYTES = 400e6;

const NONE: RunList = { runs: [], unreadable: [], bytes: 0 };

/** What is kept, as far as it was asked for; null before. `hidden`: another version of the page keeps runs, or the browser none. */
interface KeptRunsState {
  readonly list: RunList | null;
  readonly hidden: boolean;
}

export const keptRunsStore = createStore<KeptRunsState>(() => ({ list: null, hidden: false }));

export function useKeptRuns<Slice>(select: (state: KeptRunsState) => Slice): Slice {
  return useStore(keptRunsStore, select);
}

let database: RunDatabase | null = null;
const opened = (): RunDatabase => (database ??= new RunDatabase());

/** Tells the other tabs, which list what is kept as it changes. */
const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('batchmates.runs');
// In Node a channel would hold up the end of the process.
(channel as { unref?: () => void } | null)?.unref?.();
if (channel) channel.onmessage = () => void (keptRunsStore.getState().list && refreshRuns());

async function changed(): Promise<void> {
  channel?.postMessage(null);
  if (keptRunsStore.getState().list) await refreshRuns();
}

/** Reads the list again. */
export async function refreshRuns(): Promise<void> {
  try {
    keptRunsStore.setState({ list: await opened().list(), hidden: false });
  } catch (error) {
    forgetOpening(error);
    keptRunsStore.setState({ list: NONE, hidden: true });
  }
}

/** What cannot be opened now may be later; a later version's database never. */
function forgetOpening(error: unknown): void {
  if (isLater(error)) notice('later');
  else database = null;
}

function isLater(error: unknown): boolean {
  return error instanceof Error && error.name === 'VersionError';
}

/** Forty bits of chance behind the time: two tabs that keep a run at once do not meet. */
export function freshRunId(): string {
  const chance = crypto.getRandomValues(new Uint8Array(5));
  return Date.now().toString(36) + Array.from(chance, (byte) => byte.toString(36).padStart(2, '0')).join('');
}

/** Keeps a run; one that comes in by a file makes no other go. What could not be kept is told as elsewhere on the page. @returns whether it was. */
export async function keepRun(
  run: KeptRun,
  found: KeptFindings,
  as: { readonly name?: string | null; readonly imported?: boolean } = {},
): Promise<boolean> {
  return await writing(async () => {
    const [packed, findings] = await Promise.all([gzip(runText(run)), gzip(findingsText(found))]);
    await opened().put(summaryOf(run, as), { run: packed, findings }, { beside: as.imported ?? false });
    return true;
  });
}

/**
 * Keeps what becomes of what was found out about a run; what another tab found out meanwhile is in it. Nothing is written where nothing
 * changed. @returns whether the run is still there.
 */
export async function updateFindings(
  id: string,
  change: (now: KeptFindings) => KeptFindings,
): Promise<boolean> {
  let there = false;
  await locked(`batchmates.run.${id}`, async () => {
    const packed = await opened().get(id);
    there = packed !== null;
    if (!packed) return;
    const before = await gunzip(packed.findings, MOST_TEXT_BYTES);
    const after = findingsText(change(parseFindings(JSON.parse(before))));
    if (after !== before) await writing(async () => opened().putFindings(id, await gzip(after)));
  });
  return there;
}

/** One tab after the other, where the browser can tell. */
async function locked(name: string, work: () => Promise<void>): Promise<void> {
  const locks = (globalThis.navigator as Partial<Navigator> | undefined)?.locks;
  if (locks) await locks.request(name, work);
  else await work();
}

/** A name of nothing takes it away again. */
export async function renameRun(id: string, name: string): Promise<void> {
  const words = name.trim();
  await writing(async () => {
    await opened().rename(id, words === '' ? null : words);
    return true;
  });
}

/** Deletes runs. @returns what brings them back, as long as the page lives. */
export async function removeRuns(ids: readonly string[]): Promise<() => Promise<void>> {
  const rows: { readonly summary: RunSummary; readonly packed: PackedRun }[] = [];
  await writing(async () => {
    for (const id of ids) {
      const [summary, packed] = await Promise.all([opened().summary(id), opened().get(id)]);
      if (summary && packed) rows.push({ summary, packed });
    }
    await opened().remove(ids);
    return true;
  });
  return async () => {
    await writing(async () => {
      for (const { summary, packed } of rows) await opened().put(summary, packed);
      return true;
    });
  };
}

/** Whether a run is kept under an id. */
export async function isRunKept(id: string): Promise<boolean> {
  return (await opened().get(id)) !== null;
}

export async function removeAllRuns(): Promise<void> {
  await opened().removeAll();
  await changed();
}

/** Bytes of all kept runs, as far as the browser tells. */
export async function keptRunsBytes(): Promise<number> {
  try {
    return (await opened().list()).bytes;
  } catch {
    return 0;
  }
}

/**
 * A kept run with all that was found out about it; null where it is not kept. Throws RunFormatError where it
 * cannot be read, and what the browser throws.
 */
export async function readRun(id: string): Promise<RunFile | null> {
  const packed = await opened().get(id);
  if (!packed) return null;
  const [run, findings] = await Promise.all([
    gunzip(packed.run, MOST_TEXT_BYTES),
    gunzip(packed.findings, MOST_TEXT_BYTES),
  ]);
  const name = (await opened().summary(id))?.name ?? null;
  return { ...parseRun(JSON.parse(run)), ...parseFindings(JSON.parse(findings)), name };
}

async function writing(write: () => Promise<boolean>): Promise<boolean> {
  let done = false;
  await keepingLater(async () => {
    try {
      done = await write();
    } catch (error) {
      if (!isLater(error)) throw error;
      notice('later');
    }
    return done;
  });
  if (done) await changed();
  return done;
}
