import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { AuditForm, ModelAudit } from '../../../../audit/model/model-audit.ts';
import { usualVariants } from '../../../../audit/model/variants.ts';
import type { AuditNews } from '../../../../worker/methods/audit-model.ts';
import { stageWords } from '../../../kit/stage-words.ts';
import { labClient } from '../../../state/client.ts';
import { modelsUrl } from '../../../state/data-addresses.ts';
import { labStore } from '../../../state/lab-store.ts';
import { IDLE, isUnderWay, type Task, task } from '../../../state/task.ts';
import { fetchAudit } from '../fetch-audit.ts';

/** What is under way, and how much of all is done. */
interface AuditStage {
  readonly words: string;
  readonly done: number;
  readonly total: number | null;
  /** Milliseconds of all of it; null where nothing has been served yet. */
  readonly expected: number | null;
}

interface ModelAuditState {
  /** What ships with the page; null until it has come. */
  readonly baked: ModelAudit | null;
  /** What was measured here last; null: nothing was. */
  readonly own: ModelAudit | null;
  readonly form: AuditForm;
  /** As it was typed: in any currency, an hour. */
  readonly price: string;
  /** At which variants are held against each other; null: the audit's largest. */
  readonly batch: number | null;
  readonly work: Task<AuditStage, ModelAudit>;
}

export const modelAuditStore = createStore<ModelAuditState>()(() => ({
  ...{ baked: null, own: null, form: 'short', price: '1', batch: null, work: IDLE },
}));
const { getState, setState } = modelAuditStore;

export function useModelAudit<Slice>(select: (state: ModelAuditState) => Slice): Slice {
  return useStore(modelAuditStore, select);
}

export function changeAudit(change: Partial<Pick<ModelAuditState, 'form' | 'price' | 'batch'>>): void {
  setState(change);
}

/** Null where what was typed is no price. */
export function priceOf(text: string): number | null {
  return /^\d{1,9}(\.\d{1,6})?$/.test(text.trim()) ? Number(text) : null;
}

/** Throws what `fetchAudit` throws: a page without the file says so by showing no figure. */
export async function loadBakedAudit(signal: AbortSignal): Promise<void> {
  if (getState().baked !== null) return;
  const response = await fetchAudit('model', signal);
  setState({ baked: (await response.json()) as ModelAudit });
}

const measuring = task<AuditStage, ModelAudit>(
  (work) => setState(work.state === 'done' ? { work, own: work.result, batch: null } : { work }),
  () => void labClient.turns.cancel(),
);

export const stopAudit = measuring.cancel;

/** Audits the model that is composed in the lab, on the chosen engine; what was shown stays until there is another. */
export async function auditHere(): Promise<void> {
  const { form, price, work } = getState();
  if (isUnderWay(work)) return;
  const { engine, chosen } = labStore.getState();
  const { model } = chosen.experiment;
  const variants = usualVariants(model.source === undefined ? model.name : '', form);
  const request = { engine, model, form, variants, pricePerHour: priceOf(price), modelsUrl: modelsUrl() };
  const first = { words: 'Loading the model', done: 0, total: null, expected: null };
  await measuring.start(first, ({ report, isCurrent }) => {
    let last: AuditStage = first;
    const hear = (events: readonly AuditNews[]) => {
      const news = events.at(-1);
      if (!news || !isCurrent()) return;
      // Models are read again in mid-audit: the bar stays where it is.
      last = news.type === 'audit' ? { ...news, words: news.doing } : { ...last, words: stageWords(news) };
      report(last);
    };
    return labClient.auditModel.measure(request, hear);
  });
}

/** Back to what ships with the page. */
export function showBakedAudit(): void {
  measuring.drop();
  setState({ own: null, work: IDLE, batch: null });
}
