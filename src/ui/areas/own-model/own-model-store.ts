import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { changeModel, changeSource, type SourcedModel } from '../../../experiment/edit/model.ts';
import { HUB, type NamedSource, parseSource, writeSource } from '../../../experiment/model-source.ts';
import type { Experiment } from '../../../experiment/schema.ts';
import type { ModelNeeds } from '../../../lab/model-needs.ts';
import type { ModelConfig } from '../../../model/model-config.ts';
import type { DownloadProgress } from '../../../model/sources/download.ts';
import type { OwnFile } from '../../../model/sources/own-files.ts';
import type {
  KeptReport,
  OwnReport,
  RoomReport,
  SourceAsk,
  SourceReport,
} from '../../../worker/methods/sources.ts';
import { labClient } from '../../state/client.ts';
import { edit } from '../../state/editor.ts';
import { labStore } from '../../state/lab-store.ts';
import { measureAgain } from '../../state/measuring.ts';
import { IDLE, isUnderWay, type Task, task } from '../../state/task.ts';

interface OwnModelState {
  /** A hub's name or an address, as it is typed. */
  readonly name: string;
  /** Another hub than huggingface.co; empty for that one. */
  readonly endpoint: string;
  /** For the hub's host alone: in no link, no log and no storage. */
  readonly token: string;
  /** What a host said of what was asked for, and under which name. */
  readonly looked: Task<string, SourceReport>;
  readonly taken: Task<null, OwnReport>;
  readonly download: Task<DownloadProgress | null, KeptReport>;
  /** Of the model that was looked up or taken; null where its config does not tell. */
  readonly needs: ModelNeeds | null;
  /** Null until the worker has said. */
  readonly kept: readonly KeptReport[] | null;
  readonly room: RoomReport | null;
}

const BEFORE = { looked: IDLE, taken: IDLE, download: IDLE, needs: null } as const;

export const ownModelStore = createStore<OwnModelState>(() => ({
  ...BEFORE,
  ...{ name: '', endpoint: '', token: '', kept: null, room: null },
}));
const { getState, setState } = ownModelStore;

export function useOwnModel<Slice>(select: (state: OwnModelState) => Slice): Slice {
  return useStore(ownModelStore, select);
}

const look = task<string, SourceReport>(
  (looked) => setState({ looked }),
  () => void cancel(),
);
const take = task<null, OwnReport>((taken) => setState({ taken }));
const bring = task<DownloadProgress | null, KeptReport>(
  (download) => setState({ download }),
  () => void cancel(),
);

/** A question is ended by the name that it was asked by. */
let asked = '';
function cancel(): Promise<unknown> {
  return labClient.sources.cancel(asked);
}

/** The source that is typed, or what is wrong with the text; null where there is none. */
export function typedSource({
  name,
  endpoint,
}: Pick<OwnModelState, 'name' | 'endpoint'>): NamedSource | string | null {
  return name.trim() === '' ? null : parseSource(name.trim(), endpointOf(endpoint));
}

/** The host that a source is asked of, with its port where that is no default one. */
export function hostOf({ source }: NamedSource, endpoint: string): string {
  const address = source.kind === 'address' ? source.url : endpointOf(endpoint);
  return URL.canParse(address) ? new URL(address).host : address;
}

function endpointOf(endpoint: string): string {
  return endpoint.trim().replace(/\/+$/, '') || HUB;
}

/** Another name, hub or token: what was found under the one before is shown no longer. */
export function typeSource(patch: Partial<Pick<OwnModelState, 'name' | 'endpoint' | 'token'>>): void {
  if (isUnderWay(getState().download)) return;
  look.drop();
  setState({ ...patch, ...BEFORE });
}

function askOf({ name, endpoint, token }: OwnModelState): SourceAsk {
  return {
    name: name.trim(),
    ...(endpoint.trim() !== '' && { endpoint: endpointOf(endpoint) }),
    ...(token.trim() !== '' && { token: token.trim() }),
  };
}

