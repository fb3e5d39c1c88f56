import { compilerMessages } from '../../gpu/compile-edited.ts';
import type { Gpu } from '../../gpu/device.ts';
import { GpuError } from '../../gpu/errors.ts';
import { textProblem } from '../../wgsl/text-limits.ts';
import { correctnessOf } from '../cases/correctness.ts';
import type { CaseSetup } from '../cases/setup.ts';
import { caseValues } from '../cases/values.ts';
import { rowDistance } from '../points/point.ts';
import { ALONE, casesOf, OWN_CONTENTS } from './companies.ts';
import { preludeText } from './editable-kernels.ts';
import { explain, type Found, smallest } from './narrow.ts';
import { testedKernel } from './plain-kernels.ts';
import { StoppedKernel, TestedKernel } from './tested-kernel.ts';
import type { TestProgress, TestRequest, Verdict } from './verdict.ts';

const TIME_MS = 20_000;

interface TestOptions {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: TestProgress) => void;
  /** Longest time that cases are run for, in milliseconds. */
  readonly time?: number;
}

/**
 * Runs one row alone and among others and compares its bits: a search for a counterexample, not a proof. Throws what the signal
 * says where aborted, and GpuError where the device is lost.
 */
export async function testInvariance(gpu: Gpu, request: TestRequest, options: TestOptions): Promise<Verdict> {
  const kernel = testedKernel(request.kernel);
  const { setup, text, tile } = request;
  const prelude = preludeText(kernel, setup.dtype);
  const problem = textProblem(prelude, text);
  if (problem) return { kind: 'too-much', problem };
  const messages = await compilerMessages(gpu, prelude, text);
  if (messages.some(({ type }) => type === 'error')) return { kind: 'compile', messages };
  const time = options.time ?? TIME_MS;
  const tested = new TestedKernel(gpu, kernel, setup, caseValues(setup), { text, time, tile });
  try {
    return await search(tested, setup, { ...options, time });
  } catch (error) {
    if (error instanceof StoppedKernel) return { kind: 'stopped', ...error.at };
    gpu.errors.check();
    const refused = error instanceof GpuError || error instanceof RangeError || error instanceof SyntaxError;
    if (refused && !options.signal.aborted) return { kind: 'refused', message: error.message };
    throw error;
  } finally {
    tested.destroy();
  }
}

async function search(
  tested: TestedKernel,
  setup: CaseSetup,
  options: TestOptions & { readonly time: number },
): Promise<Verdict> {
  const start = performance.now();
  const until = start + options.time;
  const alone = await tested.run(ALONE);
  const again = await tested.run(ALONE);
  const { first } = rowDistance(alone, again);
  if (first !== null) return { kind: 'unsteady', element: first, first: alone[first], second: again[first] };
  const check = correctnessOf(setup, caseValues(setup));
  const { done, all, rows, found } = await tryCompanies(tested, setup, alone, { ...options, until });
  const least = found && (await smallest(tested, found, { ...options, until }));
  return {
    kind: 'tested',
    counterexample:
      least && (await explain(tested, least, correctnessOf(setup, caseValues(setup, least.company.own)))),
    check: check(alone),
    cases: done + (least?.runs ?? 0),
    rows,
    contents: OWN_CONTENTS[setup.operation],
    complete: found !== null || done === all,
    milliseconds: performance.now() - start,
  };
}

/** Every case in turn, until one makes a difference or time is up. */
async function tryCompanies(
  tested: TestedKernel,
  { operation }: CaseSetup,
  first: Float32Array<ArrayBuffer>,
  { signal, onProgress, until }: TestOptions & { readonly until: number },
) {
  const cases = casesOf(operation);
  let [own, alone] = [ALONE.own, first];
  const rows = new Set<number>();
  let done = 0;
  let found: Found | null = null;
  for (const company of cases) {
    signal.throwIfAborted();
    if (performance.now() > until) break;
    onProgress({ done, total: cases.length, rows: company.rows });
    if (company.own !== own) {
      own = company.own;
      alone = await tested.run({ ...ALONE, ...(own !== undefined && { own }) });
    }
    const row = await tested.run(company);
    done++;
    rows.add(company.rows);
    if (rowDistance(alone, row).differing === 0) continue;
    found = { company, row, alone };
    break;
  }
  return { done, all: cases.length, rows: [...rows].toSorted((a, b) => a - b), found };
}
