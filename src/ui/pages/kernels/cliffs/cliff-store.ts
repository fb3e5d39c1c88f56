import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { EngineKind } from '../../../../steps/engine.ts';
import type { CliffPlan, CliffReport, CliffRow } from '../../../../studies/cliffs/cliff-report.ts';
import type { CliffNews } from '../../../../worker/news.ts';
import { stageWords } from '../../../kit/stage-words.ts';
import { labClient } from '../../../state/client.ts';
import { exampleUrl, modelsUrl } from '../../../state/data-addresses.ts';
import { keptCertificates } from '../../../state/kept-certificates.ts';
import { labStore } from '../../../state/lab-store.ts';
import { IDLE, type Task, task } from '../../../state/task.ts';

/** What is under way, and how much of all is done. */
interface CliffStage {
  readonly words: string;
  readonly done: number;
  readonly total: number | null;
}

/** What a map shows, whoever measured it. */
export interface CliffFigures {
  readonly plans: readonly CliffPlan[];
  readonly rows: readonly CliffRow[];
}

interface CliffState {
  /** What ships with the page; null until it has come. */
  readonly baked: CliffReport | null;
  /** What was measured here so far; null: nothing was. */
  readonly own: CliffFigures | null;
  readonly where: { readonly model: string; readonly engine: EngineKind } | null;
  readonly work: Task<CliffStage, CliffReport>;
}

export const cliffStore = createStore<CliffState>()(() => ({
  baked: null,
  own: null,
  where: null,
  work: IDLE,
}));
const { getState, setState } = cliffStore;

export function useCliffs<Slice>(select: (state: CliffState) => Slice): Slice {
  return useStore(cliffStore, select);
}

/** A page without the file says so by showing no figure. */
export async function loadBaked(signal: AbortSignal): Promise<void> {
  if (getState().baked !== null) return;
  const response = await fetch(exampleUrl('cliffs'), { signal });
  if (response.ok) setState({ baked: (await response.json()) as CliffReport });
}

const measuring = task<CliffStage, CliffReport>(
  (work) => setState({ work }),
  () => void labClient.turns.cancel(),
);

export const stopMeasuring = measuring.cancel;

/** Measures the map of the model that is composed in the lab, on the chosen engine. */
export async function measureHere(): Promise<void> {
  const { engine, chosen } = labStore.getState();
  const { model } = chosen.experiment;
  const request = { model, engine, modelsUrl: modelsUrl(), certificates: keptCertificates() };
  setState({ own: { plans: [], rows: [] }, where: { model: model.name, engine } });
  const first = { words: 'Loading the model', done: 0, total: null };
  await measuring.start(first, ({ report, isCurrent }) => {
    const hear = (events: readonly CliffNews[]) => {
      if (isCurrent()) for (const news of events) take(news, report);
    };
    return labClient.cliffs.measure(request, hear);
  });
}

/** Back to what ships with the page. */
export function showBakedMap(): void {
  measuring.drop();
  setState({ own: null, where: null, work: IDLE });
}

function take(news: CliffNews, report: (stage: CliffStage) => void): void {
  if (news.type === 'cliff')
    setState(({ own }) => ({ own: { plans: news.plans, rows: [...(own?.rows ?? []), news.row] } }));
  else if (news.type === 'cliffs') report({ words: news.name, done: news.done, total: news.total });
  else report({ words: stageWords(news), done: 0, total: null });
}
