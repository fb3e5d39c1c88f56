import { ExperimentError } from '../../experiment/errors.ts';
import { decodeLink, isLink, LinkError } from '../../experiment/link.ts';
import { type Experiment, parseExperiment } from '../../experiment/schema.ts';
import { LabClient } from '../../worker/lab-client.ts';
import type { EngineKind, RunNews, TopQuery } from '../../worker/protocol.ts';
import { applyNews } from './apply-news.ts';
import { keepCertificate, keptCertificates } from './kept-certificates.ts';
import { emptyView, isBusy, type NamedExperiment } from './lab-state.ts';
import { labStore } from './lab-store.ts';

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
    add({ id: 'link', experiment: decodeLink(address).experiment });
  } catch (error) {
    if (!(error instanceof ExperimentError || error instanceof LinkError)) throw error;
    setState({ refused: `This link cannot be opened. ${error.message}` });
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

function modelsUrl(): string {
  return new URL('models/', document.baseURI).href;
}

function show(news: readonly RunNews[]): void {
  setState((state) => applyNews(state, news));
}

export function runOn(engine: EngineKind): Promise<void> {
  chooseEngine(engine);
  return run();
}

export async function cancel(): Promise<void> {
  if (!isBusy(getState().status)) return;
  setState({ status: { state: 'stopping' } });
  await labClient.cancel();
}

export function topKey({ a, b, request, position }: TopQuery): string {
  return `${a}/${b}/${request}/${position}`;
}

/** Fetches the highest logits of both arms at a position of the finished run, once. */
export async function fetchTop(query: TopQuery): Promise<void> {
  const { view } = getState();
  const key = topKey(query);
  if (view.source !== 'live' || !view.record || view.tops[key]) return;
  const answer = await labClient.topAt(query);
  // Another run may have begun meanwhile: its logits are not these.
  if (!answer.ok || getState().view.record !== view.record) return;
  setState(({ view }) => ({ view: { ...view, tops: { ...view.tops, [key]: answer.value } } }));
}

/** Puts a changed experiment in the place of the one being composed; what an earlier one gave stays on screen. */
export function editExperiment(experiment: Experiment): void {
  const { chosen } = getState();
  if (chosen.experiment !== experiment) setState({ chosen: { ...chosen, experiment, edited: true } });
}

export function undo(): void {
  labStore.temporal.getState().undo();
}

export function redo(): void {
  labStore.temporal.getState().redo();
}

/** Puts an experiment on the list, in the place of an older one of the same origin, and opens it. */
function add(named: NamedExperiment): void {
  const others = getState().experiments.filter(({ id }) => id !== named.id);
  setState({ experiments: [...others, named] });
  open(named);
}

function open(chosen: NamedExperiment): void {
  if (isBusy(getState().status)) return;
  setState({ chosen, refused: null, status: { state: 'idle' }, view: emptyView });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ExperimentError([`expected JSON, found something else (${reason})`]);
  }
}
