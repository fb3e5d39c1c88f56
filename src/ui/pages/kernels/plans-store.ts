import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Operation } from '../../../numerics/operations.ts';
import type { KernelSet } from '../../../numerics/sets/sets.ts';
import type { PlanQuestion } from '../../../workbench/cases/plan-comparison.ts';
import {
  INITIAL_PLACE,
  type PlanPlace,
  placeOf,
  planPath,
  readPlanPlace,
} from '../../../workbench/cases/plan-place.ts';

interface PlansState {
  readonly place: PlanPlace;
  /** Why the link that was followed is no place. */
  readonly refused: string | null;
}

const plansStore = createStore<PlansState>()(() => ({ place: INITIAL_PLACE, refused: null }));

export function usePlans<Slice>(select: (state: PlansState) => Slice): Slice {
  return useStore(plansStore, select);
}

/** Goes where a link says; an empty one stays where the visitor was. */
export function followPlans(path: readonly string[]): void {
  if (path.length === 0) {
    plansStore.setState({ refused: null });
    return;
  }
  try {
    const place = readPlanPlace(path);
    if (planPath(place).join('/') !== planPath(plansStore.getState().place).join('/'))
      plansStore.setState({ place });
    plansStore.setState({ refused: null });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    plansStore.setState({ refused: error.message });
  }
}

export function chooseOperation(operation: Operation): void {
  const { parallelism } = plansStore.getState().place.question;
  const first = placeOf(operation);
  go({ ...first, question: { ...first.question, parallelism } });
}

export function askPlans(change: Partial<Pick<PlanQuestion, 'dimensions' | 'parallelism'>>): void {
  const { place } = plansStore.getState();
  go({ ...place, question: { ...place.question, ...change } });
}

export function markPlan(set: KernelSet, rows: number): void {
  go({ ...plansStore.getState().place, set, rows });
}

/** The address always leads here; the page does not move. */
function go(place: PlanPlace): void {
  plansStore.setState({ place, refused: null });
  history.replaceState(null, '', `#kernels/plans/${planPath(place).join('/')}`);
}
