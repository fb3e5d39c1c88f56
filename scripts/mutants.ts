/**
 * Do the tests catch faults? Makes one deliberate one-line fault at a time in a copy of the project and runs the tests that
 * should fail. Fails where a fault survives.
 *
 *   npm run -s mutants -- [--only WORDS]
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Mutant } from './mutant.ts';
import { MUTANTS } from './mutant-list.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const TIME_LIMIT = 240_000;

/** The files git knows, in a folder of their own; installed packages are linked. */
function copyProject(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mutants-'));
  const files = execFileSync('git', ['ls-files', '-z'], { cwd: ROOT, encoding: 'utf8' })
    .split('\0')
    .filter(Boolean);
  for (const file of files) cpSync(join(ROOT, file), join(folder, file));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/** Exit status of the tests: 0 where they pass, 1 where one fails, null past the time limit. */
function runTests(folder: string, project: string, tests: readonly string[]): number | null {
  const args = ['vitest', 'run', '--project', project, '--bail', '1', ...tests];
  return spawnSync('npx', args, { cwd: folder, stdio: 'ignore', timeout: TIME_LIMIT }).status;
}

/** A test that fails anyway catches nothing. */
function checkBaseline(folder: string): void {
  for (const project of ['unit', 'gpu'] as const) {
    const tests = new Set(
      MUTANTS.filter((mutant) => mutant.project === project).flatMap((mutant) => mutant.tests),
    );
    if (runTests(folder, project, [...tests]) !== 0)
      throw new Error(`the ${project} tests fail without any fault`);
  }
}

/** True where the tests fail on the mutant. Throws where its line is not in the file exactly once. */
function isCaught(folder: string, { file, find, replace, project, tests }: Mutant): boolean {
  const path = join(folder, file);
  const original = readFileSync(path, 'utf8');
  if (original.split(find).length !== 2) throw new Error(`${file}: expected "${find}" once`);
  writeFileSync(
    path,
    original.replace(find, () => replace),
  );
  try {
    return runTests(folder, project, tests) === 1;
  } finally {
    writeFileSync(path, original);
  }
}

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });
const chosen = MUTANTS.filter(({ name }) => name.includes(values.only));
const folder = copyProject();
let survived = 0;
try {
  checkBaseline(folder);
  for (const mutant of chosen) {
    const caught = isCaught(folder, mutant);
    if (!caught) survived++;
    console.log(`${caught ? 'caught  ' : 'SURVIVED'} ${mutant.file}: ${mutant.name}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${chosen.length - survived} of ${chosen.length} faults caught`);
process.exitCode = survived > 0 ? 1 : 0;
