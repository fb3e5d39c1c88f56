/** `npm test`: everything that must hold before a commit, cheapest first, stopping at the first phase that fails. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  addCounts,
  formatCounts,
  playwrightCounts,
  skippedNames,
  type TestCounts,
  vitestCounts,
} from './test-report.ts';

type Phase =
  | { readonly kind: 'check'; readonly name: string; readonly command: string }
  | {
      readonly kind: 'vitest' | 'playwright';
      readonly name: string;
      readonly command: string;
      readonly report: string;
    };

const REPORTS = '.cache/test';

function vitestPhase(name: string, project: string, paths = ''): Phase {
  const report = `${REPORTS}/${project}.json`;
  const reporters = `--reporter=default --reporter=json --outputFile.json=${report}`;
  return { kind: 'vitest', name, command: `npm run -s test:${project} -- ${paths} ${reporters}`, report };
}

const PHASES: readonly Phase[] = [
  { kind: 'check', name: 'setup', command: 'npm run -s setup' },
  { kind: 'check', name: 'type check', command: 'npm run -s typecheck' },
  { kind: 'check', name: 'lint', command: 'npm run -s lint' },
  vitestPhase('unit tests', 'unit'),
  vitestPhase('GPU tests', 'gpu'),
  vitestPhase('GPU tests on wgpu', 'wgpu', 'src/gpu src/kernels src/engine/invariance src/lab/needle'),
  { kind: 'check', name: 'build', command: 'npm run -s build' },
  {
    kind: 'playwright',
    name: 'end-to-end tests',
    command: 'npx playwright test',
    report: `${REPORTS}/e2e.json`,
  },
  vitestPhase('tests in Firefox', 'firefox'),
];

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

function runPhase(phase: Phase): { ok: boolean; counts: TestCounts } {
  console.log(`\n${phase.name}: ${phase.command}`);
  const start = performance.now();
  const { status } = spawnSync(phase.command, { cwd: root, shell: true, stdio: 'inherit' });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const ok = status === 0;
  console.log(`${phase.name}: ${ok ? 'passed' : 'FAILED'} in ${seconds} s`);
  const counts = readCounts(phase);
  // A phase can fail with no test to blame: a type error, a crash, no test files.
  return { ok, counts: ok || counts.failed > 0 ? counts : { ...counts, failed: 1 } };
}

function readCounts(phase: Phase): TestCounts {
  const none = { passed: 0, failed: 0, skipped: 0 };
  if (phase.kind === 'check' || !existsSync(join(root, phase.report))) return none;
  const report = JSON.parse(readFileSync(join(root, phase.report), 'utf8'));
  if (phase.kind === 'playwright') return playwrightCounts(report);
  for (const name of skippedNames(report)) console.log(`skipped: ${name}`);
  return vitestCounts(report);
}

function main(): void {
  // Reports of an earlier run must not be counted if a phase ends before it writes its own.
  rmSync(join(root, REPORTS), { recursive: true, force: true });
  let total: TestCounts = { passed: 0, failed: 0, skipped: 0 };
  for (const phase of PHASES) {
    const { ok, counts } = runPhase(phase);
    total = addCounts(total, counts);
    if (!ok) {
      process.exitCode = 1;
      break;
    }
  }
  console.log(`\n${formatCounts(total)}`);
}

main();
