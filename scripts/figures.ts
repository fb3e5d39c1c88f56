/**
 * Renews docs/figures.json, the figures that README quotes and no shipped file holds, from results on disk:
 *
 *   npm run -s find-needle -- --engine cpu --json forks.json           (an hour; `--kinds` and `--dtypes` in parts, in parallel)
 *   npm run -s lab -- tasks --engine cpu --set variant --dtype bf16 --batch 1,8 --json tasks.json
 *   npm run -s figures -- [--forks forks.json,more.json] [--tasks tasks.json]
 *
 * What is not given stays as it is. scripts/readme.test.ts holds README to the file.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readJson } from '../src/cli/input.ts';
import { adapterName } from '../src/results/adapter-name.ts';
import type { RunRecord } from '../src/results/record.ts';
import type { TaskReport } from '../src/studies/tasks/task-report.ts';
import { type HitRate, hitRates } from './needle-rates.ts';
import type { Finding } from './needle-search.ts';

const FILE = join(import.meta.dirname, '..', 'docs', 'figures.json');

export interface Figures {
  readonly forks: {
    /** Who computed them. */
    readonly adapter: string;
    readonly rates: readonly Pick<HitRate, 'kind' | 'dtype' | 'within' | 'forked' | 'of'>[];
  };
  readonly tasks: {
    readonly adapter: string;
    readonly of: number;
    /** Solved alone, and in batches of eight. */
    readonly alone: number;
    readonly company: number;
    /** Tasks whose completion company changed in some bit, in some token, in the verdict. */
    readonly bits: number;
    readonly tokens: number;
    readonly verdicts: number;
    /** McNemar's exact test. */
    readonly p: number;
  };
}

interface SearchFile {
  readonly setting: { readonly adapter: RunRecord['adapter'] };
  readonly findings: readonly Finding[];
}

/** Fork rates of one search, or of one that was made in parts. Throws RangeError where the parts are not of one adapter. */
export function forkFigures(files: readonly SearchFile[]): Figures['forks'] {
  const adapters = new Set(files.map(({ setting }) => adapterName(setting.adapter)));
  if (adapters.size !== 1) throw new RangeError(`parts of different adapters: ${[...adapters].join(', ')}`);
  const findings = files.flatMap((file) => file.findings);
  const rates = hitRates(findings, [64, 256]);
  return {
    adapter: [...adapters][0],
    rates: rates.map(({ kind, dtype, within, forked, of }) => ({ kind, dtype, within, forked, of })),
  };
}

/** What company costs in solved tasks: of a report on two arms, alone and in company. */
export function taskFigures({ adapter, overall, against }: TaskReport): Figures['tasks'] {
  const [{ overall: company, comparison }] = against;
  return {
    adapter: adapterName(adapter),
    of: overall.total,
    alone: overall.passed,
    company: company.passed,
    bits: comparison.otherBits,
    tokens: comparison.otherTokens,
    verdicts: comparison.onlyHere + comparison.onlyThere,
    p: comparison.pValue,
  };
}

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { forks: { type: 'string' }, tasks: { type: 'string' } } });
  const before = JSON.parse(await readFile(FILE, 'utf8').catch(() => '{}')) as Partial<Figures>;
  const parts = values.forks?.split(',').map((path) => readJson(path) as Promise<SearchFile>);
  const forks = parts ? { forks: forkFigures(await Promise.all(parts)) } : {};
  const tasks = values.tasks ? { tasks: taskFigures((await readJson(values.tasks)) as TaskReport) } : {};
  await writeFile(FILE, `${JSON.stringify({ ...before, ...forks, ...tasks }, null, 2)}\n`);
}

if (process.argv[1] === import.meta.filename) await main();
