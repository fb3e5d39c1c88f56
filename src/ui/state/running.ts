import type { Experiment } from '../../experiment/schema.ts';
import { firstVersionStreams } from '../../results/receipt.ts';
import type { RunRecord } from '../../results/record.ts';
import type { EngineKind } from '../../steps/engine.ts';
import type { RunNews } from '../../worker/news.ts';
import { applyNews } from './apply-news.ts';
import { labClient } from './client.ts';
import { modelsUrl } from './data-addresses.ts';
import { openEditorDialog } from './editor.ts';
import { keepCertificate, keptCertificates, keptTunings } from './kept-certificates.ts';
import { BEGUN, canStep, emptyView, stageOf } from './lab-state.ts';
import { labStore } from './lab-store.ts';
import { askForOwnKernels, keepClaims } from './own-kernels.ts';
import { ended, isUnderWay, stopping } from './task.ts';

const { getState, setState } = labStore;

/** The latest run's, whose logits the worker holds. */
let held: RunRecord | null = null;

/** Whether the worker can answer what is asked about a run. */
export function workerHolds(record: RunRecord | null): boolean {
  return record !== null && record === held;
}

/** Asks for the GPU; where there is none, the CPU engine is chosen and the reason is kept. */
export async function askForGpu(): Promise<void> {
  const answer = await labClient.device.open(keptTunings());
  if (answer.ok) return setState({ gpu: { state: 'available', adapter: answer.value } });
  setState({
    gpu: { state: 'missing', fault: answer.fault },
    ...(isUnderWay(getState().status) ? {} : { engine: 'cpu' }),
  });
}

export function chooseEngine(engine: EngineKind): void {
  setState({ engine });
}

export function run(): Promise<void> {
  return runBeside(getState().chosen.experiment);
}

/** Runs an experiment whatever is being composed; its results take the place of the latest run's. */
export async function runBeside(experiment: Experiment): Promise<void> {
  const { engine, status, view, expected } = getState();
  if (isUnderWay(status)) return;
  if (experiment.shaders && !(await mayRunNow(experiment))) return;
  setState({
    status: BEGUN,
    // The same prompts come out of the same experiment.
    view: {
      ...emptyView,
      source: 'live',
      experiment,
      prompts: view.experiment === experiment ? view.prompts : {},
    },
  });
  const wholeFingerprints = expected?.experiment === experiment ? firstVersionStreams(expected) : [];
  const data = { modelsUrl: modelsUrl(), certificates: keptCertificates() };
  const request = { experiment, engine, wholeFingerprints, ...data };
  const result = await labClient.run.start(request, show);
  if (!result.ok) {
    // Whoever opened a link learns what its model is, and who would be asked for it.
    if (result.fault.source === 'not-kept' && getState().chosen.experiment === experiment)
      openEditorDialog('own-model');
    return setState({ status: ended(result) });
  }
  held = result.value;
  keepClaims(result.value.ownClaims ?? []);
  setState(({ view }) => ({
    status: { state: 'done', result: null },
    view: { ...view, record: result.value },
  }));
}

/** While the visitor reads what an experiment would run, another run may begin. */
export async function mayRunNow(experiment: Experiment): Promise<boolean> {
  return (await askForOwnKernels(experiment)) && !isUnderWay(getState().status);
}

/** Tests this adapter in full and keeps the certificate; the results of the latest run stay. */
export async function certifyAdapter(): Promise<void> {
  const { chosen, status } = getState();
  if (isUnderWay(status)) return;
  setState({ status: { state: 'running', progress: { stage: 'certifying', done: 0 } } });
  const request = { model: chosen.experiment.model, modelsUrl: modelsUrl() };
  const result = await labClient.certificate.make(request, show);
  if (result.ok) {
    keepCertificate(result.value);
    setState({ status, certificate: result.value });
  } else setState({ status: result.fault.kind === 'cancelled' ? status : ended(result) });
}

function show(news: readonly RunNews[]): void {
  setState((state) => applyNews(state, news));
}

export function runOn(engine: EngineKind): Promise<void> {
  chooseEngine(engine);
  return run();
}

/** Holds the run before its next step, or lets it go on. */
export async function pauseOrResume(): Promise<void> {
  const { status } = getState();
  if (stageOf(status) === 'paused') await labClient.turns.resume();
  else if (canStep(status)) await labClient.turns.pause();
}

/** One step of one arm, whether the run goes on or is held. */
export async function step(): Promise<void> {
  if (canStep(getState().status)) await labClient.turns.step();
}

export async function cancel(): Promise<void> {
  const { status } = getState();
  if (status.state !== 'running') return;
  setState({ status: stopping(status) });
  await labClient.turns.cancel();
}
