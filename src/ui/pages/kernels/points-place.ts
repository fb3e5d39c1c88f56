import { type BenchSetup, MOST_ROWS, placePath, readPlace } from '../../../workbench/cases/setup.ts';
import type { WorkbenchOn } from '../../../worker/methods/workbench.ts';
import { type BenchState, benchStore, NOTHING_FOUND } from './points-store.ts';
import { dropBench, lookSoon } from './points-work.ts';

const { getState, setState } = benchStore;

/** Goes where a link says; an empty one stays where the visitor was. */
export function followPath(path: readonly string[]): void {
  if (path.length === 0 || path.join('/') === addressOf(getState()).join('/')) {
    setState({ refused: null });
    showAddress();
    lookSoon();
    return;
  }
  try {
    const { setup, rows } = readPlace(path);
    const same = JSON.stringify(setup) === JSON.stringify(getState().setup);
    if (!same) dropBench();
    setState({ rows, refused: null, ...(same ? {} : { ...NOTHING_FOUND, setup }) });
    lookSoon();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    setState({ refused: error.message });
  }
}

export function changeSetup(change: Partial<BenchSetup>): void {
  dropBench();
  setState(({ setup }) => ({ ...NOTHING_FOUND, setup: { ...setup, ...change }, refused: null }));
  showAddress();
  lookSoon();
}

export function setRows(rows: number): void {
  if (!Number.isInteger(rows)) return;
  setState({ rows: Math.min(MOST_ROWS, Math.max(1, rows)) });
  showAddress();
  lookSoon();
}

export function benchOn(on: WorkbenchOn): void {
  if (getState().on === on) return;
  dropBench();
  setState({ ...NOTHING_FOUND, on });
  lookSoon();
}

function addressOf({ setup, rows }: Pick<BenchState, 'setup' | 'rows'>): string[] {
  return placePath({ setup, rows });
}

/** The address always leads here; the page does not move. */
function showAddress(): void {
  history.replaceState(null, '', `#kernels/${addressOf(getState()).join('/')}`);
}
