import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Census } from '../../../census/census-types.ts';
import type { CensusProgress } from '../../../worker/methods/census.ts';
import { newest } from '../../../worker/newest.ts';
import { labClient } from '../../state/client.ts';
import { IDLE, isUnderWay, type Task, task } from '../../state/task.ts';

/** Progress is null until the adapter is open. */
export type CensusWork = Task<CensusProgress | null, Census>;

interface CensusState {
  readonly work: CensusWork;
  /** The visitor's adapter, as it was asked last. */
  readonly own: Census | null;
}

const store = createStore<CensusState>()(() => ({ work: IDLE, own: null }));

export function useCensus<Slice>(select: (state: CensusState) => Slice): Slice {
  return useStore(store, select);
}

const asking = task<CensusProgress | null, Census>(
  (work) => store.setState(work.state === 'done' ? { work, own: work.result } : { work }),
  () => void labClient.turns.cancel(),
);

/** Asks the visitor's adapter; what it said before stays until it has answered again. */
export async function askCensus(): Promise<void> {
  if (isUnderWay(store.getState().work)) return;
  await asking.start(null, ({ report }) => labClient.census.probe(newest(report)));
}

export const stopCensus = asking.cancel;