/** Asks the source's host what it holds, which only a visitor's press on that host's name may do. */
export async function lookItUp(): Promise<void> {
  const ask = askOf(getState());
  setState({ ...BEFORE });
  await look.start(ask.name, async ({ isCurrent }) => {
    asked = ask.name;
    const outcome = await labClient.sources.lookUp(ask);
    if (outcome.ok && isCurrent()) await learnNeeds(outcome.value.config);
    return outcome;
  });
}

/** What a model would take here with the experiment as it is composed. */
async function learnNeeds(config: ModelConfig | null): Promise<void> {
  if (config === null) return;
  const outcome = await labClient.sources.needs(config, labStore.getState().chosen.experiment);
  setState({ needs: outcome.ok ? outcome.value : null });
}

/** The hash that the experiment names the typed model by; null where it names another model, or none. */
export function expectedHash(
  state: Pick<OwnModelState, 'name' | 'endpoint'>,
  { source, revision, hash }: Experiment['model'],
): string | null {
  const typed = typedSource(state);
  if (typed === null || typeof typed === 'string' || hash === undefined) return null;
  const same = writeSource(typed.source) === source && typed.revision === (revision ?? null);
  return same ? hash : null;
}

/** Downloads what was looked up, goes on where an earlier download stopped, and takes it for the experiment. */
export async function downloadIt(report: SourceReport): Promise<void> {
  const state = getState();
  const { model } = labStore.getState().chosen.experiment;
  const hash = expectedHash(state, model);
  // A browser that is short of room deletes first what no page asked it to keep.
  void navigator.storage?.persist?.().catch(() => false);
  const done = await bring.start(null, async ({ report: tell }) => {
    const ask = askOf(state);
    asked = ask.name;
    return await labClient.sources.download({ ...ask, ...(hash !== null && { hash }) }, (news) => {
      const latest = news.at(-1);
      if (latest) tell(latest);
    });
  });
  await refreshKept();
  const pinned = hash ?? report.hash;
  if (done) chooseSource({ ...sourced(report), ...(pinned !== null && { hash: pinned }) });
}

export function stopDownload(): void {
  bring.cancel();
}

/** Takes files of the visitor's own; they stay where they are. */
export async function takeFiles(files: readonly OwnFile[]): Promise<void> {
  look.drop();
  setState({ ...BEFORE });
  let own: OwnReport | null = null;
  await take.start(null, async ({ isCurrent }) => {
    const outcome = await labClient.sources.take(files);
    if (outcome.ok && isCurrent()) {
      own = outcome.value;
      await learnNeeds(own.config);
    }
    return outcome;
  });
}

/** Takes a model of the visitor's own files for the experiment. */
export function chooseOwnFiles({ name }: OwnReport): void {
  edit((experiment) => changeModel(experiment, name), { say: `The model is ${name}.` });
  measureAgain();
}

/** Takes a kept model for the experiment. */
export function chooseKept(kept: KeptReport): void {
  chooseSource(sourced(kept));
}

function sourced({ source, revision }: Pick<KeptReport, 'source' | 'revision'>): SourcedModel {
  return { source, ...(revision !== null && { revision }) };
}

function chooseSource(model: SourcedModel): void {
  const { model: now } = labStore.getState().chosen.experiment;
  // What a link names is asked for as it stands: its text goes on being its own.
  const same = now.source === model.source && (now.revision === undefined || now.revision === model.revision);
  if (!same) edit((experiment) => changeSource(experiment, model), { say: `The model is ${model.source}.` });
  measureAgain();
}

export async function refreshKept(): Promise<void> {
  const [kept, room] = await Promise.all([labClient.sources.list(), labClient.sources.room()]);
  setState({ kept: kept.ok ? kept.value : [], room: room.ok ? room.value : null });
}

/** @returns what went wrong; null where it is deleted. */
export async function deleteKept({ key }: KeptReport): Promise<string | null> {
  const outcome = await labClient.sources.remove(key);
  await refreshKept();
  measureAgain();
  return outcome.ok ? null : outcome.fault.message;
}
