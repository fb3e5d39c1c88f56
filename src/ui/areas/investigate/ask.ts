import type { Experiment } from '../../../experiment/schema.ts';
import type { Question } from '../../../studies/search/question.ts';
import type { SearchResult } from '../../../worker/methods/search.ts';
import type { Outcome } from '../../../worker/outcome.ts';
import { bringTo } from '../../kit/bring.ts';
import { applyNews } from '../../state/apply-news.ts';
import { labClient } from '../../state/client.ts';
import { modelsUrl } from '../../state/data-addresses.ts';
import { keptCertificates } from '../../state/kept-certificates.ts';
import { BEGUN, type RunStatus } from '../../state/lab-state.ts';
import { labStore } from '../../state/lab-store.ts';
import { add } from '../../state/opening.ts';
import { mayRunNow, run } from '../../state/running.ts';
import { ended, IDLE, isUnderWay, task } from '../../state/task.ts';
import { type Asking, answerId, begin, update } from './search-store.ts';

/** As their cards first stand. */
export const FLIP = { seed: 1, runs: 24 } as const;
export const MANY = { count: 20, least: 1, seed: 1 } as const;

/** Asks a question about the experiment on screen; the results of the latest run stay as they are. */
export async function ask(experiment: Experiment, question: Question): Promise<void> {
  const { status: before, engine } = labStore.getState();
  if (isUnderWay(before)) return;
  if (experiment.shaders && !(await mayRunNow(experiment))) return;
  const id = begin(experiment, question);
  // Its panel is there once this was drawn.
  requestAnimationFrame(() => {
    const answer = document.getElementById(answerId(id));
    if (answer) bringTo(answer);
  });
  labStore.setState({ status: BEGUN });
  const certificates = keptCertificates();
  const request = { experiment, question, engine, modelsUrl: modelsUrl(), certificates };
  const asking = task<Asking, SearchResult>((now) =>
    update(id, now.state === 'done' ? { now, answer: now.result.answer } : { now }),
  );
  await asking.start({ runs: 0, most: 0, doing: 'getting ready' }, async ({ report }) => {
    const asked = await labClient.search.ask(request, (news) => {
      labStore.setState(({ status, view }) => ({ status: applyNews({ status, view }, news).status }));
      const latest = news.findLast((each) => each.type === 'search');
      if (!latest) return;
      const { runs, most, doing, partial } = latest;
      update(id, { answer: partial });
      report({ runs, most, doing });
    });
    labStore.setState({ status: statusAfter(before, asked) });
    return asked;
  });
}

/** That a question cannot be asked, its panel says. */
function statusAfter(before: RunStatus, asked: Outcome<SearchResult>): RunStatus {
  if (!asked.ok && !['cancelled', 'experiment', 'own-kernel'].includes(asked.fault.kind)) return ended(asked);
  // A run that failed earlier has nothing to say about what came after it.
  return before.state === 'failed' ? IDLE : before;
}

/** Opens what a question led to in the place of the experiment being composed, and runs it. */
export function openAndRun(id: string, experiment: Experiment): void {
  add({ id, experiment });
  if (labStore.getState().chosen.experiment === experiment) void run();
}

export function openFound(id: string, experiment: Experiment): void {
  add({ id, experiment });
}
