import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Overhead } from '../../../../audit/trace/overheads.ts';
import type { RequestTrace } from '../../../../audit/trace/request-trace.ts';
import { DEFAULT_REQUEST } from '../../../../audit/trace/traced-experiment.ts';
import { IDLE, type Task } from '../../../state/task.ts';
import { fetchAudit } from '../fetch-audit.ts';

export interface TraceStage {
  readonly words: string;
  readonly done: number;
  readonly total: number | null;
}

export interface TraceState {
  /** What ships with the page; null: it has not come. */
  readonly baked: RequestTrace | null;
  /** Measured here. */
  readonly own: RequestTrace | null;
  /** Of the request under way, as soon as it is there. */
  readonly answer: string | null;
  readonly prompt: string;
  readonly model: 'nano' | 'pico';
  readonly company: number;
  readonly with: readonly Overhead[];
  readonly pairs: number;
  readonly work: Task<TraceStage, RequestTrace>;
}

export const traceStore = createStore<TraceState>()(() => ({
  ...{ baked: null, own: null, answer: null, model: 'nano', with: [], pairs: 10, work: IDLE },
  ...{ prompt: DEFAULT_REQUEST.prompt, company: DEFAULT_REQUEST.company },
}));

const { getState, setState } = traceStore;

export function useTrace<Slice>(select: (state: TraceState) => Slice): Slice {
  return useStore(traceStore, select);
}

/** A page without the file begins with nothing. */
export async function loadBakedTrace(signal: AbortSignal): Promise<void> {
  if (getState().baked) return;
  const response = await fetchAudit('trace', signal);
  const baked: RequestTrace = await response.json();
  setState({ baked });
}

export function switchOverhead(overhead: Overhead, on: boolean): void {
  setState((state) => ({
    with: on ? [...state.with, overhead] : state.with.filter((each) => each !== overhead),
  }));
}

export function setRequest(
  changes: Partial<Pick<TraceState, 'prompt' | 'model' | 'company' | 'pairs'>>,
): void {
  setState(changes);
}
