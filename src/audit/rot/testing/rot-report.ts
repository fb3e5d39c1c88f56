import { createRandom } from '../../../experiment/random.ts';
import type { RotAnswer, RotEngine, RotReport, RotRun } from '../rot-report.ts';

interface RunOptions {
  readonly engine?: RotEngine;
  /** Factor on 10 ms. */
  readonly slow?: number;
  /** Of each prompt's answer; the first token follows from it. */
  readonly bits?: readonly string[];
  readonly tokens?: readonly (readonly number[])[];
  readonly problem?: string;
  readonly seed?: number;
}

const CASE = { phase: 'decode', batch: 1, positions: 64 } as const;

/** A release with 15 repeats of one case and two answers of three tokens. */
export function rotRun(release: string, options: RunOptions = {}): RotRun {
  const { engine = 'ort-wasm', slow = 1, bits = ['a', 'b'], problem = null, seed = 1 } = options;
  if (problem !== null)
    return { release, engine, problem, download: null, open: null, times: [], answers: [], together: [] };
  const random = createRandom(seed);
  const wall = Array.from({ length: 15 }, () => 10 * slow * (1 + 0.05 * (random.next() / 2 ** 32)));
  const { tokens = bits.map(() => [1, 2, 3]) } = options;
  const answers = bits.map(
    (fingerprint, i): RotAnswer => ({
      ...{ tokens: tokens[i], fingerprint, distance: i / 1000 },
      asReference: tokens[i].join() === '1,2,3',
    }),
  );
  return {
    release,
    engine,
    problem,
    download: 1e6,
    open: 100,
    times: [{ case: CASE, wall }],
    answers,
    together: bits,
  };
}

export function rotReport(...runs: readonly RotRun[]): RotReport {
  return {
    version: 1,
    host: 'a test',
    adapter: { vendor: '', architecture: '', device: '', description: 'a test adapter', software: true },
    model: { name: 'nano', hash: 'f00', parameters: 1000 },
    releases: [...new Set(runs.map(({ release }) => release))],
    prompts: [
      { id: 'short', length: 5 },
      { id: 'long', length: 40 },
    ],
    newTokens: 3,
    runs,
  };
}
