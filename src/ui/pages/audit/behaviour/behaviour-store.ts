import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { BehaviourReport } from '../../../../audit/behaviour/behaviour-report.ts';
import { openBehaviour } from '../../../../worker/behaviour-client.ts';
import type { Progress } from '../../../../worker/method.ts';
import type { TranscriptFile } from '../../../../worker/methods/audit-behaviour.ts';
import { newest } from '../../../../worker/newest.ts';
import { exampleFileUrl } from '../../../state/data-addresses.ts';
import { IDLE, type Task, task } from '../../../state/task.ts';

export const SIDES = ['reference', 'current'] as const;
export type Side = (typeof SIDES)[number];

export interface Example {
  readonly title: string;
  readonly words: string;
  /** Written by `scripts/bake-behaviour.ts`. */
  readonly files: readonly [reference: string, current: string];
}

export const EXAMPLES: readonly Example[] = [
  {
    title: 'Keys dropped under load',
    words:
      'nano’s 170 long tasks under one load, written on to 192 tokens whatever their end: with all keys, and with the middle ones dropped where memory ran out.',
    files: ['on.jsonl', 'on-evicted.jsonl'],
  },
  {
    title: 'Effort that follows the queue',
    words:
      'nano’s 170 long tasks under one load, to their end: answered whole, and with fewer tokens the more others wait.',
    files: ['whole.jsonl', 'effort.jsonl'],
  },
];

interface BehaviourState {
  readonly reference: TranscriptFile | null;
  readonly current: TranscriptFile | null;
  /** What is on screen is one of the lab's own. */
  readonly example: Example | null;
  readonly audit: Task<Progress, BehaviourReport>;
}

export const behaviourStore = createStore<BehaviourState>(() => ({
  ...{ reference: null, current: null, example: null, audit: IDLE },
}));
const { getState, setState } = behaviourStore;

export function useBehaviour<Slice>(select: (state: BehaviourState) => Slice): Slice {
  return useStore(behaviourStore, select);
}

const auditor = openBehaviour();
const auditing = task<Progress, BehaviourReport>(
  (audit) => setState({ audit }),
  () => void auditor.ask.turns.cancel(),
);
export const stopAudit = auditing.cancel;

/** The second file that is dropped is what is now; a third takes its place. */
export function takeFiles(files: readonly File[]): void {
  if (files.length === 0) return;
  if (getState().example !== null) clear();
  for (const file of files) put(getState().reference === null ? 'reference' : 'current', file);
}

export function put(side: Side, file: File): void {
  if (getState().example !== null) clear();
  setState(sideOf(side, { name: file.name, file, arm: null }));
  forget();
}

export function remove(side: Side): void {
  setState({ ...sideOf(side, null), example: null });
  forget();
}

/** Of a run of this lab, which arm is read; an empty name is none. */
export function chooseArm(side: Side, arm: string): void {
  const chosen = getState()[side];
  if (chosen) setState(sideOf(side, { ...chosen, arm: arm === '' ? null : arm }));
}

function sideOf(side: Side, file: TranscriptFile | null): Partial<BehaviourState> {
  return side === 'reference' ? { reference: file } : { current: file };
}

export function clear(): void {
  setState({ reference: null, current: null, example: null });
  forget();
}

/** Throws TypeError where its files cannot be fetched. */
export async function openExample(example: Example): Promise<void> {
  const [reference, current] = await Promise.all(example.files.map(fetched));
  setState({ reference, current, example });
  await startAudit();
}

async function fetched(name: string): Promise<TranscriptFile> {
  const response = await fetch(exampleFileUrl(`behaviour/${name}`));
  if (!response.ok) throw new TypeError(`${name}: status ${response.status}`);
  return { name, file: await response.blob(), arm: null };
}

export async function startAudit(): Promise<void> {
  const { reference, current } = getState();
  if (!reference) return;
  const job = { reference, current, unit: null };
  await auditing.start({ done: 0, total: 0 }, ({ report }) =>
    auditor.ask.behaviour.audit(job, newest(report)),
  );
}

function forget(): void {
  auditing.drop();
  setState({ audit: IDLE });
}
