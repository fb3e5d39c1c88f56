import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import {
  type CompareReports,
  type PairNames,
  type PositionNames,
  pairKeyOf,
  positionKeyOf,
} from '../../results/compare-reports.ts';
import type { Fault } from '../../worker/fault.ts';
import type { Outcome } from '../../worker/protocol.ts';
import { labClient } from '../store/actions.ts';
import type { RunView } from '../store/lab-state.ts';
import { labStore } from '../store/lab-store.ts';

/** Long work that a visitor asked for about a pair: one at a time. */
interface CompareWork {
  readonly current: {
    readonly kind: 'replay' | 'reference';
    /** `pairKeyOf` or `positionKeyOf`. */
    readonly key: string;
    readonly done: number;
    readonly total: number;
  } | null;
  /** Why the latest one failed. */
  readonly failed: { readonly key: string; readonly fault: Fault } | null;
}

const workStore = createStore<CompareWork>(() => ({ current: null, failed: null }));

export function useCompareWork<Slice>(select: (work: CompareWork) => Slice): Slice {
  return useStore(workStore, select);
}

/** Fetches the series of a pair of the finished run, once. */
export async function fetchPair(names: PairNames): Promise<void> {
  const key = pairKeyOf(names);
  await fetchOnce('pairs', key, () => labClient.pairReport(names));
}

/** Fetches what is shown of one position of the finished run, once. */
export async function fetchPosition(names: PositionNames): Promise<void> {
  const key = positionKeyOf(names);
  await fetchOnce('positions', key, () => labClient.positionReport(names));
}

/** Runs arm b again on arm a's tokens. */
export async function replayPair(names: PairNames): Promise<void> {
  const key = pairKeyOf(names);
  await work('replay', key, 'forced', (onProgress) => labClient.replayForced(names, onProgress));
}

/** Computes the f64 logits of a position. */
export async function computeReference(names: PositionNames): Promise<void> {
  const key = positionKeyOf(names);
  await work('reference', key, 'references', (onProgress) => labClient.reference(names, onProgress));
}

export function cancelCompareWork(): void {
  void labClient.cancelCompare();
}

/** True where the worker holds the logits of what is on screen. */
export function isLive({ source, record }: RunView): boolean {
  return source === 'live' && record !== null;
}

type Kind = keyof CompareReports;
type Answer<K extends Kind> = Outcome<CompareReports[K][string]>;

async function fetchOnce<K extends Kind>(kind: K, key: string, ask: () => Promise<Answer<K>>): Promise<void> {
  const { view } = labStore.getState();
  if (!isLive(view) || view.reports[kind][key]) return;
  keep(view, kind, key, await ask());
}

async function work<K extends Kind>(
  name: 'replay' | 'reference',
  key: string,
  kind: K,
  ask: (onProgress: (done: number, total: number) => void) => Promise<Answer<K>>,
): Promise<void> {
  const { view } = labStore.getState();
  if (!isLive(view) || view.reports[kind][key]) return;
  const current = { kind: name, key, done: 0, total: 0 };
  workStore.setState({ current, failed: null });
  const isCurrent = () => workStore.getState().current?.key === key;
  const answer = await ask((done, total) => {
    if (isCurrent()) workStore.setState({ current: { ...current, done, total } });
  });
  if (isCurrent()) workStore.setState({ current: null });
  if (!answer.ok && answer.fault.kind !== 'cancelled')
    workStore.setState({ failed: { key, fault: answer.fault } });
  keep(view, kind, key, answer);
}

/** Another run may have begun meanwhile: what was asked is then not about it. */
function keep<K extends Kind>(asked: RunView, kind: K, key: string, answer: Answer<K>): void {
  if (!answer.ok || labStore.getState().view.record !== asked.record) return;
  labStore.setState(({ view }) => {
    const reports = { ...view.reports, [kind]: { ...view.reports[kind], [key]: answer.value } };
    return { view: { ...view, reports } };
  });
}
