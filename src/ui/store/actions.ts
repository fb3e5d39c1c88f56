import { ExperimentError } from '../../experiment/errors.ts';
import { decodeLink, isLink, LinkError } from '../../experiment/link.ts';
import { type Experiment, parseExperiment } from '../../experiment/schema.ts';
import { LabClient } from '../../worker/lab-client.ts';
import type { EngineKind, RunNews } from '../../worker/protocol.ts';
import { applyNews } from './apply-news.ts';
import { keepCertificate, keptCertificates } from './kept-certificates.ts';
import { canStep, emptyView, isBusy, type NamedExperiment } from './lab-state.ts';
import { labStore } from './lab-store.ts';

/** Far more than any experiment: a larger file is something else and is not read. */
const MOST_FILE_BYTES = 4 << 20;

export const labClient = new LabClient();

const { getState, setState } = labStore;

/** Asks for the GPU; where there is none, the CPU engine is chosen and the reason is kept. */
export async function askForGpu(): Promise<void> {
  const answer = await labClient.openGpu();
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

/** Opens an experiment from a file of the visitor's; a refusal says which field is wrong. */
export async function openExperimentFile(file: File): Promise<void> {
  try {
    if (file.size > MOST_FILE_BYTES)
      throw new ExperimentError([`expected at most ${MOST_FILE_BYTES} bytes, found ${file.size}`]);
    const experiment = parseExperiment(parseJson(await file.text()));
    add({ id: `file:${file.name}`, experiment });
  } catch (error) {
    if (!(error instanceof ExperimentError)) throw error;
    setState({ refused: `${file.name}: ${error.message}` });
  }
}

/** Opens the experiment of a link, if the address is one; a refusal says what is wrong with it. */
export function openLink(address: string): void {
  if (!isLink(address)) return;
  try {
    const { experiment, expected, view } = decodeLink(address);
    add({ id: 'link', experiment });
    if (getState().chosen.experiment !== experiment) return;
    setState({
      hidden: view?.hide ?? [],
      embed: view?.embed ?? false,
      expected: expected ? { ...expected, experiment } : null,
    });
  } catch (error) {
    if (!(error instanceof ExperimentError || error instanceof LinkError)) throw error;
    setState({ refused: `This link cannot be opened: ${error.message}` });
  }
}

export async function run(): Promise<void> {
  const { chosen, engine, status } = getState();
  if (isBusy(status)) return;
  const { experiment } = chosen;
  setState({
    status: { state: 'loading', bytes: { loaded: 0, total: null } },
    view: { ...emptyView, source: 'live', experiment },
  });
  const request = { experiment, engine, modelsUrl: modelsUrl(), certificates: keptCertificates() };
  const result = await labClient.run(request, show);
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
  const result = await labClient.certify(request, show);
  if (result.ok) {
    keepCertificate(result.value);
    setState({ status, certificate: result.value });
  } else
    setState({
      status: result.fault.kind === 'cancelled' ? status : { state: 'failed', fault: result.fault },
    });
}

export function modelsUrl(): string {
  return new URL('models/', document.baseURI).href;
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
  if (status.state === 'paused') await labClient.resume();
  else if (canStep(status)) await labClient.pause();
}

/** One step of one arm, whether the run goes on or is held. */
export async function step(): Promise<void> {
  if (canStep(getState().status)) await labClient.step();
}

export async function cancel(): Promise<void> {
  if (!isBusy(getState().status)) return;
  setState({ status: { state: 'stopping' } });
  await labClient.cancel();
}

/**
 * Puts a changed experiment in the place of the one being composed, with the seats of its muted requests; what an earlier one
 * gave stays on screen.
 */
export function editExperiment(experiment: Experiment, muted = getState().chosen.muted): void {
  const { chosen } = getState();
  if (chosen.experiment === experiment) return;
  setState({ chosen: { ...chosen, experiment, edited: true, ...(muted && { muted }) }, refused: null });
}

export function undo(): void {
  labStore.temporal.getState().undo();
}

export function redo(): void {
  labStore.temporal.getState().redo();
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
  setState({ chosen, refused: null, status: { state: 'idle' }, view: emptyView });
}

function refuseWhileBusy(): boolean {
  const busy = isBusy(getState().status);
  if (busy) setState({ refused: 'A run is under way. Cancel it before you open another experiment.' });
  return busy;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ExperimentError([`expected JSON, found something else (${reason})`]);
  }
}
