import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openCpuEngine } from '../engines/cpu/open-cpu.ts';
import { parseExperiment } from '../experiment/schema.ts';
import { nodeModelFiles } from '../model/files.node.ts';
import { loadModel } from '../model/load.ts';
import { runExperiment } from './run.ts';

/* What the description of experiments/dynamic-widths.json says was found, found again. */

const MINUTES = 10 * 60_000;

test(
  "a neighbour's words are in a probe's bits where a step's rows choose widths together, and not where each does by itself",
  async () => {
    const experiment = parseExperiment(JSON.parse(readFileSync('experiments/dynamic-widths.json', 'utf8')));
    const model = await loadModel(nodeModelFiles('public/models/nano'), 'nano');
    const { record } = await runExperiment({ experiment, model, engine: openCpuEngine() });
    const found = record.diffs.map(({ a, b, identical, fork, differingLogits, comparedLogits }) => {
      return { pair: `${a} / ${b}`, identical, fork, all: differingLogits === comparedLogits };
    });
    expect(found).toEqual([
      { pair: 'quiet, by row / loud, by row', identical: true, fork: null, all: false },
      { pair: 'alone, by row / loud, by row', identical: true, fork: null, all: false },
      { pair: 'quiet, by batch / loud, by batch', identical: false, fork: 11, all: true },
      { pair: 'alone, by batch / loud, by batch', identical: false, fork: 11, all: true },
    ]);
    const bits = record.arms.map(({ dynamic }) => dynamic!.meanBits!.toFixed(1));
    expect(bits).toEqual(['5.9', '5.9', '5.9', '6.1', '6.3', '6.3']);
    const standing = (arm: string) =>
      record.postures.find((posture) => posture.arm === arm)!.operations.map((each) => each.standing);
    expect(standing('loud, by row')).toEqual(['replayed', 'replayed', 'replayed', 'replayed']);
    expect(standing('loud, by batch')).toEqual(['none', 'replayed', 'replayed', 'none']);
  },
  MINUTES,
);
