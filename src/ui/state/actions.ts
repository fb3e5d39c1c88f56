import { ExperimentError } from '../../experiment/errors.ts';
import { decodeLink, isLink } from '../../experiment/link.ts';
import { LinkError } from '../../experiment/link-error.ts';
import type { Experiment } from '../../experiment/schema.ts';
import type { EngineKind } from '../../steps/engine.ts';
import { openLab } from '../../worker/lab-client.ts';
import type { RunNews } from '../../worker/news.ts';
import { applyNews } from './apply-news.ts';
import { modelsUrl } from './data-addresses.ts';
import { isFramed } from './framed.ts';
import { keepCertificate, keptCertificates } from './kept-certificates.ts';
import { canStep, emptyView, isBusy, type NamedExperiment } from './lab-state.ts';
import { labStore } from './lab-store.ts';

export const labWorker = openLab();
export const labClient = labWorker.ask;

const { getState, setState } = labStore;

/** Asks for the GPU; where there is none, the CPU engine is chosen and the reason is kept. */
export async function askForGpu(): Promise<void> {
  const answer = await labClient.device.open();
  if (answer.ok) return setState({ gpu: { state: 'available', adapter: answer.value } });
  setState({
    gpu: { state: 'missing', fault: answer.fault },
    ...(isBusy(getState().status) ? {} : { engine: 'cpu' }),
  });
}

export function chooseEngine(engine: EngineKind): void {
  setState({ engine });
}

export function chooseExperiment(id: string): void {
  const chosen = getState().experiments.find((each) => each.id === id);
  if (chosen) open(chosen);
}

/** Opens the experiment of a link, if the address is one; a refusal says what is wrong with it. */
export function openLink(address: string): void {
  const problem = isLink(address) ? openLinkIn(address) : null;
  if (problem !== null) setState({ refused: problem });
}

/** Opens the experiment of the link that stands in a text. @returns why it cannot be opened, a sentence; null where it was. */
export function openLinkIn(text: string): string | null {
  try {
    const { experiment, expected, view } = decodeLink(text);
    add({ id: 'link', experiment });
    if (getState().chosen.experiment !== experiment) return null;
    setState({
      hidden: view?.hide ?? [],
      embed: (view?.embed ?? false) || isFramed(),
      expected: expected ? { ...expected, experiment } : null,
    });
    return null;
  } catch (error) {
    if (!(error instanceof ExperimentError || error instanceof LinkError)) throw error;
    // A reason that names the link itself follows one that has.
    return `This link cannot be opened: ${error.message.replace(/^this link /, 'it ')}`;
  }
}

export function run(): Promise<void> {
  return runBeside(getState().chosen.experiment);
}

/** Runs an experiment whatever is being composed; its results take the place of the latest run's. */
export async function runBeside(experiment: Experiment): Promise<void> {
  const { engine, status, view } = getState();
  if (isBusy(status)) return;
  setState({
    status: { state: 'loading', bytes: { loaded: 0, total: null } },
    // The same prompts come out of the same experiment.
    view: {
      ...emptyView,
      source: 'live',
      experiment,
      prompts: view.experiment === experiment ? view.prompts : {},
    },
  });
  const request = { experiment, engine, modelsUrl: modelsUrl(), certificates: keptCertificates() };
  const result = await labClient.run.start(request, show);
  if (result.ok)
    setState(({ view }) => ({ status: { state: 'done' }, view: { ...view, record: result.value } }));
  else if (result.fault.kind === 'cancelled') setState({ status: { state: 'cancelled' } });
  else setState({ status: { state: 'failed', fault: result.fault } });
}

/** Tests this adapter in full and keeps the certificate; the results of the latest run stay. */
export async function certifyAdapter(): Promise<void> {
  const { chosen, status } = getState();
  if (isBusy(status)) return;
  setState({ status: { state: 'certifying', done: 0 } });
  const request = { model: chosen.experiment.model.name, modelsUrl: modelsUrl() };
  const result = await labClient.certificate.make(request, show);
  if (result.ok) {
    keepCertificate(result.value);
    setState({ status, certificate: result.value });
  } else
    setState({
      status: result.fault.kind === 'cancelled' ? status : { state: 'failed', fault: result.fault },
    });
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
  if (status.state === 'paused') await labClient.turns.resume();
  else if (canStep(status)) await labClient.turns.pause();
}

/** One step of one arm, whether the run goes on or is held. */
export async function step(): Promise<void> {
  if (canStep(getState().status)) await labClient.turns.step();
}

export async function cancel(): Promise<void> {
  if (!isBusy(getState().status)) return;
  setState({ status: { state: 'stopping' } });
  await labClient.turns.cancel();
}

/** Puts an experiment on the list, in the place of an older one of the same origin, and opens it; not during a run. */
export function add(named: NamedExperiment): void {
  if (refuseWhileBusy()) return;
  const others = getState().experiments.filter(({ id }) => id !== named.id);
  setState({ experiments: [...others, named] });
  open(named);
}

function open(chosen: NamedExperiment): void {
  if (refuseWhileBusy()) return;
  const { chosen: before, left } = getState();
  setState({
    chosen,
    left: before.edited ? before : left,
    refused: null,
    status: { state: 'idle' },
    view: emptyView,
  });
}

function refuseWhileBusy(): boolean {
  const busy = isBusy(getState().status);
  if (busy) setState({ refused: 'A run is under way. Cancel it before you open another experiment.' });
  return busy;
}
