import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { OutputPlace } from '../../../model/graph.ts';
import { pairKeyOf } from '../../../results/compare-reports.ts';
import type { RunRecord } from '../../../results/record.ts';
import type { CacheEntry } from '../../../studies/microscope/cache-entry.ts';
import type { CellReport } from '../../../studies/microscope/cell.ts';
import type { ElementReport } from '../../../studies/microscope/element.ts';
import type { Look, LookPlace } from '../../../studies/microscope/microscope.ts';
import type { ElementPlace } from '../../../studies/microscope/outputs.ts';
import type { Fault } from '../../../worker/fault.ts';
import type { Progress } from '../../../worker/method.ts';
import { newest } from '../../../worker/newest.ts';
import { labClient } from '../../state/client.ts';
import { labStore } from '../../state/lab-store.ts';
import { IDLE, resultOf, type Task, task } from '../../state/task.ts';

/** The latest look: one at a time, as its traces are kept for one. */
interface LookState {
  /** `lookKeyOf` of what was asked for; null where nothing was. */
  readonly key: string | null;
  /** The run that it is about. */
  readonly record: RunRecord | null;
  /** Progress counts tokens of the replay. */
  readonly look: Task<Progress, Look>;
  /** For the step that wrote the cache's first difference, which is null where that is one of the prompt's. */
  readonly search: Task<Progress, CacheEntry | null>;
  /** What is open stays until the next is there. */
  readonly cell: CellReport | null;
  readonly element: ElementReport | null;
  /** Why what was asked for last within the look could not be had. */
  readonly fault: Fault | null;
}

const NOTHING: LookState = {
  key: null,
  record: null,
  look: IDLE,
  search: IDLE,
  cell: null,
  element: null,
  fault: null,
};

export const lookStore = createStore<LookState>(() => NOTHING);
const { getState, setState } = lookStore;

const endLook = () => void labClient.turns.end({ lane: 'microscope' });
const looking = task<Progress, Look>((look) => setState({ look }), endLook);
const searching = task<Progress, CacheEntry | null>(
  (search) => setState(search.state === 'failed' ? { search, fault: search.fault } : { search }),
  endLook,
);
const opening = task<null, Pick<LookState, 'cell' | 'element'>>((now) => {
  if (now.state === 'done') setState({ ...now.result, fault: null });
  if (now.state === 'failed') setState({ fault: now.fault });
});

export function useLook<Slice>(select: (state: LookState) => Slice): Slice {
  return useStore(lookStore, select);
}

export function lookKeyOf(place: LookPlace): string {
  return `${pairKeyOf(place)}/${place.position}`;
}

/** Runs both arms again up to a token, and opens what differs first. */
export async function startLook(place: LookPlace): Promise<void> {
  const { record } = labStore.getState().view;
  closeLook();
  setState({ key: lookKeyOf(place), record });
  const done = await looking.start({ done: 0, total: 0 }, ({ report }) =>
    labClient.microscope.look(place, newest(report)),
  );
  const look = done ? resultOf(getState().look) : null;
  if (look) await openCell(look.origin ?? look.first ?? { layer: null, name: 'head' });
}

/** Runs both arms again to find the step that wrote the first key or value of a layer that differs. */
export async function searchCache(place: LookPlace, layer: number): Promise<void> {
  setState({ fault: null });
  await searching.start({ done: 0, total: place.position }, ({ report }) =>
    labClient.microscope.cacheEntry(place, layer, newest(report)),
  );
}

/** Opens an output at its first differing element. */
export async function openCell(place: OutputPlace): Promise<void> {
  await open(place, null);
}

export async function openElement(place: ElementPlace): Promise<void> {
  await open(place, place.element);
}

export function stopLook(): void {
  looking.cancel();
  searching.cancel();
}

export function closeLook(): void {
  for (const each of [looking, searching, opening]) each.drop();
  setState(NOTHING);
}

/** What was opened last wins, in whatever order the answers come. */
async function open({ layer, name }: OutputPlace, element: number | null): Promise<void> {
  await opening.start(null, async () => {
    const known = getState().cell;
    const same = known?.layer === layer && known.name === name;
    const cell = same
      ? ({ ok: true, value: known } as const)
      : await labClient.microscope.cell({ layer, name });
    if (!cell.ok) return cell;
    const shown = element ?? cell.value.differing[0]?.element ?? 0;
    const report = await labClient.microscope.element({ layer, name, element: shown });
    return report.ok ? { ok: true, value: { cell: cell.value, element: report.value } } : report;
  });
}
