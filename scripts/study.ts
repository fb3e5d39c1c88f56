/**
 * Runs studies that ship, on the CPU engine, whose bits are the same wherever it runs, and writes what they found: plan, run, merge,
 * outcome and observations. Jobs that are done are kept in .cache/studies, so the same line goes on after it was ended.
 *
 *   npm run study -- ID...                              all of it; no ID: every study
 *   npm run study -- ID... [--limit JOBS] [--shard I/N]  some jobs, and nothing is written yet
 *   npm run study -- --text                            only the text of what ships, from the outcomes as they are
 *   npm run study -- ID... --analyse                    what ships as observed, analysed again: no job is run
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { sweep } from '../src/cli/commands/sweep.ts';
import { readMerged } from '../src/cli/sweep/merged-file.ts';
import { analyseStudy } from '../src/studies/sweep/analyse.ts';
import { studyParquet } from '../src/studies/sweep/export-parquet.ts';
import { studyHash } from '../src/studies/sweep/jobs.ts';
import type { StudyOutcome } from '../src/studies/sweep/outcome.ts';
import { parseStudy } from '../src/studies/sweep/read-study.ts';
import { SHIPPED_STUDIES } from '../src/studies/sweep/shipped-studies.ts';
import type { Study } from '../src/studies/sweep/study-schema.ts';
import { shippable, shippedObservations } from './shipped-observations.ts';
import { SHIPPED_BENCH, SHIPPED_TEXT, shippedStudiesText } from './shipped-studies-text.ts';

const text = { type: 'string' } as const;
const flag = { type: 'boolean', default: false } as const;
const options = { limit: text, shard: text, analyse: flag, text: flag } as const;
const { positionals, values } = parseArgs({ allowPositionals: true, options });
const { analyse, text: onlyText, ...some } = values;
const asked = Object.entries(some).flatMap(([name, value]) => [`--${name}`, value]);
const { signal } = new AbortController();
const root = (path: string) => new URL(`../${path}`, import.meta.url).pathname;

async function lab(...args: string[]): Promise<void> {
  const code = await sweep.perform(args, signal);
  if (code !== 0) throw new Error(`lab sweep ${args.join(' ')}: ended with ${code}`);
}

/** Where a study's jobs are: one that was changed has a folder of its own. */
async function folderOf(file: string, id: string): Promise<string> {
  const hash = studyHash(parseStudy(JSON.parse(await readFile(file, 'utf8'))));
  return root(`.cache/studies/${id}-${hash.slice(0, 12)}`);
}

async function run(id: string): Promise<void> {
  const file = root(`studies/${id}.json`);
  if (analyse) {
    await analyseAgain(id, parseStudy(JSON.parse(await readFile(file, 'utf8'))));
    return;
  }
  const folder = await folderOf(file, id);
  const merged = `${folder}.json`;
  await lab('plan', file, '--out', folder);
  await lab('run', folder, '--engine', 'cpu', ...asked);
  if (asked.length > 0) return;
  await lab('merge', folder, '--json', merged);
  const { study, merged: results } = await readMerged(merged);
  for (const path of ['public/studies', 'studies/results']) await mkdir(root(path), { recursive: true });
  await writeFile(root(`public/studies/${id}.json`), outcomeText(analyseStudy(study, results)));
  await writeFile(root(`studies/results/${id}.parquet`), new Uint8Array(studyParquet(study, results)));
}

/** What ran stays as the outcome tells it; what it says is said anew. */
async function analyseAgain(id: string, study: Study): Promise<void> {
  const path = root(`public/studies/${id}.json`);
  const { jobs }: StudyOutcome = JSON.parse(await readFile(path, 'utf8'));
  const observed = await shippedObservations(study, root(`studies/results/${id}.parquet`));
  await writeFile(path, outcomeText({ ...analyseStudy(study, observed), jobs }));
}

const outcomeText = (outcome: StudyOutcome) => `${JSON.stringify(shippable(outcome))}\n`;

async function writeText(): Promise<void> {
  const outcomes: StudyOutcome[] = [];
  for (const file of SHIPPED_STUDIES.map((id) => root(`public/studies/${id}.json`)))
    if (existsSync(file)) outcomes.push(JSON.parse(await readFile(file, 'utf8')));
  const { reports } = JSON.parse(await readFile(root(SHIPPED_BENCH), 'utf8'));
  await writeFile(root(SHIPPED_TEXT), shippedStudiesText(outcomes, reports[0]));
}

if (!onlyText) for (const id of positionals.length > 0 ? positionals : SHIPPED_STUDIES) await run(id);
if (asked.length === 0) await writeText();
