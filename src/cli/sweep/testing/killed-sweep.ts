import { execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Random } from '../../../experiment/random.ts';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));
const LAB = ['--import', 'tsx', '--import', './scripts/raw-loader.mjs', 'src/cli/main.ts', 'sweep'];
/** Milliseconds behind the canary, or behind the start, within which a process is killed. */
const SOON = 900;

/** Jobs of a tenth of a second or so on the CPU engine, twelve for each seed. */
export function sweepStudy(seeds: number, maxNewTokens: number) {
  const arm = { name: 'company', requests: ['unit', 'company'], kernels: 'variant', dtype: 'bf16' };
  const texts = ['12 + 7 =', 'The crowd', '3 4 5', 'Once upon', 'a b a b', 'reverse: abc'];
  return {
    ...{ version: 1, id: 'killed', title: 'Killed', question: 'Is it the same in the end?' },
    base: {
      ...{ version: 1, title: 'base', model: { name: 'pico' } },
      requests: [
        { id: 'unit', role: 'probe', prompt: 'a' },
        { id: 'company', role: 'clean', prompt: 'b' },
      ],
      arms: [{ ...arm, name: 'alone', requests: ['unit'] }, arm],
      compare: [['company', 'alone']],
    },
    units: {
      ...{ kind: 'prompts', maxNewTokens, perJob: 1, company: { size: 2 } },
      prompts: texts.map((text, i) => ({ id: `p${i}`, text, kind: 'prose' })),
    },
    axes: [{ path: 'units.company.noise', values: [0, 1] }],
    seeds: Array.from({ length: seeds }, (_, i) => i + 1),
    ...{ measures: ['bits', 'tokensToFork', 'length'], hypotheses: [], plan: { n: 1 } },
  };
}

/** A study's command line in a process of its own, to its end; what it prints. */
export function lab(...args: readonly string[]): string {
  return execFileSync(process.execPath, [...LAB, ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

/** Plans a study into a folder and gives what a merge of all its jobs writes. `before` may run some of them, and is given the folder. */
export async function mergedBytes(
  folder: string,
  study: object,
  before?: (planned: string) => Promise<void>,
): Promise<string> {
  const [file, planned, merged] = ['study.json', 'planned', 'merged.json'].map((name) => join(folder, name));
  writeFileSync(file, JSON.stringify(study));
  lab('plan', file, '--out', planned);
  await before?.(planned);
  lab('run', planned, '--engine', 'cpu');
  lab('merge', planned, '--no-rerun', '--json', merged);
  return readFileSync(merged, 'utf8');
}

/** What of a folder of a study is no whole file of it: parts that a killed process left. */
export function partsIn(folder: string): string[] {
  return readdirSync(folder).filter((name) => !name.endsWith('.json'));
}

/** Starts a run and kills it: one in four as it starts, else at some moment in its jobs. @returns whether it was killed at work */
export async function killedRun(planned: string, random: Random): Promise<boolean> {
  const [atStart, milliseconds] = [random.below(4) === 0, random.below(SOON)];
  return await killedAfter(planned, atStart, milliseconds);
}

function killedAfter(planned: string, atStart: boolean, milliseconds: number): Promise<boolean> {
  const child = spawn(process.execPath, [...LAB, 'run', planned, '--engine', 'cpu'], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const end = () => void setTimeout(() => child.kill('SIGKILL'), milliseconds);
  let heard = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    const began = heard.includes('canary ');
    heard += text;
    if (!atStart && !began && heard.includes('canary ')) end();
  });
  if (atStart) end();
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (code !== null && code !== 0) reject(new Error(heard));
      else resolve(signal === 'SIGKILL');
    });
  });
}
