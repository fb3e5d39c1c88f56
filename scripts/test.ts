/**
 * `npm test`: everything that must hold before a commit, cheapest first, stopping at the first phase that fails.
 *
 * `--ci`, which `.ci/run` gives, asks for more: a GPU adapter, software or not, so that no suite is passed over; no skip but
 * those of allowed-skips.ts; the unit and command line tests on the other releases of Node.js that users have; a sample of
 * deliberate faults, each of which some test must notice.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unexplainedSkips } from './allowed-skips.ts';
import { LATEST_NODE, otherNode, withNode } from './other-node.ts';
import {
  addCounts,
  formatCounts,
  MOST_FLAKY,
  playwrightCounts,
  playwrightNames,
  type TestCounts,
  vitestCounts,
  vitestFlaky,
  vitestSkips,
} from './test-report.ts';

interface Check {
  readonly kind: 'check';
  readonly name: string;
  readonly command: string;
}

interface Suite {
  readonly kind: 'vitest' | 'playwright';
  readonly name: string;
  readonly command: string;
  readonly report: string;
  /** Major version of the Node.js that it runs on; the one that runs this where there is none. */
  readonly node?: number;
}

type Phase = Check | Suite;

const REPORTS = '.cache/test';
const NODES = '.cache/node';
/** Faults that the mutation check tries: some three minutes' worth. */
const FAULTS = 9;

/** The tests of whole models that run on wgpu too. */
const MODELS = 'src/engines/webgpu/invariance src/lab/needle src/studies/portable';

const reporters = (report: string) => `--reporter=default --reporter=json --outputFile.json=${report}`;

/** `of`: paths and Vitest's options. */
function vitestSuite(name: string, project: string, of = ''): Suite {
  const report = `${REPORTS}/${name.replaceAll(/[^a-zA-Z]+/g, '-')}.json`;
  return {
    kind: 'vitest',
    name,
    command: `npm run -s test:${project} -- ${of} ${reporters(report)}`,
    report,
  };
}

/**
 * What of the command line and the scripts another Node.js could run otherwise: files, network, streams, processes, WebAssembly, Dawn.
 * Pure arithmetic, scheduling and the files that ship are checked once, on the Node.js at hand. Beginnings of paths.
 */
const ON_PLATFORM = [
  'scripts/cli-start',
  'scripts/deno',
  'scripts/firefox',
  'scripts/install',
  'scripts/lab',
  'scripts/package',
  'scripts/wasm',
  'scripts/wgpu',
  'src/experiment/',
  'src/model/',
  'src/gpu/',
  'src/engines/cpu/simd/simd-forward',
  'src/engines/ort/',
  'src/engines/server/',
  'src/lab/served/',

  'src/serve/',
  'src/cli/',
];

function unitSuiteOn(node: number): Suite {
  const report = `${REPORTS}/unit-node-${node}.json`;
  const of = `--project unit --project unit-apart ${ON_PLATFORM.join(' ')}`;
  const command = `node --version && node node_modules/vitest/vitest.mjs run ${of} ${reporters(report)}`;
  return { kind: 'vitest', name: `unit tests on Node.js ${node}`, command, report, node };
}

function phases(ci: boolean): readonly Phase[] {
  const own = Number.parseInt(process.versions.node, 10);
  const others = ci && own !== LATEST_NODE ? [LATEST_NODE] : [];
  const faults = `npm run -s mutants -- --sample ${FAULTS}`;
  return [
    { kind: 'check', name: 'setup', command: 'npm run -s setup' },
    { kind: 'check', name: 'type check', command: 'npm run -s typecheck' },
    { kind: 'check', name: 'lint', command: 'npm run -s lint' },
    vitestSuite('unit tests', 'unit'),
    ...others.map(unitSuiteOn),
    vitestSuite('GPU tests', 'gpu'),
    // Two compilers of WGSL and two adapters: the kernels meet each once, whole models all but one of the pairs.
    vitestSuite(
      'GPU tests on wgpu and lavapipe',
      'wgpu',
      `--project '!wgpu-swiftshader' src/gpu src/kernels ${MODELS}`,
    ),
    vitestSuite('GPU tests on wgpu and SwiftShader', 'wgpu', `--project '!wgpu-lavapipe' ${MODELS}`),
    { kind: 'check', name: 'build', command: 'npm run -s build' },
    {
      kind: 'playwright',
      name: 'end-to-end tests',
      // A loaded machine shows races that a quiet one hides: a second try keeps one of them from hiding all that comes after.
      command: 'npx playwright test --retries 1',
      report: `${REPORTS}/e2e.json`,
    },
    vitestSuite('tests in Firefox', 'firefox', '--retry 1'),
    ...(ci ? [{ kind: 'check', name: 'mutation check', command: faults } as const] : []),
  ];
}

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

