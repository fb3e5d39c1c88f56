import { parseExperiment } from '../../src/experiment/schema.ts';
import { compareRuns } from '../../src/results/compare-runs.ts';
import { parseRuns, type RunFile, RunFormatError, runsText } from '../../src/ui/state/runs/kept-run.ts';
import { keptView } from '../../src/ui/state/runs/kept-view.ts';
import { outcomeWords, ranOnWords, summaryOf } from '../../src/ui/state/runs/run-summary.ts';
import { type Harness, must, refusal } from './harness.ts';
import { mutatedJson } from './mutate-json.ts';

const experiment = parseExperiment({
  version: 1,
  title: 'a',
  requests: [{ id: 'p', role: 'probe', prompt: 'a' }],
  arms: [
    { name: 'x', requests: ['p'], kernels: 'variant' },
    { name: 'y', requests: ['p'], kernels: 'invariant' },
  ],
  compare: [['x', 'y']],
});
const adapter = { vendor: 'v', architecture: '', device: 'd', description: '', software: true };
const request = {
  ...{ id: 'p', role: 'probe', promptTokens: [1], tokens: [2, 3], text: 'ab' },
  ...{ fingerprint: '0'.repeat(64), finish: { reason: 'length' } },
};
const arms = experiment.arms.map(({ name, kernels, dtype, weights, parallelism }) => ({
  ...{ name, kernels, dtype, weights, parallelism, requests: [request], steps: [] },
  timing: { milliseconds: 1, generatedTokens: 2, tokensPerSecond: 2000 },
  work: { steps: 0, rows: null },
}));
const distance = { differing: 0, maxUlp: 0, maxUlpSameSign: 0, crossings: 0, maxAbsolute: 0 };
const diff = {
  ...{ probe: 'p', a: 'x', b: 'y', identical: true, fork: null, forkTokens: null, flip: null, margin: 1 },
  ...{ comparedPositions: 2, firstDifference: null, differingLogits: 0, comparedLogits: 4, maxKl: 0 },
  ...distance,
};
const record = {
  ...{ lost: [], experiment, engine: 'cpu', adapter, planRules: ['variant@1'], notes: [], postures: [] },
  ...{ model: { name: 'nano', hash: `sha256:${'0'.repeat(64)}`, parameters: 1 }, arms, diffs: [diff] },
  forkTrees: [],
};
const RUN = {
  ...{ id: 'one', name: null, date: 1, release: '', browser: '', outcome: 'done', message: null },
  ...{ origin: 'needle', experiment, engine: { kind: 'cpu', adapter }, record, prompts: [] },
  ...{ texts: { 2: 'a', 3: 'b' }, streams: {}, steps: {}, companies: {} },
  ...{ reports: { pairs: {}, forced: {}, positions: {}, references: {} }, answers: [] },
  bits: { 'x/p': { prefixes: ['0', '1'], margins: [1, 2] } },
};
const FILES: readonly unknown[] = [
  JSON.parse(runsText([RUN as unknown as RunFile])),
  JSON.parse(runsText([{ ...RUN, record: null, streams: { 'x/p': [2] } } as unknown as RunFile])),
];

export const runs: Harness<string> = {
  name: 'runs',
  property:
    'a file of kept runs is read whole or refused by a RunFormatError; what is read can be shown, and is the same as itself',
  inputs: mutatedJson(FILES),
  check(text) {
    try {
      const read = parseRuns(JSON.parse(text));
      for (const run of read) {
        const view = keptView(run);
        must(view.experiment !== null, 'a run of no experiment');
        const summary = { ...summaryOf(run), bytes: 0 };
        must(outcomeWords(summary).length + ranOnWords(summary).length > 0, 'a run without words');
        if (!run.record) continue;
        const side = { record: run.record, bits: run.bits };
        const { streams, only } = compareRuns(side, side);
        must(
          streams.every(({ fork }) => fork === null),
          'a fork of a run from itself',
        );
        must(only.a.length + only.b.length === 0, 'an arm that a run has alone of itself');
      }
      return `read, ${read.length}`;
    } catch (error) {
      return refusal(error, [RunFormatError, SyntaxError]);
    }
  },
  keep: (text) => ({ 'runs.json': text }),
};
