import { readFile, writeFile } from 'node:fs/promises';
import { GateError } from '../src/audit/gate/gate-error.ts';
import { readGateInput } from '../src/audit/gate/read-baseline.ts';
import type { BenchFile } from '../src/bench/bench-file.ts';
import type { BenchReport } from '../src/bench/report.ts';
import { writeJson } from '../src/cli/output.ts';
import { UsageError } from '../src/cli/usage.ts';
import type { benchOptions } from './options.ts';

export async function writeBench(
  reports: readonly BenchReport[],
  { json, svg, 'save-baseline': baseline }: ReturnType<typeof benchOptions>,
): Promise<void> {
  const file: BenchFile = { version: 1, reports };
  if (json) await writeJson(json, file);
  if (baseline) await writeJson(baseline, file);
  // The page's chart brings React with it: only where a picture is asked for.
  if (svg) await writeFile(svg, await (await import('./picture.ts')).ratesPicture(reports[0]));
}

/** Throws UsageError where there is no such file or it holds something else. */
export async function readBench(path: string): Promise<BenchFile> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new UsageError(`--compare: expected a file of --save-baseline, found nothing at ${path}`);
  });
  try {
    const input = readGateInput(text);
    if (input.kind === 'bench') return input.bench;
  } catch (error) {
    if (!(error instanceof GateError)) throw error;
    throw new UsageError(`--compare: expected a file of --save-baseline: ${path}: ${error.message}`);
  }
  throw new UsageError(
    `--compare: expected a file of --save-baseline, found an audit of a model in ${path}: lab gate takes it`,
  );
}
