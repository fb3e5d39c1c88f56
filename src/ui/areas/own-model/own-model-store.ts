import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { OwnNamedModel } from '../../../experiment/edit/model.ts';
import type { Experiment } from '../../../experiment/schema.ts';
import type { ModelNeeds } from '../../../lab/model-needs.ts';
import type { DownloadProgress } from '../../../model/sources/progress.ts';
import type {
  KeptReport,
  OwnReport,
  RoomReport,
  SourceReport,
} from '../../../worker/methods/source-reports.ts';
import { IDLE, isUnderWay, type Task } from '../../state/task.ts';

/** Bytes on their way: null until some have come. */
export type Transfer<Result> = Task<DownloadProgress | null, Result>;

export interface OwnModelState {
  /** A hub's name or an address, as it is typed. */
  readonly name: string;
  /** Another hub than huggingface.co; empty for that one. */
  readonly endpoint: string;
  /** For the hub's host alone: in no link, no log and no storage. */
  readonly token: string;
  /** What a host said of what was asked for, and under which name. */
  readonly looked: Task<string, SourceReport>;
  readonly download: Transfer<KeptReport>;
  readonly taken: Task<null, OwnReport>;
  /** The files that were taken, read through for their hash. */
  readonly hashing: Transfer<OwnNamedModel>;
  /** Their copy into the browser's storage. */
  readonly keeping: Transfer<KeptReport>;
  /** Of the model that was looked up or taken; null where its config does not tell. */
  readonly needs: ModelNeeds | null;
  /** Hashes of the visitor's files that this page can read. */
  readonly hashed: readonly string[];
  /** Null until the worker has said. */
  readonly kept: readonly KeptReport[] | null;
  readonly room: RoomReport | null;
}

/** Nothing looked up, nothing taken. */
export const BEFORE = {
  ...{ looked: IDLE, download: IDLE, taken: IDLE, hashing: IDLE, keeping: IDLE, needs: null },
} as const;

export const ownModelStore = createStore<OwnModelState>(() => ({
  ...BEFORE,
  ...{ name: '', endpoint: '', token: '', hashed: [], kept: null, room: null },
}));

export function useOwnModel<Slice>(select: (state: OwnModelState) => Slice): Slice {
  return useStore(ownModelStore, select);
}

/** Whether bytes are on their way: what they belong to stays until they are there. */
export function isBringing({ download, hashing, keeping }: OwnModelState): boolean {
  return [download, hashing, keeping].some(isUnderWay);
}

/** Whether the bytes of an experiment's model are here, one of the visitor's files or one that is kept. */
export function isHere(
  { kept, hashed }: Pick<OwnModelState, 'kept' | 'hashed'>,
  { source, revision, hash, file }: Experiment['model'],
): boolean {
  const whole = (kept ?? []).filter((each) => each.whole);
  if (file !== undefined)
    return hash !== undefined && (hashed.includes(hash) || whole.some((each) => each.hash === hash));
  return whole.some(
    (each) => each.source === source && (revision === undefined || each.revision === revision),
  );
}

/** The hash of the files that an experiment was made with, where they are not here yet: until they are, others are refused. */
export function missingOwn(
  state: Pick<OwnModelState, 'kept' | 'hashed'>,
  model: Experiment['model'],
): string | null {
  return model.file !== undefined && !isHere(state, model) ? (model.hash ?? null) : null;
}
