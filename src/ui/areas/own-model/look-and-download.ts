import type { DownloadProgress } from '../../../model/sources/progress.ts';
import type { KeptReport, SourceReport } from '../../../worker/methods/source-reports.ts';
import { labClient } from '../../state/client.ts';
import { labStore } from '../../state/lab-store.ts';
import { task } from '../../state/task.ts';
import { askToPersist, chooseSource, refreshKept, sourced } from './choose-model.ts';
import { learnNeeds } from './learn-needs.ts';
import { BEFORE, isBringing, type OwnModelState, ownModelStore } from './own-model-store.ts';
import { askOf, expectedHash } from './typed-source.ts';

const { getState, setState } = ownModelStore;

const look = task<string, SourceReport>(
  (looked) => setState({ looked }),
  () => void labClient.sources.cancel(asked),
);
const bring = task<DownloadProgress | null, KeptReport>(
  (download) => setState({ download }),
  () => void labClient.sources.cancel(asked),
);

/** A question is ended by the name that it was asked by. */
let asked = '';

/** Another name, hub or token: what was found under the one before is shown no longer. */
export function typeSource(patch: Partial<Pick<OwnModelState, 'name' | 'endpoint' | 'token'>>): void {
  if (isBringing(getState())) return;
  look.drop();
  setState({ ...patch, ...BEFORE });
}

/** Asks the source's host what it holds, which only a visitor's press on that host's name may do. */
export async function lookItUp(): Promise<void> {
  const ask = askOf(getState());
  setState({ ...BEFORE });
  await look.start(ask.name, async ({ isCurrent }) => {
    asked = ask.name;
    const outcome = await labClient.sources.lookUp(ask);
    if (outcome.ok && isCurrent()) await learnNeeds(outcome.value);
    return outcome;
  });
}

/** Ends a look-up that is under way. */
export function stopLooking(): void {
  look.cancel();
}

/** Nothing more is shown of what is looked up. */
export function dropLook(): void {
  look.drop();
}

/** Downloads what was looked up, goes on where an earlier download stopped, and takes it for the experiment. */
export async function downloadIt(report: SourceReport): Promise<void> {
  const state = getState();
  const { model } = labStore.getState().chosen.experiment;
  const hash = expectedHash(state, model);
  askToPersist();
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
