import { readFile, writeFile } from 'node:fs/promises';
import type { BenchReport } from '../src/bench/report.ts';
import { writeJson } from '../src/cli/output.ts';
import { UsageError } from '../src/cli/usage.ts';
import type { benchOptions } from './options.ts';

/** What `--json` and `--save-baseline` write. */
export interface BenchFile {
  readonly version: 1;
  readonly reports: readonly BenchReport[];
}

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
  const file = parsed(text);
  if (file?.version === 1 && Array.isArray(file.reports)) return file as BenchFile;
  throw new UsageError(`--compare: expected a file of --save-baseline, found something else in ${path}`);
}

function parsed(text: string): Partial<BenchFile> | null {
  try {
    return JSON.parse(text) as Partial<BenchFile> | null;
  } catch {
    return null;
  }
}
