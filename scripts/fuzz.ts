/**
 * Puts strangers' input to every boundary that it comes in by, and fails where what must hold of it does not.
 *
 *   npm run -s fuzz [-- --minutes N | --inputs N] [--only NAME] [--seed SEED] [--case CASE]
 *
 * Each harness (scripts/fuzz/) runs for `--minutes`, one by default, or for `--inputs`. A case that fails is made small,
 * printed, kept under .cache/fuzz/ and tried again by what is printed with it.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { HARNESSES } from './fuzz/harnesses.ts';
import { type Failure, type FuzzReport, inputAt } from './fuzz/run-harness.ts';
import { type Watched, watchHarness } from './fuzz/watch.ts';

const KEPT = fileURLToPath(new URL('../.cache/fuzz', import.meta.url));
/** More than `--minutes` will see. */
const NO_END = 2 ** 31 - 1;
/** Milliseconds that no input may take, on a machine that has other work too. */
const LONGEST_INPUT = 5_000;
const SHOWN_CHARACTERS = 600;

const { values } = parseArgs({
  options: {
    minutes: { type: 'string' },
    inputs: { type: 'string' },
    only: { type: 'string' },
    seed: { type: 'string' },
    case: { type: 'string' },
  },
});

function number(name: 'minutes' | 'inputs' | 'seed', otherwise: number): number {
  const value = Number(values[name] ?? otherwise);
  if (!(value >= 0)) throw new Error(`--${name}: expected a number, found "${values[name]}"`);
  return value;
}

const names = HARNESSES.map(({ name }) => name);
if (values.only !== undefined && !names.includes(values.only))
  throw new Error(`--only: expected one of ${names.join(', ')}, found "${values.only}"`);

const seed = number('seed', Math.floor(Math.random() * 2 ** 31));
const timed = values.inputs === undefined && values.case === undefined;
const options = {
  seed,
  inputs: values.case === undefined ? number('inputs', NO_END) : 1,
  ...(timed ? { time: 60_000 * number('minutes', 1) } : {}),
  ...(values.case === undefined ? {} : { path: values.case }),
};

console.log(`seed ${seed}`);
for (const harness of HARNESSES.filter(({ name }) => name === (values.only ?? name))) {
  const watched = await watchHarness(harness.name, options);
  const failure = failureOf(harness, watched);
  console.log(`\n${harness.name}: ${harness.property}`);
  if (watched.kind === 'report') console.log(figures(watched.report).join('\n'));
  if (failure) {
    process.exitCode = 1;
    console.log(problem(harness.name, failure).join('\n'));
  }
}

/** What is wrong with a run: an input that fails, never ends, or ends too late. */
function failureOf(harness: (typeof HARNESSES)[number], watched: Watched): Failure | null {
  const failure = (at: number, message: string): Failure => {
    const path = values.case ?? String(at);
    return { path, message, files: harness.keep(inputAt(harness, seed, path)) };
  };
  if (watched.kind === 'lost') return failure(watched.case, watched.how);
  const { failure: found, worst } = watched.report;
  if (found || worst.time < LONGEST_INPUT) return found;
  return failure(worst.case, `it took ${(worst.time / 1000).toFixed(1)} s`);
}

function figures({ inputs, time, worst, memory, outcomes }: FuzzReport): string[] {
  const rate = Math.round((1000 * inputs) / time);
  const counts = Object.entries(outcomes).toSorted(([, a], [, b]) => b - a);
  return [
    `  ${inputs} inputs in ${(time / 1000).toFixed(1)} s, ${rate} a second`,
    `  slowest ${worst.time.toFixed(0)} ms (--case ${worst.case})`,
    `  memory: ${megabytes(memory.peak)} at most above the start, ${megabytes(memory.kept)} kept at the end`,
    ...counts.map(([outcome, count]) => `  ${String(count).padStart(9)} ${outcome}`),
  ];
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** Keeps the input and says where, and how to try it again. */
function problem(name: string, { path, message, files }: Failure): string[] {
  const folder = join(KEPT, `${name}-${seed}-${path.replaceAll(':', '.')}`);
  mkdirSync(folder, { recursive: true });
  for (const [file, content] of Object.entries(files)) writeFileSync(join(folder, file), content);
  const [text = ''] = Object.values(files).filter((content) => typeof content === 'string');
  return [
    `FAILED ${name}: ${message}`,
    ...(text === '' ? [] : [`input: ${JSON.stringify(text.slice(0, SHOWN_CHARACTERS))}`]),
    `kept in ${folder}`,
    `again: npm run -s fuzz -- --only ${name} --seed ${seed} --case ${path}`,
  ];
}
