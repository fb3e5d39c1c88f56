import type { Experiment } from '../../../../experiment/schema.ts';
import type { CouplingReport } from '../../../../studies/couplings/coupling-report.ts';
import type { CouplingNews } from '../../../../worker/news.ts';
import { stageWords } from '../../../kit/stage-words.ts';
import { labClient } from '../../../state/client.ts';
import { modelsUrl } from '../../../state/data-addresses.ts';
import { keptCertificates } from '../../../state/kept-certificates.ts';
import { labStore } from '../../../state/lab-store.ts';
import { task } from '../../../state/task.ts';
import { type CouplingStage, couplingStore, FIRST } from './coupling-store.ts';
import { keptCouplings, type OwnCouplings } from './kept-couplings.ts';

const { getState, setState } = couplingStore;

const measuring = task<CouplingStage, CouplingReport>(
  (work) => setState({ work }),
  () => void labClient.turns.cancel(),
);

export const stopMeasuring = measuring.cancel;

/** Measures the matrix of a model on the chosen engine; each row is kept as it is done, in the place of what was measured before. */
export async function measureHere(model: Experiment['model']): Promise<void> {
  const { engine } = labStore.getState();
  const request = { model, engine, modelsUrl: modelsUrl(), certificates: keptCertificates() };
  const before = getState().own;
  const begun: OwnCouplings = { model: model.name, engine, rows: [], notes: [] };
  setState({ own: begun, shown: 'own' });
  const first = { words: 'Loading the model', done: 0, total: null };
  const done = await measuring.start(first, async ({ report, isCurrent }) => {
    const hear = (events: readonly CouplingNews[]) => {
      if (isCurrent()) for (const news of events) take(news, report);
    };
    const outcome = await labClient.couplings.measure(request, hear);
    if (outcome.ok && isCurrent()) put({ notes: outcome.value.notes });
    return outcome;
  });
  // Where nothing was measured, what was there is not lost by the asking.
  if (!done && getState().own === begun) setState({ own: before, shown: before ? 'own' : FIRST.file });
}

function take(news: CouplingNews, report: (stage: CouplingStage) => void): void {
  if (news.type === 'coupling') put({ rows: [...(getState().own?.rows ?? []), news.row] });
  else if (news.type === 'couplings')
    report({ words: `Measuring: ${news.name}`, done: news.done, total: news.total });
  else report({ words: stageWords(news), done: 0, total: null });
}

function put(changes: Partial<OwnCouplings>): void {
  const now = getState().own;
  if (!now) return;
  const own = { ...now, ...changes };
  setState({ own });
  keptCouplings.update(() => ({ own }));
}
