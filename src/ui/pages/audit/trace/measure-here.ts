import { type Drawn, withPage } from '../../../../audit/trace/page-spans.ts';
import type { RequestTrace } from '../../../../audit/trace/request-trace.ts';
import { DEFAULT_REQUEST } from '../../../../audit/trace/traced-experiment.ts';
import type { TraceNews } from '../../../../worker/methods/audit-trace.ts';
import { stageWords } from '../../../kit/stage-words.ts';
import { labClient } from '../../../state/client.ts';
import { modelsUrl } from '../../../state/data-addresses.ts';
import { keptCertificates } from '../../../state/kept-certificates.ts';
import { labStore } from '../../../state/lab-store.ts';
import { task } from '../../../state/task.ts';
import { type TraceStage, traceStore } from './trace-store.ts';

const { getState, setState } = traceStore;

const tracing = task<TraceStage, RequestTrace>(
  (work) => setState({ work }),
  () => void labClient.turns.cancel(),
);

export const stopTracing = tracing.cancel;

/** When the answer that is shown left the worker and came; null: none is, or it was drawn already. */
let arrived: Pick<Drawn, 'sent' | 'received'> | null = null;
let drawn: Drawn | null = null;

/** Traces the request on the chosen engine, in the place of what was measured before. */
export async function traceHere(): Promise<void> {
  const { prompt, model, company, with: overheads, pairs } = getState();
  const { engine } = labStore.getState();
  const asked = { ...DEFAULT_REQUEST, prompt, company, model: { name: model } };
  const question = {
    asked,
    with: overheads,
    pairs,
    engine,
    modelsUrl: modelsUrl(),
    certificates: keptCertificates(),
  };
  setState({ answer: null });
  [arrived, drawn] = [null, null];
  await tracing.start({ words: 'Loading the model', done: 0, total: null }, async ({ report, isCurrent }) => {
    const hear = (events: readonly TraceNews[]) => {
      if (isCurrent()) for (const news of events) take(news, report);
    };
    const outcome = await labClient.auditTrace.measure(question, hear);
    if (outcome.ok && isCurrent()) setState({ own: drawn ? withPage(outcome.value, drawn) : outcome.value });
    return outcome;
  });
}

function take(news: TraceNews, report: (stage: TraceStage) => void): void {
  if (news.type === 'answer') {
    arrived = { sent: news.sent, received: pageTime() };
    setState({ answer: news.text });
  } else if (news.type === 'requests')
    report({ words: `Pricing: ${news.done} of ${news.total} requests`, done: news.done, total: news.total });
  else report({ words: stageWords(news), done: 0, total: null });
}

/** To be called once the answer stands in the document: it is drawn when the frame after has begun. */
export function answerLaidOut(): void {
  const came = arrived;
  if (!came) return;
  arrived = null;
  requestAnimationFrame(() => {
    // The task after a frame's callbacks runs once that frame has been handed over.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      drawn = { ...came, drawn: pageTime() };
      port1.close();
    };
    port2.postMessage(null);
  });
}

function pageTime(): number {
  return performance.timeOrigin + performance.now();
}
