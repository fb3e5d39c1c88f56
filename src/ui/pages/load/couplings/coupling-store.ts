import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import {
  BAKED_COUPLINGS,
  type BakedCouplings,
  type BakedFile,
} from '../../../../studies/couplings/baked-couplings.ts';
import type { CouplingReport } from '../../../../studies/couplings/coupling-report.ts';
import { exampleFileUrl } from '../../../state/data-addresses.ts';
import { IDLE, type Task } from '../../../state/task.ts';
import { keptCouplings, type OwnCouplings } from './kept-couplings.ts';

/** What is under way, and how much of all is done. */
export interface CouplingStage {
  readonly words: string;
  readonly done: number;
  readonly total: number | null;
}

export interface CouplingState {
  /** What ships with the page, as far as it has come. */
  readonly baked: Partial<Readonly<Record<BakedFile, CouplingReport>>>;
  /** Measured here, on this visit or an earlier one; null: nothing was. */
  readonly own: OwnCouplings | null;
  readonly shown: BakedFile | 'own';
  readonly work: Task<CouplingStage, CouplingReport>;
}

/** What the page opens with, and what others are compared with. */
export const [FIRST]: readonly [BakedCouplings, ...BakedCouplings[]] = BAKED_COUPLINGS;

export const couplingStore = createStore<CouplingState>()(() => ({
  ...{ baked: {}, own: null, shown: FIRST.file, work: IDLE },
}));

const { getState, setState } = couplingStore;

export function useCouplings<Slice>(select: (state: CouplingState) => Slice): Slice {
  return useStore(couplingStore, select);
}

/** A page without the file says so by showing no figure. */
export async function loadBaked(file: BakedFile, signal?: AbortSignal): Promise<void> {
  if (getState().baked[file]) return;
  const response = await fetch(exampleFileUrl(`couplings/${file}.json`), signal ? { signal } : {});
  if (!response.ok) return;
  const report: CouplingReport = await response.json();
  setState(({ baked }) => ({ baked: { ...baked, [file]: report } }));
}

export function show(shown: CouplingState['shown']): void {
  setState({ shown });
  if (shown !== 'own') loadBaked(shown).catch(() => undefined);
}

/** What was measured on an earlier visit, unless something is on this one. */
export function recallOwn(): void {
  if (getState().own) return;
  const own = keptCouplings.take()?.own;
  if (own) setState({ own, shown: 'own' });
}

/** What was measured here is gone, and a first look is what the page opens with. */
export function forgetOwn(): void {
  keptCouplings.update(() => null);
  setState({ own: null, shown: FIRST.file, work: IDLE });
}
