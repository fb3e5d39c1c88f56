import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { sortedByFork } from '../../../report/transcripts-lines.ts';
import type { Transcript } from '../../../results/transcripts.ts';
import type { TranscriptsReport } from '../../../results/transcripts-report.ts';
import { openImports } from '../../../worker/imports-client.ts';
import type { Progress } from '../../../worker/method.ts';
import type { ImportSide, ReadSide, SequenceDetail } from '../../../worker/methods/imports.ts';
import { newest } from '../../../worker/newest.ts';
import type { Outcome } from '../../../worker/outcome.ts';
import { unpin } from '../../state/place.ts';
import { IDLE, isUnderWay, resultOf, type Task, task } from '../../state/task.ts';

export const SIDES: readonly ImportSide[] = ['a', 'b'];

/** What a side is read from. */
export interface SideSource {
  readonly name: string;
  /** Null of a run that was known already. */
  readonly file: Blob | null;
  /** One arm or tensor of it; null is all. */
  readonly part: string | null;
}

/** Progress is null until the first of it is read. */
export type ReadWork = Task<Progress | null, ReadSide>;

interface CompareState {
  readonly sources: Readonly<Record<ImportSide, SideSource | null>>;
  readonly sides: Readonly<Record<ImportSide, ReadWork>>;
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
let turn: Promise<unknown> = Promise.resolve();
function inTurn<Value>(ask: () => Promise<Outcome<Value>>): Promise<Outcome<Value>> {
  const answer = turn.then(ask);
  turn = answer;
  return answer;
}

const cancel = () => void reader.ask.turns.cancel();
const reading: Readonly<Record<ImportSide, ReturnType<typeof sideTask>>> = {
  a: sideTask('a'),
  b: sideTask('b'),
};
function sideTask(side: ImportSide) {
  return task<Progress | null, ReadSide>(
    (now) => setState(({ sides }) => ({ sides: { ...sides, [side]: now } })),
    cancel,
  );
}
const comparing = task<null, TranscriptsReport>((comparison) => setState({ comparison }), cancel);
const detailing = task<null, SequenceDetail>((detail) => setState({ detail }));

/** Reads a side's run from a file, and compares once there are two. */
export async function readFile(
  side: ImportSide,
  file: Blob,
  name: string,
  part: string | null = null,
): Promise<void> {
  place(side, { name, file, part });
  await begin(side, (report) => reader.ask.imports.read({ side, name, file, part }, newest(report)));
}

/** Takes a run that is known already: one that this browser keeps, say. */
export async function takeRun(side: ImportSide, transcript: Transcript): Promise<void> {
  place(side, { name: transcript.label, file: null, part: null });
  await begin(side, () => reader.ask.imports.take(side, transcript));
}

/** Reads one arm or tensor of a side's file alone; null reads all of it. */
export function choosePart(side: ImportSide, part: string | null): void {
  const source = getState().sources[side];
  if (source?.file) void readFile(side, source.file, source.name, part);
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
  await detailing.start(null, () => inTurn(() => reader.ask.imports.sequence(opened, { sameInputs })));
}

/** The logits of a position of the open row; null where there are none. */
export async function positionOf(row: number, position: number) {
  const found = await reader.ask.imports.position(row, position);
  return found.ok ? found.value : null;
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
    inTurn(() => (isCurrent() ? ask(report) : Promise.resolve(ENDED))),
  );
  if (done) await compare();
}

const ENDED = { ok: false, fault: { kind: 'cancelled', message: 'another file came' } } as const;

async function compare(): Promise<void> {
  const { sides, sameInputs } = getState();
  if (SIDES.some((side) => resultOf(sides[side]) === null)) return;
  const done = await comparing.start(null, () => inTurn(() => reader.ask.imports.compare({ sameInputs })));
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

export function isBusy(): boolean {
  const { sides, comparison } = getState();
  return isUnderWay(comparison) || SIDES.some((side) => isUnderWay(sides[side]));
}
