import { parseCensus } from '../../census/parse-census.ts';
import { censusRuntime } from '../../census/runtime.ts';
import { type TakeCensus, takeCensus, takeHostCensus } from '../../census/take-census.ts';
import { CpuEngine } from '../../engines/cpu/cpu.ts';
import { openNodeGpu } from '../../gpu/open-gpu.node.ts';
import { censusLines, comparedCensusLines } from '../../report/census.ts';
import { USER_AGENT } from '../certificate-store.ts';
import type { Command } from '../command.ts';
import { readJson } from '../input.ts';
import { openOutput } from '../output.ts';
import { clearProgress, showInPlace, showsInPlace } from '../terminal.ts';
import { oneOf, parseCommand, shownPath } from '../usage.ts';

const OPTIONS = {
  engine: { type: 'string', default: 'webgpu' },
  beside: { type: 'string' },
  json: { type: 'string' },
} as const;

export const census: Command = {
  summary: 'ask this adapter how it rounds, fuses, reorders and flushes: the census',
  help: `Usage: lab census [options]

Asks the adapter what WGSL leaves open: rounding of + - x / and square root, functions against f64 in ulp, fusion and reassociation with and
without the barrier of portable arithmetic, subnormals by operation, 16-bit floats, NaN and -0, subgroups, limits, and how long a dispatch and
a readback take. Takes some seconds. BATCHMATES_ADAPTER chooses the adapter, as for every command. docs/census.md says what each field
means and how to send one.

  --engine ENGINE  webgpu (default), or cpu: what the lab's CPU engine answers, which is what others are read against
  --beside FILE    also say in which facts it differs from another census; the repository's folder census has one of each adapter seen so far
  --json FILE      also write the census; - for standard output, instead of the report`,

  async perform(args, signal) {
    const { values } = parseCommand(args, OPTIONS, []);
    const engine = oneOf('engine', values.engine, ['webgpu', 'cpu'] as const);
    const { beside } = values;
    const other = beside === undefined ? null : parseCensus(await readJson(beside), shownPath(beside));
    const output = await openOutput(values.json);
    const take = {
      ...{ runtime: censusRuntime(USER_AGENT), on: new Date().toISOString().slice(0, 10) },
      ...{ signal, onProgress: showQuestions() },
    };
    const taken =
      engine === 'cpu' ? await takeHostCensus(new CpuEngine().adapter, take) : await ofDevice(take);
    clearProgress();
    output.report([...censusLines(taken), ...(other ? ['', ...comparedCensusLines(taken, other)] : [])]);
    await output.json(taken);
    return 0;
  },
};

async function ofDevice(take: TakeCensus) {
  const gpu = await openNodeGpu();
  try {
    return await takeCensus(gpu, take);
  } finally {
    gpu.device.destroy();
  }
}

function showQuestions(): TakeCensus['onProgress'] {
  if (!showsInPlace()) return undefined;
  return (asked, done, total) => showInPlace(`question ${done + 1} of ${total}: ${asked}`);
}
