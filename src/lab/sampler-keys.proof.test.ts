import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openCpuEngine } from '../engines/cpu/open-cpu.ts';
import { parseExperiment } from '../experiment/schema.ts';
import { nodeModelFiles } from '../model/files.node.ts';
import { loadModel } from '../model/load.ts';
import { wilsonInterval } from '../numerics/inference/wilson.ts';
import { printed } from './load/testing/printed.ts';
import { runExperiment } from './run.ts';

/** Draws of each prompt, each with a seed of its own. */
const SEEDS = 20;

/** The figure of docs/load.md: of how many streams company changes a word, by what the noise is keyed by. */
test('streams that part from themselves alone, by what the noise is keyed by', async () => {
  const model = await loadModel(nodeModelFiles('public/models/nano'), 'nano');
  const engine = openCpuEngine();
  const written = parseExperiment(JSON.parse(readFileSync('experiments/sampler-keys.json', 'utf8')));
  const counts = new Map(
    written.compare.map(([a]) => [a, { streams: 0, parted: 0, otherBits: 0, positions: 0 }]),
  );
  for (let seed = 0; seed < SEEDS; seed++) {
    const experiment = { ...written, decoding: { ...written.decoding, seed } };
    const { record } = await runExperiment({ experiment, model, engine });
    for (const { a, fork, identical, comparedPositions } of record.diffs) {
      const count = counts.get(a)!;
      count.streams++;
      if (fork !== null) count.parted++;
      if (!identical) count.otherBits++;
      count.positions += comparedPositions;
    }
  }
  const rows = [...counts].map(([arm, { streams, parted, otherBits, positions }]) => {
    const { rate, low, high } = wilsonInterval(parted, streams);
    const share = [rate, low, high].map((each) => (100 * each).toFixed(1));
    return { arm, streams, otherBits, parted, share: share.join(' '), tokensToAFork: positions / parted };
  });
  printed('streams of 48 tokens that part from themselves alone', rows);
  const [, byToken, byRank, invariant] = rows;
  expect(byRank.parted).toBeGreaterThan(byToken.parted);
  expect(invariant.otherBits).toBe(0);
});
