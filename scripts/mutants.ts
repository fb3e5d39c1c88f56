/**
 * Do the tests catch faults? Makes deliberate one-line faults, two at a time, each in a copy of the project, and runs the
 * tests that should fail. Fails where a fault survives.
 *
 *   npm run -s mutants -- [--only WORDS] [--sample COUNT [--seed SEED]]
 *
 * A sample is drawn by the seed, which is the commit's unless one is given, so that in time every fault is met.
 */
import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Mutant } from './mutant.ts';
import { MUTANTS } from './mutant-list.ts';
import { sampleMutants } from './mutant-sample.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TIME_LIMIT = 240_000;

/** The files git knows, in a folder of their own; installed packages are linked. */
function copyProject(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mutants-'));
  const files = git('ls-files', '-z').split('\0').filter(Boolean);
  for (const file of files) cpSync(join(ROOT, file), join(folder, file));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' });
}

/** As `npm run test:unit` has it. */
const PROJECTS = { unit: ['unit', 'unit-apart', 'components'], gpu: ['gpu'] } as const;

/** Exit status of the tests: 0 where they pass, 1 where one fails, null past the time limit. */
function runTests(folder: string, project: Mutant['project'], tests: readonly string[]) {
  const projects = PROJECTS[project].flatMap((name) => ['--project', name]);
  const args = ['node_modules/vitest/vitest.mjs', 'run', ...projects, '--bail', '1', ...tests];
  // Where there is no adapter, GPU tests must fail without a fault, not pass with one.
  const env = { ...process.env, BATCHMATES_REQUIRE_ADAPTER: '1' };
  const options = { cwd: folder, timeout: TIME_LIMIT, env, maxBuffer: 1 << 28 };
  return new Promise<number | null>((resolve) => {
    execFile(process.execPath, args, options, (error) => {
      const status = error?.code;
      resolve(error ? (typeof status === 'number' ? status : null) : 0);
    });
  });
}

/** A test that fails anyway catches nothing. */
async function checkBaseline(
  folder: string,
  project: Mutant['project'],
  mutants: readonly Mutant[],
): Promise<void> {
  const tests = new Set(
    mutants.filter((mutant) => mutant.project === project).flatMap((mutant) => mutant.tests),
  );
  if (tests.size > 0 && (await runTests(folder, project, [...tests])) !== 0)
    throw new Error(`the ${project} tests fail without any fault`);
}

/** True where the tests fail on the mutant. Throws where its line is not in the file exactly once. */
async function isCaught(folder: string, { file, find, replace, project, tests }: Mutant): Promise<boolean> {
  const path = join(folder, file);
  const original = readFileSync(path, 'utf8');
  if (original.split(find).length !== 2) throw new Error(`${file}: expected "${find}" once`);
  writeFileSync(
    path,
    original.replace(find, () => replace),
  );
  try {
    return (await runTests(folder, project, tests)) === 1;
  } finally {
    writeFileSync(path, original);
  }
}

/** The faults that the arguments ask for. */
function chosenMutants(): readonly Mutant[] {
  const { values } = parseArgs({
    options: {
      only: { type: 'string', default: '' },
      sample: { type: 'string' },
      seed: { type: 'string' },
    },
  });
  const named = MUTANTS.filter(({ name, file }) => `${file}: ${name}`.includes(values.only));
  if (values.sample === undefined) return named;
  const seed = Number(values.seed ?? Number.parseInt(git('rev-parse', 'HEAD').slice(0, 8), 16));
  const sample = sampleMutants(named, Number(values.sample), seed);
  console.log(`${sample.length} of ${named.length} faults, drawn by --seed ${seed}`);
  return sample;
}

const chosen = chosenMutants();
// Two copies and two faults at a time: most of a short run of Vitest is one core's work.
const folders = [copyProject(), copyProject()];
let survived = 0;
try {
  await Promise.all([checkBaseline(folders[0], 'unit', chosen), checkBaseline(folders[1], 'gpu', chosen)]);
  // The longest first.
  const left = chosen.toSorted((a, b) => a.project.localeCompare(b.project));
  const tryFaults = async (folder: string) => {
    for (let mutant = left.shift(); mutant; mutant = left.shift()) {
      const caught = await isCaught(folder, mutant);
      if (!caught) survived++;
      console.log(`${caught ? 'caught  ' : 'SURVIVED'} ${mutant.file}: ${mutant.name}`);
    }
  };
  await Promise.all(folders.map(tryFaults));
} finally {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}
console.log(`${chosen.length - survived} of ${chosen.length} faults caught`);
process.exitCode = survived > 0 ? 1 : 0;
