import {
  changeOwn,
  changeSource,
  type OwnNamedModel,
  type SourcedModel,
} from '../../../experiment/edit/model.ts';
import type { KeptReport } from '../../../worker/methods/source-reports.ts';
import { labClient } from '../../state/client.ts';
import { edit } from '../../state/editor.ts';
import { labStore } from '../../state/lab-store.ts';
import { measureAgain } from '../../state/measuring.ts';
import { ownModelStore } from './own-model-store.ts';

/** Takes a kept model for the experiment. */
export function chooseKept(kept: KeptReport): void {
  if (kept.own) chooseOwn(kept.own);
  else chooseSource(sourced(kept));
}

/** Takes a model of the visitor's own files for the experiment. */
export function chooseOwn(own: OwnNamedModel): void {
  const { model: now } = labStore.getState().chosen.experiment;
  // What a link names is asked for as it stands: its text goes on being its own.
  const same = now.file !== undefined && now.hash === own.hash;
  if (!same) edit((experiment) => changeOwn(experiment, own), { say: `The model is ${own.name}.` });
  measureAgain();
}

/** What an experiment says of a model from elsewhere. */
export function sourced({ source, revision }: Pick<KeptReport, 'source' | 'revision'>): SourcedModel {
  return { source, ...(revision !== null && { revision }) };
}

export function chooseSource(model: SourcedModel): void {
  const { model: now } = labStore.getState().chosen.experiment;
  const same = now.source === model.source && (now.revision === undefined || now.revision === model.revision);
  if (!same) edit((experiment) => changeSource(experiment, model), { say: `The model is ${model.source}.` });
  measureAgain();
}

export async function refreshKept(): Promise<void> {
  const [kept, room] = await Promise.all([labClient.sources.list(), labClient.sources.room()]);
  ownModelStore.setState({ kept: kept.ok ? kept.value : [], room: room.ok ? room.value : null });
}

/** @returns what went wrong; null where it is deleted. */
export async function deleteKept({ key }: KeptReport): Promise<string | null> {
  const outcome = await labClient.sources.remove(key);
  await refreshKept();
  measureAgain();
  return outcome.ok ? null : outcome.fault.message;
}

/** A browser that is short of room deletes first what no page asked it to keep. */
export function askToPersist(): void {
  void navigator.storage?.persist?.().catch(() => false);
}
