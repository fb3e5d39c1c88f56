import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { CompileMessage } from '../../../gpu/compile-message.ts';
import type { ActivationDtype } from '../../../numerics/dtypes.ts';
import type { KernelSet } from '../../../numerics/sets/sets.ts';
import type { BenchSetup, Dimensions } from '../../../workbench/cases/setup.ts';
import {
  EDITABLE_KERNELS,
  type EditableKernel,
  editableKernel,
  kernelDtype,
  originalText,
} from '../../../workbench/tester/editable-kernels.ts';
import type { TestProgress } from '../../../workbench/tester/verdict.ts';
import type { Fault } from '../../../worker/fault.ts';
import { type TestEnd, TesterClient } from '../../../worker/workbench-tester-client.ts';
import { keepText, keptText } from '../../state/kept-texts.ts';

export type TestState =
  | { readonly state: 'none' }
  | { readonly state: 'running'; readonly progress: TestProgress | null }
  /** `text`: what was tested; `setup`: on what. */
  | { readonly state: 'over'; readonly end: TestEnd; readonly text: string; readonly setup: BenchSetup };

export type CompileState =
  | { readonly state: 'unknown' }
  | { readonly state: 'compiling' }
  | { readonly state: 'done'; readonly messages: readonly CompileMessage[] }
  | { readonly state: 'failed'; readonly fault: Fault };

interface EditState {
  readonly kernel: EditableKernel;
  readonly text: string;
  readonly original: string;
  readonly dimensions: Dimensions;
  readonly set: KernelSet;
  readonly dtype: ActivationDtype;
  readonly compile: CompileState;
  readonly test: TestState;
}

/** What is compiled while typing is compiled once it has stood for so long. */
const PAUSE_MS = 500;

const tester = new TesterClient();

const editStore = createStore<EditState>()(() => opened(EDITABLE_KERNELS[1]));

const { getState, setState } = editStore;
let timer = 0;

export function useEdit<Slice>(select: (state: EditState) => Slice): Slice {
  return useStore(editStore, select);
}

/** Opens a kernel with the draft that was kept of it. Compiles it; runs nothing. */
export function openKernel(id: string): void {
  if (getState().kernel.id !== id) {
    stopTest();
    setState(opened(editableKernel(id)));
  }
  compileSoon(0);
}

export function editText(text: string): void {
  const { kernel, original } = getState();
  if (text === getState().text) return;
  setState({ text });
  keepText(kernel.id, text === original ? null : text);
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

function testSetup({ kernel, dimensions, set, dtype }: EditState): BenchSetup {
  return { operation: kernel.operation, dimensions, set, parallelism: 64, dtype };
}

/** Only ever at a press of the button. */
export async function runTest(): Promise<void> {
  const state = getState();
  const { kernel, text } = state;
  const setup = testSetup(state);
  clearTimeout(timer);
  setState({ test: { state: 'running', progress: null } });
  const isCurrent = () => getState().kernel === kernel && getState().test.state === 'running';
  const end = await tester.test({ kernel: kernel.id, text, setup }, (progress) => {
    if (isCurrent()) setState({ test: { state: 'running', progress } });
  });
  if (!isCurrent()) return;
  setState({ test: { state: 'over', end, text, setup } });
  // What was typed meanwhile was not compiled.
  if (getState().text !== text || getState().compile.state !== 'done') compileSoon(0);
}

/** Ends the tester with its worker and its device; the next test starts others. */
export function stopTest(): void {
  if (getState().test.state === 'running') tester.stop();
}

/** Gives the tester's device back. */
export function leaveEditor(): void {
  clearTimeout(timer);
  tester.stop();
}

function opened(kernel: EditableKernel): EditState {
  const dtype = kernelDtype(kernel, 'bf16');
  const original = originalText(kernel, dtype);
  const { dimensions } = kernel;
  return {
    ...{ kernel, original, dimensions, dtype, set: 'invariant' },
    text: keptText(kernel.id) ?? original,
    compile: { state: 'unknown' },
    test: { state: 'none' },
  };
}

function compileSoon(pause: number): void {
  clearTimeout(timer);
  timer = window.setTimeout(() => void compile(), pause);
}

/** Waits while a test has the device: its worker answers one after the other. */
async function compile(): Promise<void> {
  const { kernel, text, dtype, test } = getState();
  if (test.state === 'running') return;
  setState({ compile: { state: 'compiling' } });
  const answer = await tester.check({ kernel: kernel.id, dtype, text });
  const now = getState();
  if (now.kernel !== kernel || now.text !== text || now.dtype !== dtype) return;
  setState({
    compile: answer.ok ? { state: 'done', messages: answer.value } : { state: 'failed', fault: answer.fault },
  });
}
