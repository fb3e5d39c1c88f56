import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { EngineKind } from '../../../../steps/engine.ts';
import type { CouplingReport, CouplingRow } from '../../../../studies/couplings/coupling-report.ts';
import type { CouplingNews } from '../../../../worker/news.ts';
import { labClient } from '../../../state/client.ts';
import { exampleUrl, modelsUrl } from '../../../state/data-addresses.ts';
import { keptCertificates } from '../../../state/kept-certificates.ts';
import { labStore } from '../../../state/lab-store.ts';
import { IDLE, type Task, task } from '../../../state/task.ts';
import { loadStore } from '../load-store.ts';
import { stageWords } from '../stage-words.ts';

/** What is under way, and how much of all is done. */
export interface CouplingStage {
  readonly words: string;
  readonly done: number;
  readonly total: number | null;
}

interface CouplingState {
  /** What ships with the page; null until it has come. */
  readonly baked: CouplingReport | null;
  /** Rows measured here so far; null: nothing was. */
  readonly own: readonly CouplingRow[] | null;
  /** Model and engine that they are measured on. */
  readonly where: { readonly model: string; readonly engine: EngineKind } | null;
  readonly work: Task<CouplingStage, CouplingReport>;
}

export const couplingStore = createStore<CouplingState>()(() => ({
  ...{ baked: null, own: null, where: null, work: IDLE },
}));

const { getState, setState } = couplingStore;

export function useCouplings<Slice>(select: (state: CouplingState) => Slice): Slice {
  return useStore(couplingStore, select);
}

/** A page without the file says so by showing no figure. */
export async function loadBaked(signal: AbortSignal): Promise<void> {
  if (getState().baked !== null) return;
  const response = await fetch(exampleUrl('couplings'), { signal });
  if (response.ok) setState({ baked: (await response.json()) as CouplingReport });
}

const measuring = task<CouplingStage, CouplingReport>(
  (work) => setState({ work }),
  () => void labClient.turns.cancel(),
);

export const stopMeasuring = measuring.cancel;

/** Measures the matrix on the model of the composed experiment and the chosen engine. */
export async function measureHere(): Promise<void> {
  const { model } = loadStore.getState().experiment;
  const { engine } = labStore.getState();
  const request = { model, engine, modelsUrl: modelsUrl(), certificates: keptCertificates() };
  setState({ own: [], where: { model: model.name, engine } });
  const first = { words: 'Loading the model', done: 0, total: null };
  await measuring.start(first, ({ report, isCurrent }) => {
    const hear = (events: readonly CouplingNews[]) => {
      if (isCurrent()) for (const news of events) take(news, report);
    };
    return labClient.couplings.measure(request, hear);
  });
}

/** Back to what ships with the page. */
export function showBakedMatrix(): void {
  measuring.drop();
  setState({ own: null, where: null, work: IDLE });
}

function take(news: CouplingNews, report: (stage: CouplingStage) => void): void {
  if (news.type === 'coupling') setState(({ own }) => ({ own: [...(own ?? []), news.row] }));
  else if (news.type === 'couplings') report({ words: news.name, done: news.done, total: news.total });
  else report({ words: stageWords(news), done: 0, total: null });
}