function runPhase(phase: Phase, ci: boolean): { ok: boolean; counts: TestCounts } {
  console.log(`\n${phase.name}: ${phase.command}`);
  const env = environmentOf(phase);
  if ('missing' in env) {
    console.log(`${phase.name}: not run, since ${env.missing}`);
    return { ok: true, counts: { passed: 0, failed: 0, skipped: 0 } };
  }
  const start = performance.now();
  const { status } = spawnSync(phase.command, { cwd: root, shell: true, stdio: 'inherit', env });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  const { counts, skips, flaky } = readReport(phase);
  for (const name of flaky) console.log(`passed at its second try only, which is a race to mend: ${name}`);
  for (const name of skips) console.log(`skipped: ${name}`);
  const unexplained = ci ? unexplainedSkips(skips) : [];
  for (const name of unexplained) console.log(`FAILED since it may not be skipped here: ${name}`);
  const few = flaky.length <= MOST_FLAKY;
  if (!few) console.log(`FAILED since ${flaky.length} tests needed a second try, ${MOST_FLAKY} may`);
  const ok = status === 0 && unexplained.length === 0 && few;
  console.log(`${phase.name}: ${ok ? 'passed' : 'FAILED'} in ${seconds} s`);
  const failed = counts.failed + unexplained.length;
  // A phase can fail with no test to blame: a type error, a crash, no test files.
  return { ok, counts: { ...counts, failed: ok ? failed : Math.max(1, failed) } };
}

function environmentOf(phase: Phase): NodeJS.ProcessEnv | { readonly missing: string } {
  if (phase.kind === 'check' || phase.node === undefined) return process.env;
  const found = otherNode(phase.node, join(root, NODES));
  return 'missing' in found ? found : withNode(found.path);
}

interface Outcome {
  readonly counts: TestCounts;
  /** Full names. */
  readonly skips: readonly string[];
  readonly flaky: readonly string[];
}

function readReport(phase: Phase): Outcome {
  if (phase.kind === 'check' || !existsSync(join(root, phase.report)))
    return { counts: { passed: 0, failed: 0, skipped: 0 }, skips: [], flaky: [] };
  const report = JSON.parse(readFileSync(join(root, phase.report), 'utf8'));
  if (phase.kind === 'vitest')
    return { counts: vitestCounts(report), skips: vitestSkips(report), flaky: vitestFlaky(report) };
  const named = (outcome: 'skipped' | 'flaky') => playwrightNames(report, outcome);
  return { counts: playwrightCounts(report), skips: named('skipped'), flaky: named('flaky') };
}

function main(): void {
  const ci = process.argv.includes('--ci');
  if (ci) process.env.BATCHMATES_REQUIRE_ADAPTER = '1';
  // Reports of an earlier run must not be counted if a phase ends before it writes its own.
  rmSync(join(root, REPORTS), { recursive: true, force: true });
  let total: TestCounts = { passed: 0, failed: 0, skipped: 0 };
  for (const phase of phases(ci)) {
    const { ok, counts } = runPhase(phase, ci);
    total = addCounts(total, counts);
    if (!ok) {
      process.exitCode = 1;
      break;
    }
  }
  console.log(`\n${formatCounts(total)}`);
}

main();
