import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import {
  type CompareReports,
  logitsKeyOf,
  type PairNames,
  type PositionNames,
  pairKeyOf,
  positionKeyOf,
} from '../../../results/compare-reports.ts';
import type { RunRecord } from '../../../results/record.ts';
import type { Listener } from '../../../worker/event-stream.ts';
import type { Progress } from '../../../worker/method.ts';
import { newest } from '../../../worker/newest.ts';
import type { Outcome } from '../../../worker/outcome.ts';
import { labClient } from '../../state/client.ts';
import type { RunView } from '../../state/lab-state.ts';
import { labStore } from '../../state/lab-store.ts';
import { IDLE, isUnderWay, type Task, task } from '../../state/task.ts';

/** Tokens so far and in all; null while another piece that was asked for before has not ended. */
type WorkProgress = Progress | null;

/** Where a piece of long work about a pair stands. */
export type CompareWork = Task<WorkProgress, unknown>;

/** By `pairKeyOf`, `positionKeyOf` or `logitsKeyOf`, in the order in which they were asked for; each waits for those before it. */
const workStore = createStore<{ readonly works: ReadonlyMap<string, CompareWork> }>(() => ({
  works: new Map(),
}));

export function useCompareWork(key: string): CompareWork {
  return useStore(workStore, () => compareWork(key));
}

/** Idle where nothing was asked for, or it is over. */
export function compareWork(key: string): CompareWork {
  return workStore.getState().works.get(key) ?? IDLE;
}

/** Fetches the series of a pair of the finished run, once. */
export async function fetchPair(names: PairNames): Promise<void> {
  const key = pairKeyOf(names);
  await fetchOnce('pairs', key, () => labClient.compare.pair(names));
}

/** Fetches what is shown of one position of the finished run, once. */
export async function fetchPosition(names: PositionNames): Promise<void> {
  const key = positionKeyOf(names);
  await fetchOnce('positions', key, () => labClient.compare.position(names));
}

/** Computes what is shown of one position whose whole logits the run did not keep: both arms run again up to it. */
export async function computeLogits(names: PositionNames): Promise<void> {
  const place = { work: logitsKeyOf(names), report: positionKeyOf(names) };
  await work(place, 'positions', (listener) => labClient.compare.logits(names, listener));
}

/** Runs arm b again on arm a's tokens. */
export async function replayPair(names: PairNames): Promise<void> {
  const key = pairKeyOf(names);
  await work({ work: key, report: key }, 'forced', (listener) => labClient.compare.replay(names, listener));
}

/** Computes the f64 logits of a position. */
export async function computeReference(names: PositionNames): Promise<void> {
  const key = positionKeyOf(names);
  await work({ work: key, report: key }, 'references', (listener) =>
    labClient.compare.reference(names, listener),
  );
}

export function cancelCompareWork(key: string): void {
  void labClient.turns.end({ lane: 'compare', key });
}

/** True where the worker holds the logits of what is on screen. */
export function isLive({ source, record }: RunView): boolean {
  return source === 'live' && record !== null;
}

type Kind = keyof CompareReports;
type Answer<K extends Kind> = Outcome<CompareReports[K][string]>;

/** What was asked for and has not come: whoever asks again waits for the same. By kind and key, of one run. */
const asked = new WeakMap<RunRecord, Map<string, Promise<void>>>();

function fetchOnce<K extends Kind>(kind: K, key: string, ask: () => Promise<Answer<K>>): Promise<void> {
  const { view } = labStore.getState();
  const { record } = view;
  if (!record || !isLive(view) || view.reports[kind][key]) return Promise.resolve();
  const ofRun = asked.get(record) ?? new Map<string, Promise<void>>();
  asked.set(record, ofRun);
  const name = `${kind}/${key}`;
  const coming =
    ofRun.get(name) ??
    ask().then((answer) => {
      ofRun.delete(name);
      keep(view, kind, key, answer);
    });
  ofRun.set(name, coming);
  return coming;
}

async function work<K extends Kind>(
  { work: key, report: reportKey }: { readonly work: string; readonly report: string },
  kind: K,
  ask: (listener: Listener<Progress>) => Promise<Answer<K>>,
): Promise<void> {
  const { view } = labStore.getState();
  if (!isLive(view) || view.reports[kind][reportKey] || isOpen(key)) return;
  const before = [...workStore.getState().works.keys()].some(isOpen);
  const piece = task<WorkProgress, CompareReports[K][string]>((now) => put(key, now));
  await piece.start(before ? null : { done: 0, total: 0 }, async ({ report }) => {
    const answer = await ask(newest(report));
    keep(view, kind, reportKey, answer);
    return answer;
  });
}

function isOpen(key: string): boolean {
  return isUnderWay(compareWork(key));
}

/** Of what is over only a fault is still to be shown. */
function put(key: string, work: CompareWork): void {
  workStore.setState(({ works }) => {
    const next = new Map(works);
    if (isUnderWay(work) || work.state === 'failed') next.set(key, work);
    else next.delete(key);
    return { works: next };
  });
}

/** Another run may have begun meanwhile: what was asked is then not about it. */
function keep<K extends Kind>(asked: RunView, kind: K, key: string, answer: Answer<K>): void {
  if (!answer.ok || labStore.getState().view.record !== asked.record) return;
  labStore.setState(({ view }) => {
    const reports = { ...view.reports, [kind]: { ...view.reports[kind], [key]: answer.value } };
    return { view: { ...view, reports } };
  });
}
