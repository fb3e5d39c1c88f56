import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import {
  BAKED_COUPLINGS,
  type BakedCouplings,
  type BakedFile,
} from '../../../../studies/couplings/baked-couplings.ts';
import {
  type CouplingReport,
  isMeasured,
  type MeasuredCell,
  WAYS,
  type Way,
} from '../../../../studies/couplings/coupling-report.ts';
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

/** The figures, without links. A page without the file says so by showing no figure. */
export async function loadBaked(file: BakedFile, signal?: AbortSignal): Promise<void> {
  if (!getState().baked[file]) await fetchBaked(file, `${file}-figures`, signal);
}

/** Links that are on their way. */
const coming = new Map<BakedFile, Promise<void>>();

/** The links of a matrix's cells, which weigh ten times what its figures do: fetched once one of them is reached for. */
export async function loadLinks(file: BakedFile): Promise<void> {
  if (hasLinks(getState().baked[file])) return;
  const asked = coming.get(file) ?? fetchBaked(file, file);
  coming.set(file, asked);
  try {
    await asked;
  } finally {
    coming.delete(file);
  }
}

function hasLinks(report: CouplingReport | undefined): boolean {
  return (
    report?.rows.some(({ cells }) => WAYS.some((way) => 'link' in cells[way] && cells[way].link)) ?? false
  );
}

async function fetchBaked(file: BakedFile, name: string, signal?: AbortSignal): Promise<void> {
  const response = await fetch(exampleFileUrl(`couplings/${name}.json`), signal ? { signal } : {});
  if (!response.ok) throw new Error(`${name}.json: status ${response.status}`);
  const report: CouplingReport = await response.json();
  setState(({ baked }) => ({ baked: { ...baked, [file]: report } }));
}

/** Opens a cell's experiment, whose link may still have to be fetched. */
export async function openCell(id: string, way: Way): Promise<void> {
  const { shown } = getState();
  if (shown === 'own') return;
  await loadLinks(shown);
  const cell = getState().baked[shown]?.rows.find((row) => row.id === id)?.cells[way];
  if (cell && isMeasured(cell) && cell.link) location.hash = cellAddress(cell);
}

/** Where a cell's experiment opens. */
export function cellAddress({ link }: Pick<MeasuredCell, 'link'>): string {
  return `#load/${link.slice(1)}`;
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
