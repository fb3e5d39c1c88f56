import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { ColumnPicture } from '../../../../audit/drift/column-picture.ts';
import type { Demonstration } from '../../../../audit/drift/demonstration.ts';
import type { ColumnDrift, DriftReport } from '../../../../audit/drift/drift-report.ts';
import { exampleTables } from '../../../../audit/drift/example-tables.ts';
import type { Split } from '../../../../audit/drift/windows.ts';
import { worstFirst } from '../../../../report/audit-drift.ts';
import { openDrift } from '../../../../worker/drift-client.ts';
import type { Progress } from '../../../../worker/method.ts';
import type { DriftSource } from '../../../../worker/methods/audit-drift.ts';
import { newest } from '../../../../worker/newest.ts';
import { IDLE, resultOf, type Task, task } from '../../../state/task.ts';

/** A column of a window that is looked at closely. */
export interface OpenColumn {
  readonly column: ColumnDrift;
  /** Null while it is asked for. */
  readonly picture: ColumnPicture | 'none' | null;
}

interface DriftState {
  readonly reference: DriftSource | null;
  readonly currents: readonly DriftSource[];
  readonly split: Split;
  /** What is on screen was made up, or is the lab's own; then what it is. */
  readonly example: string | null;
  readonly audit: Task<Progress, DriftReport>;
  readonly opened: OpenColumn | null;
  readonly demonstration: Task<Progress, Demonstration>;
}

export const driftStore = createStore<DriftState>(() => ({
  ...{ reference: null, currents: [], split: { kind: 'none' }, example: null },
  ...{ audit: IDLE, opened: null, demonstration: IDLE },
}));
const { getState, setState } = driftStore;

export function useDrift<Slice>(select: (state: DriftState) => Slice): Slice {
  return useStore(driftStore, select);
}

/** Each a worker of its own: draws go on beside a file that is read. */
const auditor = openDrift();
const drawer = openDrift();
const auditing = task<Progress, DriftReport>(
  (audit) => setState({ audit }),
  // The worker with it: a damaged file may hold a decoder for longer than anyone waits, and it hears nothing meanwhile.
  () => auditor.end({ kind: 'cancelled', message: 'cancelled' }),
);
const drawing = task<Progress, Demonstration>(
  (demonstration) => setState({ demonstration }),
  () => void drawer.ask.turns.cancel(),
);

export const stopAudit = auditing.cancel;
export const stopDrawing = drawing.cancel;

/** The second file that is dropped is what is now; a third is the next window. */
export function takeFiles(files: readonly File[]): void {
  for (const file of files) {
    if (getState().example !== null) clear();
    if (getState().reference === null) putReference(file);
    else addCurrent(file);
  }
}

export function putReference(file: File): void {
  const isExample = getState().example !== null;
  setState({ reference: sourceOf(file), example: null, ...(isExample && { currents: [] }) });
  forget();
}

export function addCurrent(file: File): void {
  const { example, currents } = getState();
  const kept = example === null ? currents : [];
  setState({
    ...{ currents: [...kept, sourceOf(file)], example: null, split: { kind: 'none' } },
    ...(example !== null && { reference: null }),
  });
  forget();
}

/** In another order or with one less: what is shown is no longer of it. */
export function removeCurrent(at: number): void {
  setState(({ currents }) => ({ currents: currents.filter((_, i) => i !== at), example: null }));
  forget();
}

export function setSplit(split: Split): void {
  setState({ split });
  forget();
}

export function clear(): void {
  setState({ reference: null, currents: [], split: { kind: 'none' }, example: null });
  forget();
}

/** Whether there is what an audit takes. */
export function isReady({ reference, currents, split }: DriftState): boolean {
  return reference !== null && (split.kind === 'none' ? currents.length > 0 : true);
}

/** Two windows of a log that is made up. */
export async function openExample(): Promise<void> {
  const files = exampleTables().map((text, i) => new File([text], ['last-week.csv', 'this-week.csv'][i]));
  clear();
  setState({
    ...{ reference: sourceOf(files[0]), currents: [sourceOf(files[1])] },
    example: 'A request log that is made up: in the second week four columns changed, two did not.',
  });
  await startAudit();
}

/** Two arms under load as windows. */
export async function openArms(reference: DriftSource, current: DriftSource, words: string): Promise<void> {
  clear();
  setState({ reference, currents: [current], example: words });
  await startAudit();
}

export async function startAudit(): Promise<void> {
  const { reference, currents, split } = getState();
  if (!reference) return;
  setState({ opened: null });
  const job = { reference, currents: split.kind === 'none' ? currents : [], split };
  const done = await auditing.start({ done: 0, total: 0 }, ({ report }) =>
    auditor.ask.drift.audit(job, newest(report)),
  );
  const found = resultOf(getState().audit);
  if (done && found) await openColumn(worstFirst(found)[0] ?? null);
}

export async function openColumn(column: ColumnDrift | null): Promise<void> {
  setState({ opened: column && { column, picture: null } });
  if (!column) return;
  const found = await auditor.ask.drift.picture(column.name, column.window);
  const picture = found.ok ? (found.value ?? 'none') : 'none';
  if (getState().opened?.column === column) setState({ opened: { column, picture } });
}

export async function draw(seed: number, rows: number): Promise<void> {
  await drawing.start({ done: 0, total: 0 }, ({ report }) =>
    drawer.ask.drift.demonstrate(seed, rows, newest(report)),
  );
}

function forget(): void {
  auditing.drop();
  setState({ audit: IDLE, opened: null });
}

function sourceOf(file: File): DriftSource {
  return { kind: 'file', name: file.name, file };
}
