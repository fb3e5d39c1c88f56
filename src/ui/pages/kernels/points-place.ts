import { type CaseSetup, MOST_ROWS, placePath, readPlace } from '../../../workbench/cases/setup.ts';
import type { WorkbenchOn } from '../../../worker/methods/workbench.ts';
import { NOTHING_FOUND, type PointsState, pointsStore } from './points-store.ts';
import { dropPoints, lookSoon } from './points-work.ts';

const { getState, setState } = pointsStore;

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
    if (!same) dropPoints();
    setState({ rows, refused: null, ...(same ? {} : { ...NOTHING_FOUND, setup }) });
    lookSoon();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    setState({ refused: error.message });
  }
}

export function changeSetup(change: Partial<CaseSetup>): void {
  dropPoints();
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

export function pointsOn(on: WorkbenchOn): void {
  if (getState().on === on) return;
  dropPoints();
  setState({ ...NOTHING_FOUND, on });
  lookSoon();
}

function addressOf({ setup, rows }: Pick<PointsState, 'setup' | 'rows'>): string[] {
  return placePath({ setup, rows });
}

/** The address always leads here; the page does not move. */
function showAddress(): void {
  history.replaceState(null, '', `#kernels/${addressOf(getState()).join('/')}`);
}
