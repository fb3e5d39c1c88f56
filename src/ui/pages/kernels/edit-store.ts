import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { CompileMessage } from '../../../gpu/compile-message.ts';
import type { ActivationDtype } from '../../../numerics/dtypes.ts';
import type { KernelSet } from '../../../numerics/sets/sets.ts';
import type { CaseSetup, Dimensions } from '../../../workbench/cases/setup.ts';
import {
  EDITABLE_KERNELS,
  type EditableKernel,
  editableKernel,
  kernelDtype,
  originalText,
} from '../../../workbench/tester/editable-kernels.ts';
import { currentText } from '../../../workbench/tester/older-text.ts';
import type { TestProgress } from '../../../workbench/tester/verdict.ts';
import { type TestEnd, TesterClient } from '../../../worker/workbench-tester-client.ts';
import { takeHanded } from '../../state/edit-kernel.ts';
import { keepKernel, keptKernel } from '../../state/kept-kernels.ts';
import { IDLE, isUnderWay, type Task, task } from '../../state/task.ts';

/** A test that is over, however it ended: what was tested, and on what. */
export interface Tested {
  readonly end: TestEnd;
  readonly text: string;
  readonly setup: CaseSetup;
}

export type CompileState = Task<null, readonly CompileMessage[]>;

interface EditState {
  readonly kernel: EditableKernel;
  readonly text: string;
  readonly original: string;
  readonly dimensions: Dimensions;
  readonly set: KernelSet;
  readonly dtype: ActivationDtype;
  readonly compile: CompileState;
  /** Progress is null while the kernel compiles. */
  readonly test: Task<TestProgress | null, Tested>;
}

/** What is compiled while typing is compiled once it has stood for so long. */
const PAUSE_MS = 500;

const tester = new TesterClient();

const editStore = createStore<EditState>()(() => opened(EDITABLE_KERNELS[1]));

const { getState, setState } = editStore;
const testing = task<TestProgress | null, Tested>(
  (test) => setState({ test }),
  () => tester.stop(),
);
const compiling = task<null, readonly CompileMessage[]>((compile) => setState({ compile }));
let timer = 0;

export function useEdit<Slice>(select: (state: EditState) => Slice): Slice {
  return useStore(editStore, select);
}

/** Opens a kernel with the draft that was kept of it. Compiles it; runs nothing. */
export function openKernel(id: string): void {
  if (getState().kernel.id !== id) {
    testing.drop();
    compiling.drop();
    setState(opened(editableKernel(id)));
  }
  const handed = takeHanded(id);
  if (handed !== null) editText(handed);
  compileSoon(0);
}

export function editText(text: string): void {
  const { kernel, original } = getState();
  if (text === getState().text) return;
  setState({ text });
  keepKernel(kernel.id, text === original ? null : text);
  compileSoon(PAUSE_MS);
}

export function restoreOriginal(): void {
  editText(getState().original);
}

export function changeTest(change: Partial<Pick<EditState, 'dimensions' | 'set'>>): void {
  setState(change);
}

/** The original's text is the same in every dtype; what stands before it is not. */
export function changeDtype(dtype: ActivationDtype): void {
  setState({ dtype });
  compileSoon(0);
}

function testSetup({ kernel, dimensions, set, dtype }: EditState): CaseSetup {
  return { operation: kernel.operation, dimensions, set, parallelism: 64, dtype };
}

/** Only ever at a press of the button. */
export async function runTest(): Promise<void> {
  const state = getState();
  const { kernel, text } = state;
  const setup = testSetup(state);
  clearTimeout(timer);
  const over = await testing.start(null, async ({ report }) => {
    const end = await tester.test({ kernel: kernel.id, text, setup }, report);
    return { ok: true, value: { end, text, setup } };
  });
  // What was typed meanwhile was not compiled.
  if (over && (getState().text !== text || getState().compile.state !== 'done')) compileSoon(0);
}

/** Ends the tester with its worker and its device; the next test starts others. */
export const stopTest = testing.cancel;

/** Gives the tester's device back. */
export function leaveEditor(): void {
  clearTimeout(timer);
  tester.stop();
}

function opened(kernel: EditableKernel): EditState {
  const dtype = kernelDtype(kernel, 'bf16');
  const original = originalText(kernel, dtype);
  const { dimensions } = kernel;
  const kept = keptKernel(kernel.id);
  return {
    ...{ kernel, original, dimensions, dtype, set: 'invariant' },
    text: kept === null ? original : currentText(kept),
    compile: IDLE,
    test: IDLE,
  };
}

/** What is being compiled meanwhile is of an older text or dtype. */
function compileSoon(pause: number): void {
  clearTimeout(timer);
  compiling.drop();
  timer = window.setTimeout(() => void compile(), pause);
}

/** Waits while a test has the device: its worker answers one after the other. */
async function compile(): Promise<void> {
  const { kernel, text, dtype, test } = getState();
  if (isUnderWay(test)) return;
  await compiling.start(null, () => tester.check({ kernel: kernel.id, dtype, text }));
}
