import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import type { Harness } from './harness.ts';

/** What is put in: `--seed` and `--inputs`, or a time. */
export interface FuzzOptions {
  readonly seed: number;
  /** Inputs at most. */
  readonly inputs: number;
  /** Milliseconds at most. */
  readonly time?: number;
  /** A case to try again: the number of an input, or the path to what it shrank to. */
  readonly path?: string;
  /** Hears of each input before it is tried. */
  readonly onCase?: (index: number) => void;
}

export interface Failure {
  /** For `--case`. */
  readonly path: string;
  readonly message: string;
  readonly files: Readonly<Record<string, string | Uint8Array>>;
}

export interface FuzzReport {
  readonly name: string;
  readonly seed: number;
  readonly inputs: number;
  /** Milliseconds of all, and of the slowest input, which is told by its number. */
  readonly time: number;
  readonly worst: { readonly time: number; readonly case: number };
  /** Inputs by what became of them. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** Bytes that the process grew by at most, and that its objects still take in the end. */
  readonly memory: { readonly peak: number; readonly kept: number };
  readonly failure: Failure | null;
}

/** Between two looks at the process's memory, which is not free. */
const INPUTS_PER_LOOK = 256;

/** Tries inputs until one fails, which is then made small, or `inputs` or `time` are used up. */
export async function runHarness<Input>(
  { name, inputs, check, keep, end }: Harness<Input>,
  options: FuzzOptions,
): Promise<FuzzReport> {
  const { seed, time, path, onCase } = options;
  const first = Number.parseInt(path ?? '0', 10);
  const outcomes: Record<string, number> = {};
  const inherited = inheritedKeys();
  const begin = performance.now();
  const before = { process: process.memoryUsage.rss(), objects: bytesInUse() };
  let highest = before.process;
  let tried = 0;
  let worst = { time: 0, case: first };
  let failed = false;

  const property = fc.asyncProperty(inputs, async (input) => {
    onCase?.(first + tried);
    const start = performance.now();
    try {
      const outcome = await check(input);
      if (inheritedKeys() !== inherited)
        throw new Error('an object that all others inherit from was changed');
      if (failed) return;
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    } catch (error) {
      failed = true;
      throw error;
    }
    const spent = performance.now() - start;
    if (spent > worst.time) worst = { time: spent, case: first + tried };
    if (tried++ % INPUTS_PER_LOOK === 0) highest = Math.max(highest, process.memoryUsage.rss());
  });
  const found = await fc.check(property, {
    seed,
    numRuns: options.inputs,
    ...(path === undefined ? {} : { path }),
    ...(time === undefined ? {} : { interruptAfterTimeLimit: time, markInterruptAsFailure: false }),
  });
  end?.();
  return {
    ...{ name, seed, inputs: tried, worst, outcomes },
    time: performance.now() - begin,
    memory: { peak: highest - before.process, kept: bytesInUse() - before.objects },
    failure: found.failed && found.counterexample ? failureOf(found, keep(found.counterexample[0])) : null,
  };
}

/** The input of a case, untried. */
export function inputAt<Input>({ inputs }: Harness<Input>, seed: number, path: string): Input {
  return fc.sample(inputs, { seed, path, numRuns: 1 })[0];
}

function failureOf<Input>(
  { counterexamplePath, errorInstance }: fc.RunDetails<[Input]>,
  files: Failure['files'],
): Failure {
  const message =
    errorInstance instanceof Error ? (errorInstance.stack ?? errorInstance.message) : String(errorInstance);
  return { path: counterexamplePath ?? '', message, files };
}

/** Bytes of all objects that something still refers to. */
function bytesInUse(): number {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect === 'function') collect();
  return process.memoryUsage().heapUsed;
}

/** How many keys the objects hold that others inherit from. */
function inheritedKeys(): number {
  const shared = [Object.prototype, Array.prototype, Function.prototype, String.prototype, Number.prototype];
  return shared.reduce<number>((sum, each) => sum + Reflect.ownKeys(each).length, 0);
}
