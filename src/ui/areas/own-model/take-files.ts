import type { OwnNamedModel } from '../../../experiment/edit/model.ts';
import type { OwnFile } from '../../../model/sources/own-files.ts';
import type { DownloadProgress } from '../../../model/sources/progress.ts';
import type { KeptReport, OwnReport } from '../../../worker/methods/source-reports.ts';
import { labClient } from '../../state/client.ts';
import { labStore } from '../../state/lab-store.ts';
import { task } from '../../state/task.ts';
import { askToPersist, chooseOwn, refreshKept } from './choose-model.ts';
import { learnNeeds } from './learn-needs.ts';
import { dropLook } from './look-and-download.ts';
import { BEFORE, isBringing, missingOwn, ownModelStore } from './own-model-store.ts';

const { getState, setState } = ownModelStore;

const take = task<null, OwnReport>((taken) => setState({ taken }));
const hash = task<DownloadProgress | null, OwnNamedModel>(
  (hashing) => setState({ hashing }),
  () => void labClient.sources.cancel(asked),
);
const keep = task<DownloadProgress | null, KeptReport>(
  (keeping) => setState({ keeping }),
  () => void labClient.sources.cancel(asked),
);

/** A question is ended by the name that it was asked by. */
let asked = '';

/** Takes files of the visitor's own; they stay where they are. */
export async function takeFiles(files: readonly OwnFile[]): Promise<void> {
  if (isBringing(getState())) return;
  dropLook();
  setState({ ...BEFORE, name: '' });
  await take.start(null, async ({ isCurrent }) => {
    const outcome = await labClient.sources.take(files);
    if (outcome.ok && isCurrent()) await learnNeeds(outcome.value);
    return outcome;
  });
}

/**
 * Takes a model of the visitor's own files for the experiment, which knows it by its hash: all of it is read through for that. Where the experiment was made
 * with files that are not here, others are refused.
 */
export async function chooseOwnFiles({ name }: OwnReport): Promise<void> {
  if (getState().kept === null) await refreshKept();
  const missing = missingOwn(getState(), labStore.getState().chosen.experiment.model);
  let own: OwnNamedModel | null = null;
  const done = await hash.start(null, async ({ report }) => {
    asked = name;
    const ask = { name, ...(missing !== null && { hash: missing }) };
    const outcome = await labClient.sources.hash(ask, latest(report));
    if (outcome.ok) own = outcome.value;
    return outcome;
  });
  if (!done || own === null) return;
  const { hash: found } = own as OwnNamedModel;
  setState(({ hashed }) => ({ hashed: [...new Set([...hashed, found])] }));
  chooseOwn(own);
}

/** Copies files that were taken and hashed into the browser's storage, where they are after a reload. */
export async function keepOwnFiles({ name, hash }: OwnNamedModel): Promise<void> {
  askToPersist();
  await keep.start(null, async ({ report }) => {
    asked = name;
    return await labClient.sources.keep({ name, hash }, latest(report));
  });
  await refreshKept();
}

export function stopHashing(): void {
  hash.cancel();
}

export function stopKeeping(): void {
  keep.cancel();
}

function latest(report: (progress: DownloadProgress) => void) {
  return (news: readonly DownloadProgress[]) => {
    const last = news.at(-1);
    if (last) report(last);
  };
}
