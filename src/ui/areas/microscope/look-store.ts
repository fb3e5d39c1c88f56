import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { pairKeyOf } from '../../../results/compare-reports.ts';
import type { RunRecord } from '../../../results/record.ts';
import type { CacheEntry } from '../../../studies/microscope/cache-entry.ts';
import type { CellReport } from '../../../studies/microscope/cell.ts';
import type { ElementReport } from '../../../studies/microscope/element.ts';
import type { OutputPlace } from '../../../studies/microscope/inputs.ts';
import type { Look, LookPlace } from '../../../studies/microscope/microscope.ts';
import type { ElementPlace } from '../../../studies/microscope/operands.ts';
import type { Fault } from '../../../worker/fault.ts';
import type { Progress } from '../../../worker/method.ts';
import { newest } from '../../../worker/newest.ts';
import { labClient } from '../../state/actions.ts';
import { labStore } from '../../state/lab-store.ts';

/** The latest look: one at a time, as its traces are kept for one. */
interface LookState {
  /** `lookKeyOf` of what was asked for; null where nothing was. */
  readonly key: string | null;
  /** The run that it is about. */
  readonly record: RunRecord | null;
  /** Null where no work is under way. */
  readonly progress: { readonly done: number; readonly total: number } | null;
  /** Where the cache's first difference is being searched for. */
  readonly search: { readonly done: number; readonly total: number } | null;
  /** The step that wrote it, null where that is one of the prompt's; undefined until it was searched for. */
  readonly entry: CacheEntry | null | undefined;
  readonly fault: Fault | null;
  readonly look: Look | null;
  readonly cell: CellReport | null;
  readonly element: ElementReport | null;
}

const NOTHING: LookState = {
  key: null,
  record: null,
  progress: null,
  search: null,
  entry: undefined,
  fault: null,
  look: null,
  cell: null,
  element: null,
};

const lookStore = createStore<LookState>(() => NOTHING);

export function useLook<Slice>(select: (state: LookState) => Slice): Slice {
  return useStore(lookStore, select);
}

export function lookKeyOf(place: LookPlace): string {
  return `${pairKeyOf(place)}/${place.position}`;
}

/** Runs both arms again up to a token, and opens what differs first. */
export async function startLook(place: LookPlace): Promise<void> {
  const { record } = labStore.getState().view;
  const key = lookKeyOf(place);
  const asked = { ...NOTHING, key, record, progress: { done: 0, total: 0 } };
  lookStore.setState(asked);
  const isCurrent = () => lookStore.getState().key === key && lookStore.getState().record === record;
  const showProgress = newest<Progress>((progress) => {
    if (isCurrent() && lookStore.getState().progress) lookStore.setState({ progress });
  });
  const answer = await labClient.microscope.look(place, showProgress);
  if (!isCurrent()) return;
  if (!answer.ok) {
    const fault = answer.fault.kind === 'cancelled' ? null : answer.fault;
    lookStore.setState({ progress: null, fault });
    return;
  }
  const { value: look } = answer;
  lookStore.setState({ progress: null, look });
  await openCell(look.origin ?? look.first ?? { layer: null, name: 'head' });
}

/** Runs both arms again to find the step that wrote the first key or value of a layer that differs. */
export async function searchCache(place: LookPlace, layer: number): Promise<void> {
  const { look } = lookStore.getState();
  lookStore.setState({ search: { done: 0, total: place.position }, entry: undefined, fault: null });
  const isCurrent = () => lookStore.getState().look === look;
  const showProgress = newest<Progress>((search) => {
    if (isCurrent() && lookStore.getState().search) lookStore.setState({ search });
  });
  const answer = await labClient.microscope.cacheEntry(place, layer, showProgress);
  if (!isCurrent()) return;
  if (answer.ok) lookStore.setState({ search: null, entry: answer.value });
  else lookStore.setState({ search: null, fault: answer.fault.kind === 'cancelled' ? null : answer.fault });
}

/** Opens an output at its first differing element. */
export async function openCell(place: OutputPlace): Promise<void> {
  await open(place, null);
}

export async function openElement(place: ElementPlace): Promise<void> {
  await open(place, place.element);
}

export function stopLook(): void {
  void labClient.turns.end({ lane: 'microscope' });
}

export function closeLook(): void {
  lookStore.setState(NOTHING);
}

/** What was opened last wins, in whatever order the answers come. */
let opened = 0;

async function open(place: OutputPlace, element: number | null): Promise<void> {
  const { look } = lookStore.getState();
  const mine = ++opened;
  const { layer, name } = place;
  const known = lookStore.getState().cell;
  const same = known?.layer === layer && known.name === name;
  const cell = same
    ? ({ ok: true, value: known } as const)
    : await labClient.microscope.cell({ layer, name });
  const shown = cell.ok ? (element ?? cell.value.differing[0]?.element ?? 0) : 0;
  const report = cell.ok ? await labClient.microscope.element({ layer, name, element: shown }) : cell;
  if (mine !== opened || lookStore.getState().look !== look) return;
  if (cell.ok && report.ok) lookStore.setState({ cell: cell.value, element: report.value, fault: null });
  else lookStore.setState({ fault: cell.ok ? (report.ok ? null : report.fault) : cell.fault });
}
