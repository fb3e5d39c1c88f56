import type { Experiment } from '../../../experiment/schema.ts';
import type { LoadEvent } from '../../../lab/load/load-events.ts';
import type { LoadRecord } from '../../../results/load/load-record.ts';
import type { Serving } from '../../../steps/serving.ts';
import type { LoadNews } from '../../../worker/news.ts';
import { stageWords } from '../../kit/stage-words.ts';
import { labClient } from '../../state/client.ts';
import { modelsUrl } from '../../state/data-addresses.ts';
import { keptCertificates } from '../../state/kept-certificates.ts';
import { labStore } from '../../state/lab-store.ts';
import { isUnderWay, task } from '../../state/task.ts';
import { ArmView } from './arm-view.ts';
import { couplingStore } from './couplings/coupling-store.ts';
import { changedServing, type ServingChange, servingOf, withServing } from './load-edits.ts';
import { beginViews, editLoad, type LoadStage, loadStore } from './load-store.ts';
import { leaveWatch } from './watch/watch-run.ts';

const { getState, setState } = loadStore;
/** One object each: controls of a run hear of a change, not of every event. */
const RUNNING: LoadStage = { stage: 'running' };
const PAUSED: LoadStage = { stage: 'paused' };

const BEFORE: readonly Exclude<LoadNews, LoadEvent>['type'][] = [
  'loading',
  'certifying',
  'uploading',
  'calibrating',
  'measuring',
];

/** By arm, how the run under way was asked to go on, every switch in it: it takes them up with its next step. */
const asked = new Map<string, Serving>();

const running = task<LoadStage, null>(
  (work) => setState({ work }),
  () => void labClient.turns.cancel(),
);

/** Turns a crowd loose: that of the composed experiment, or of one that runs beside it. */
export async function startLoad(experiment: Experiment = getState().experiment): Promise<void> {
  const { work, speed } = getState();
  if (isUnderWay(work) || isUnderWay(couplingStore.getState().work)) return;
  asked.clear();
  leaveWatch();
  const putBack = beginViews(experiment);
  let heard = false;
  const { engine } = labStore.getState();
  const request = { experiment, engine, modelsUrl: modelsUrl(), certificates: keptCertificates(), speed };
  const done = await running.start(
    { stage: 'loading', words: 'Loading the model' },
    async ({ report, isCurrent }) => {
      const hear = (news: readonly LoadNews[]) => {
        heard = true;
        if (isCurrent()) take(news, report);
      };
      const outcome = await labClient.load.start(request, hear);
      if (!outcome.ok) return outcome;
      if (isCurrent()) takeRecord(outcome.value);
      return { ok: true, value: null };
    },
  );
  // Another piece of work has the worker's turn: what was on screen is not lost by the asking.
  if (!done && !heard && getState().work.state === 'failed') putBack();
}

export const stopLoad = running.cancel;

/** Events of a frame: views grow, and the store and React hear of all of them once. */
function take(news: readonly LoadNews[], report: (stage: LoadStage) => void): void {
  let { views } = getState();
  let stage: LoadStage | null = null;
  for (const event of news) {
    if (isBefore(event)) {
      stage = { stage: 'loading', words: stageWords(event) };
      continue;
    }
    const known = views.find(({ arm }) => arm === event.arm);
    const view = known ?? new ArmView(event.arm);
    if (!known) views = [...views, view];
    view.take(event);
    if (event.type === 'began') askAgain(event.arm);
    stage = view.paused ? PAUSED : RUNNING;
  }
  const { work } = getState();
  if (stage && !(isUnderWay(work) && work.progress === stage)) report(stage);
  setState(({ version }) => ({ views, version: version + 1 }));
}

/** What goes on before the first request arrives. */
function isBefore(event: LoadNews): event is Exclude<LoadNews, LoadEvent> {
  return BEFORE.some((type) => type === event.type);
}

/** The record has the texts of plans, which events leave out. */
function takeRecord(record: LoadRecord): void {
  const { views, version } = getState();
  for (const arm of record.arms) {
    const view = views.find((each) => each.arm === arm.name);
    if (view) view.plans = arm.plans;
  }
  setState({ record, version: version + 1 });
}

export async function pauseOrResumeLoad(): Promise<void> {
  const { work } = getState();
  if (work.state !== 'running' || work.progress.stage === 'loading') return;
  const paused = work.progress.stage === 'paused';
  if (paused) await labClient.turns.resume();
  else await labClient.turns.pause();
  const now = getState().work;
  if (now.state === 'running') setState({ work: { ...now, progress: paused ? RUNNING : PAUSED } });
}

/** One step of the run, which is held before and after it. */
export async function stepLoad(): Promise<void> {
  const { work } = getState();
  if (work.state !== 'running' || work.progress.stage === 'loading') return;
  await labClient.turns.step();
  const now = getState().work;
  if (now.state === 'running') setState({ work: { ...now, progress: PAUSED } });
}

export async function paceLoad(speed: number | null): Promise<void> {
  setState({ speed });
  if (isUnderWay(getState().work)) await labClient.load.pace({ speed });
}

/** Switches a mechanism of an arm: in the experiment, and in the run under way from its next step on. */
export async function serveLoad(arm: string, change: ServingChange): Promise<void> {
  const isOfRun = getState().ran === getState().experiment;
  if (!editLoad(withServing(arm, change))) return;
  const { work, experiment, ran, views } = getState();
  const view = views.find((each) => each.arm === arm);
  const begun = ran?.arms.find(({ name }) => name === arm);
  // Another experiment may have an arm of the same name.
  if (work.state !== 'running' || !begun || ran?.title !== experiment.title || view?.metrics) return;
  const before = asked.get(arm) ?? view?.serving ?? servingOf(begun);
  asked.set(arm, changedServing(before, change));
  // Queues and replicas are engine states, opened as a run begins.
  const opened = [change.disaggregated, change.route, change.faults].some((field) => field !== undefined);
  if (isOfRun && !opened) setState({ ran: experiment });
  if (view) await labClient.load.serve({ arm, serving: asked.get(arm)! });
}

/** What was switched before the arm had begun. */
function askAgain(arm: string): void {
  const serving = asked.get(arm);
  if (serving) void labClient.load.serve({ arm, serving });
}
