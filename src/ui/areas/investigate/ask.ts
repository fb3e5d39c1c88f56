import type { Experiment } from '../../../experiment/schema.ts';
import type { Question } from '../../../studies/search/question.ts';
import { add, labClient, run } from '../../state/actions.ts';
import { applyNews } from '../../state/apply-news.ts';
import { modelsUrl } from '../../state/data-addresses.ts';
import { keptCertificates } from '../../state/kept-certificates.ts';
import { isBusy } from '../../state/lab-state.ts';
import { labStore } from '../../state/lab-store.ts';
import { begin, update } from './search-store.ts';

/** Asks a question about the experiment on screen; the results of the latest run stay as they are. */
export async function ask(experiment: Experiment, question: Question): Promise<void> {
  const { status: before, engine } = labStore.getState();
  if (isBusy(before)) return;
  const id = begin(experiment, question);
  labStore.setState({ status: { state: 'loading', bytes: { loaded: 0, total: null } } });
  const certificates = keptCertificates();
  const request = { experiment, question, engine, modelsUrl: modelsUrl(), certificates };
  const asked = await labClient.search.ask(request, (news) => {
    labStore.setState(({ status, view }) => ({ status: applyNews({ status, view }, news).status }));
    const latest = news.findLast((each) => each.type === 'search');
    if (!latest) return;
    const { runs, most, doing, partial } = latest;
    update(id, { now: { state: 'running', runs, most, doing }, answer: partial });
  });
  // A run that failed earlier has nothing to say about what came after it.
  const after = before.state === 'failed' ? { state: 'idle' as const } : before;
  if (asked.ok) {
    update(id, { now: { state: 'done', result: asked.value }, answer: asked.value.answer });
    labStore.setState({ status: after });
  } else if (asked.fault.kind === 'cancelled') {
    update(id, { now: { state: 'cancelled' } });
    labStore.setState({ status: after });
  } else if (asked.fault.kind === 'experiment') {
    update(id, { now: { state: 'refused', reason: asked.fault.message } });
    labStore.setState({ status: after });
  } else {
    update(id, { now: { state: 'failed' } });
    labStore.setState({ status: { state: 'failed', fault: asked.fault } });
  }
}

/** Opens what a question led to in the place of the experiment being composed, and runs it. */
export function openAndRun(id: string, experiment: Experiment): void {
  add({ id, experiment });
  if (labStore.getState().chosen.experiment === experiment) void run();
}

export function openFound(id: string, experiment: Experiment): void {
  add({ id, experiment });
}
