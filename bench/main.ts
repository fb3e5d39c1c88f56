/** Our kernel sets and onnxruntime-web, timed in one run on one adapter: `npm run -s bench -- --help`. */

import { gateExitCode, judgeBench } from '../src/audit/gate/gate.ts';
import type { GatePolicy } from '../src/audit/gate/policy.ts';
import type { BenchFile } from '../src/bench/bench-file.ts';
import { LONG_NANO } from '../src/bench/random-model.ts';
import type { BenchPlan, BenchProgress, BenchReport } from '../src/bench/report.ts';
import { checkOutput, writeJson } from '../src/cli/output.ts';
import { clearProgress, note, showInPlace, showsInPlace } from '../src/cli/terminal.ts';
import { UsageError } from '../src/cli/usage.ts';
import { gateLines } from '../src/report/audit-gate.ts';
import { readBench, writeBench } from './bench-file.ts';
import type { BenchHost } from './bench-host.ts';
import { benchOptions, USAGE } from './options.ts';
import { formatBench } from './table.ts';

type Options = ReturnType<typeof benchOptions>;

async function main(): Promise<number> {
  const options = benchOptions(process.argv.slice(2));
  if (options.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  if (options.weights) return weights(options);
  for (const path of [options.json, options.svg, options['save-baseline']]) await checkOutput(path);
  // A file that is not there is told before the long work.
  const before = options.compare ? await readBench(options.compare) : null;
  const host = await openHost(options.host);
  try {
    const reports = await measureAll(host, options);
    await writeBench(reports, options);
    return before ? gate(before, reports, options.tolerance) : 0;
  } finally {
    await host.close();
  }
}

/** Formats and drafts, on this machine's own engines. */
async function weights({ json, repeats, seconds }: Options): Promise<number> {
  await checkOutput(json);
  const { benchWeights } = await import('./quantised/weights.ts');
  const report = await benchWeights(Number(repeats), Number(seconds));
  if (json) await writeJson(json, report);
  return 0;
}

async function openHost(name: Options['host']): Promise<BenchHost> {
  // Only what is asked for is loaded: one needs Dawn, the other a browser.
  if (name === 'node') return (await import('./node-host.ts')).nodeHost;
  return (await import('./chromium-host.ts')).openChromiumHost();
}

/** The models asked for; else the nano model, its shape with more room for what is too long for it, and on a GPU SmolLM2-135M's. */
async function measureAll(host: BenchHost, { models, planOf }: Options): Promise<BenchReport[]> {
  const reports: BenchReport[] = [];
  const add = async (plan: BenchPlan) => {
    const report = await host.bench(plan, showBench());
    clearProgress();
    process.stdout.write(`${formatBench(report)}\n`);
    reports.push(report);
    return report;
  };
  for (const model of models ?? []) await add(planOf(model));
  if (models) return reports;
  const { adapter, leftOut } = await add(planOf({ shipped: 'nano' }));
  if (leftOut.length > 0) await add(planOf({ random: LONG_NANO }, leftOut));
  if (!adapter.software) await add(planOf({ random: 'random:smollm2-135m' }));
  return reports;
}

/** The gate's exit code, of its axis speed: 1 where a step has become slower, 3 where the machine was too busy to tell of any step. */
function gate(before: BenchFile, now: readonly BenchReport[], tolerance: number): number {
  const report = judgeBench(before.reports, now, stepPolicy(tolerance));
  process.stdout.write(`${gateLines(report).join('\n')}\n`);
  return gateExitCode(report);
}

/** Steps alone, and doubt only where nothing can be told; `lab gate --policy` says more. */
function stepPolicy(tolerance: number): GatePolicy {
  const speed = { mode: 'block', measures: { step: { tolerance } } } as const;
  return { version: 1, confidence: 0.99, doubt: 'all', axes: { speed } };
}

/** On standard error: in place on a terminal, else a line a case. */
function showBench(): (progress: BenchProgress) => void {
  const onTerminal = showsInPlace();
  let shown = '';
  return ({ done, total, doing }) => {
    if (onTerminal) showInPlace(`${doing} (${done}/${total})`);
    else if (doing !== shown) note(doing);
    shown = doing;
  };
}

try {
  // onnxruntime-web on Dawn keeps handles open.
  process.exit(await main());
} catch (error) {
  if (error instanceof UsageError) {
    process.stderr.write(`bench: ${error.message}\n`);
    process.exit(2);
  }
  throw error;
}
