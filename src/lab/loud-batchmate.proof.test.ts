import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openCpuEngine } from '../engines/cpu/open-cpu.ts';
import { parseExperiment } from '../experiment/schema.ts';
import { nodeModelFiles } from '../model/files.node.ts';
import { loadModel } from '../model/load.ts';
import { runExperiment } from './run.ts';

/* What the description of experiments/loud-batchmate.json says was found, found again. */

const MINUTES = 10 * 60_000;

test(
  "a loud batchmate's words are in a probe's bits where all rows share a scale, and nowhere else",
  async () => {
    const experiment = parseExperiment(JSON.parse(readFileSync('experiments/loud-batchmate.json', 'utf8')));
    const model = await loadModel(nodeModelFiles('public/models/nano'), 'nano');
    const { record } = await runExperiment({ experiment, model, engine: openCpuEngine() });
    const between = (a: string, b: string) => {
      const { identical, fork, differingLogits, comparedLogits } = record.diffs.find(
        (diff) => diff.a === a && diff.b === b,
      )!;
      return { identical, fork, all: differingLogits === comparedLogits };
    };
    const equal = { identical: true, fork: null, all: false };
    expect(between('quiet', 'loud')).toEqual(equal);
    expect(between('quiet, per-row', 'loud, per-row')).toEqual(equal);
    expect(between('alone, per-row', 'loud, per-row')).toEqual(equal);
    const coupled = (fork: number) => ({ identical: false, fork, all: true });
    expect(between('quiet, per-tensor', 'loud, per-tensor')).toEqual(coupled(29));
    expect(between('alone, per-tensor', 'loud, per-tensor')).toEqual(coupled(12));
    expect(between('quiet, per-tensor, variant', 'loud, per-tensor, variant')).toEqual(coupled(12));
    const standing = (arm: string) =>
      record.postures.find((posture) => posture.arm === arm)!.operations.map((each) => each.standing);
    expect(standing('loud, per-row')).toEqual(['replayed', 'replayed', 'replayed', 'replayed']);
    expect(standing('loud, per-tensor')).toEqual(['none', 'replayed', 'replayed', 'none']);
  },
  MINUTES,
);
