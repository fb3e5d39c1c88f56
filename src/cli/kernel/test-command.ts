import { basename } from 'node:path';
import { ADAPTERS } from '../../gpu/adapter-wish.ts';
import { ACTIVATION_DTYPES } from '../../numerics/dtypes.ts';
import { kernelTestJUnit, kernelTestLines, withBits } from '../../report/kernel-test-lines.ts';
import { MOST_CHARACTERS } from '../../wgsl/text-limits.ts';
import { WORKBENCH_SETS } from '../../workbench/cases/setup.ts';
import { kernelRequests } from '../../workbench/tester/kernel-question.ts';
import { type KernelReport, kernelExitCode } from '../../workbench/tester/kernel-report.ts';
import { LIKES } from '../../workbench/tester/plain-kernels.ts';
import type { CommandPart } from '../command.ts';
import { readText } from '../input.ts';
import { openFile, openOutput } from '../output.ts';
import { clearProgress, showInPlace, showsInPlace } from '../terminal.ts';
import { oneOf, parseCommand, UsageError, wholeNumber } from '../usage.ts';
import { watchedTests } from './watched-tests.ts';

const MOST_SECONDS = 3600;

const OPTIONS = {
  like: { type: 'string' },
  sizes: { type: 'string' },
  tile: { type: 'string' },
  set: { type: 'string' },
  dtype: { type: 'string' },
  adapter: { type: 'string' },
  time: { type: 'string', default: '20' },
  silence: { type: 'string', default: '60' },
  junit: { type: 'string' },
  json: { type: 'string' },
} as const;

/** `lab kernel test` */
export const kernelTest: CommandPart = {
  help: `Usage: lab kernel test FILE.wgsl --like OPERATION [options]

Runs one row alone and among others, at M = 2 to 128, first, last and in the middle, beside other contents, and compares its bits; checks the row
against f64; and where its bits follow the batch, finds the smallest M at which they do. A search, not a proof.

Kernels like matmul, rmsnorm or attention are called plainly, in f32, with one dispatch: shaders/learn/row_dot.wgsl, shaders/plain/rmsnorm.wgsl and
shaders/plain/attention.wgsl say what is bound and how many workgroups run. Kernels like lab:… are called as the engine calls its own.
Every loop is given a counter first, and the test runs in a process of its own: one that does not end is ended.

  --like OPERATION     ${LIKES.join(', ')}
  --sizes SIZES        KxN of a product, a row's length of a norm, HEADSxKVHEADSxHEADDIMxKEYS of attention; several between commas
                       (default: small ones, one of which no tile divides)
  --tile ROWSxCOLUMNS  what a workgroup of a plain product computes: as many run as cover M and N (default 1x64)
  --set SET            lab:… alone: whose plans it is given: ${WORKBENCH_SETS.join(', ')} (default invariant)
  --dtype DTYPE        lab:… alone: ${ACTIVATION_DTYPES.join(', ')} (default bf16)
  --adapter ADAPTER    ${ADAPTERS.join(', ')}, as BATCHMATES_ADAPTER says it
  --time SECONDS       longest time for the cases of one size (default 20)
  --silence SECONDS    after so long without a sign the test is ended (default 60)
  --junit FILE         also write JUnit XML: a test for each size
  --json FILE          also write what was found; - for standard output, instead of the report

Exit codes: 0 invariant as far as tested, and right; 1 not invariant, wrong, or it does not end; 2 bad input: it does not compile or cannot be called like
that; 3 time ran out before every case was run.`,

  async perform(args, signal) {
    const { values, positionals } = parseCommand(args, OPTIONS, ['a WGSL file']);
    const [path] = positionals;
    if (values.like === undefined)
      throw new UsageError(`--like: expected one of ${LIKES.join(', ')}, found nothing`);
    const { like, sizes, tile, set, dtype } = values;
    const question = { like, sizes, tile, set, dtype };
    const asked = asUsage(() => kernelRequests({ text: '', ...question }));
    if (values.adapter !== undefined)
      process.env.BATCHMATES_ADAPTER = oneOf('adapter', values.adapter, ADAPTERS);
    const seconds = (name: 'time' | 'silence') => 1000 * wholeNumber(name, values[name], 1, MOST_SECONDS);
    const watching = { silence: seconds('silence'), signal, onProgress: showCase(asked.length) };
    const output = await openOutput(values.json);
    const writeJUnit = await openFile('--junit', values.junit);
    const text = await readText(path, 4 * MOST_CHARACTERS);
    const requests = asked.map((request) => ({ ...request, text }));
    const { adapter, outcomes } = await watchedTests({ requests, time: seconds('time') }, watching);
    if (showsInPlace()) clearProgress();
    const tests = outcomes.map((outcome, i) => ({ setup: asked[i].setup, outcome }));
    const report: KernelReport = { version: 1, name: basename(path), like, adapter, tests };
    output.report(kernelTestLines(report));
    await output.json(withBits(report));
    await writeJUnit?.(kernelTestJUnit(report));
    return kernelExitCode(report);
  },
};

/** What is wrong with a value as what is wrong with its option. */
function asUsage<Value>(read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(`--${error.message}`) : error;
  }
}

function showCase(sizes: number) {
  const onTerminal = showsInPlace();
  return (
    { done, total, rows }: { readonly done: number; readonly total: number; readonly rows: number },
    test: number,
  ) => {
    if (onTerminal) showInPlace(`size ${test + 1} of ${sizes}: case ${done + 1} of ${total}, M = ${rows}`);
  };
}
