import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { sortedByFork } from '../../../report/transcripts-lines.ts';
import type { TranscriptsReport } from '../../../results/transcripts-report.ts';
import { openImports } from '../../../worker/imports-client.ts';
import type { Progress } from '../../../worker/method.ts';
import type { ImportSide, ReadSide, SequenceDetail } from '../../../worker/methods/imports.ts';
import { newest } from '../../../worker/newest.ts';
import type { Outcome } from '../../../worker/outcome.ts';
import { unpin } from '../../state/place.ts';
import { IDLE, resultOf, type Task, task } from '../../state/task.ts';

export const SIDES: readonly ImportSide[] = ['a', 'b'];

/** What a side is read from. */
export interface SideSource {
  readonly name: string;
  readonly file: Blob;
  /** One arm or tensor of it; null is all. */
  readonly part: string | null;
}

/** Progress is null until the first of it is read. */
export type ReadWork = Task<Progress | null, ReadSide>;

interface CompareState {
  readonly sources: Readonly<Record<ImportSide, SideSource | null>>;
  readonly sides: Readonly<Record<ImportSide, ReadWork>>;
  /** Id of the example that both sides are. */
  readonly example: string | null;
  /** The reader says that rows of logits were fed the same tokens. */
  readonly sameInputs: boolean;
  readonly comparison: Task<null, TranscriptsReport>;
  /** Row of the report that is open. */
  readonly opened: number | null;
  readonly detail: Task<null, SequenceDetail>;
}

const EMPTY: CompareState = {
  sources: { a: null, b: null },
  sides: { a: IDLE, b: IDLE },
  example: null,
  sameInputs: false,
  comparison: IDLE,
  opened: null,
  detail: IDLE,
};

export const compareStore = createStore<CompareState>(() => EMPTY);
const { getState, setState } = compareStore;

export function useCompare<Slice>(select: (state: CompareState) => Slice): Slice {
  return useStore(compareStore, select);
}

const reader = openImports();

/** The worker does one long thing at a time; what is asked meanwhile waits for it. */
type Job = ImportSide | 'compare' | 'row';
let turn: Promise<unknown> = Promise.resolve();
let active: Job | null = null;
/** Ended before their turn came. */
const skipped = new Set<Job>();
const ENDED = { ok: false, fault: { kind: 'cancelled', message: 'it was ended before its turn' } } as const;

function inTurn<Value>(job: Job, ask: () => Promise<Outcome<Value>>): Promise<Outcome<Value>> {
  skipped.delete(job);
  const answer = turn.then(async () => {
    if (skipped.has(job)) return ENDED;
    active = job;
    return await ask().finally(() => {
      active = null;
    });
  });
  turn = answer;
  return answer;
}

function end(job: Job): () => void {
  return () => {
    if (active === job) void reader.ask.turns.cancel();
    else skipped.add(job);
  };
}

const reading: Readonly<Record<ImportSide, ReturnType<typeof sideTask>>> = {
  a: sideTask('a'),
  b: sideTask('b'),
};
function sideTask(side: ImportSide) {
  return task<Progress | null, ReadSide>(
    (now) => setState(({ sides }) => ({ sides: { ...sides, [side]: now } })),
    end(side),
  );
}
const comparing = task<null, TranscriptsReport>((comparison) => setState({ comparison }), end('compare'));
const detailing = task<null, SequenceDetail>((detail) => setState({ detail }));

/** Reads a side's run from a file, and compares once there are two. */
export async function readFile(side: ImportSide, file: Blob, name: string): Promise<void> {
  leaveExample();
  await readPart(side, file, name);
}

/** Both sides of an example. */
export async function readExample(
  id: string,
  files: readonly [a: Blob, b: Blob],
  names: readonly [a: string, b: string],
): Promise<void> {
  setState({ example: id });
  await Promise.all([readPart('a', files[0], names[0]), readPart('b', files[1], names[1])]);
}

async function readPart(
  side: ImportSide,
  file: Blob,
  name: string,
  part: string | null = null,
): Promise<void> {
  place(side, { name, file, part });
  await begin(side, (report) => reader.ask.imports.read({ side, name, file, part }, newest(report)));
}

/** Reads one arm or tensor of a side's file alone; null reads all of it. */
export function choosePart(side: ImportSide, part: string | null): void {
  const source = getState().sources[side];
  if (source) void readPart(side, source.file, source.name, part);
}

export function stopReading(side: ImportSide): void {
  reading[side].cancel();
}

export const stopComparing = comparing.cancel;

/** Takes a side's run away. */
export function clearSide(side: ImportSide): void {
  reading[side].drop();
  forgetComparison();
  setState(({ sources, sides }) => ({
    example: null,
    sources: { ...sources, [side]: null },
    sides: { ...sides, [side]: IDLE },
  }));
  void reader.ask.imports.forget(side);
}

/** What a file that is dropped beside the two places is taken for: the side that is empty, else B. */
export function freeSide(): ImportSide {
  return getState().sources.a === null ? 'a' : 'b';
}

export function setSameInputs(sameInputs: boolean): void {
  setState({ sameInputs });
  void compare();
}

/** Shows the streams of a row. */
export async function openRow(opened: number): Promise<void> {
  unpin();
  setState({ opened });
  const { sameInputs } = getState();
  await detailing.start(null, () => inTurn('row', () => reader.ask.imports.sequence(opened, { sameInputs })));
}

/** The logits of a position of the open row; null where there are none. */
export async function positionOf(row: number, position: number) {
  const found = await reader.ask.imports.position(row, position);
  return found.ok ? found.value : null;
}

function leaveExample(): void {
  if (getState().example === null) return;
  for (const side of SIDES) clearSide(side);
}

function place(side: ImportSide, source: SideSource): void {
  forgetComparison();
  setState(({ sources }) => ({ sources: { ...sources, [side]: source } }));
}

async function begin(
  side: ImportSide,
  ask: (report: (progress: Progress) => void) => Promise<Outcome<ReadSide>>,
): Promise<void> {
  const done = await reading[side].start(null, ({ report, isCurrent }) =>
    inTurn(side, () => (isCurrent() ? ask(report) : Promise.resolve(ENDED))),
  );
  if (done) await compare();
}

async function compare(): Promise<void> {
  const { sides, sameInputs } = getState();
  if (SIDES.some((side) => resultOf(sides[side]) === null)) return;
  const done = await comparing.start(null, () =>
    inTurn('compare', () => reader.ask.imports.compare({ sameInputs })),
  );
  const report = resultOf(getState().comparison);
  if (!done || !report) return;
  const [first] = sortedByFork(report.rows);
  if (first) await openRow(report.rows.indexOf(first));
}

function forgetComparison(): void {
  comparing.drop();
  detailing.drop();
  unpin();
  setState({ comparison: IDLE, opened: null, detail: IDLE });
}
