import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { CacheBed } from '../engines/testing/cache-bed.ts';
import { unexpected } from '../engines/testing/cache-histories.ts';
import { WebGpuEngine } from '../engines/webgpu/webgpu-engine.ts';
import { parseExperiment } from '../experiment/schema.ts';
import { describeOnGpu } from '../gpu/testing/describe-on-gpu.ts';
import { nodeModelFiles } from '../model/files.node.ts';
import { loadModel } from '../model/load.ts';
import { probeStreams, type RunRecord } from '../results/record.ts';
import { runExperiment } from './run.ts';

const read = (path: string): Promise<unknown> =>
  readFile(new URL(`../../${path}`, import.meta.url), 'utf8').then((text) => JSON.parse(text));

/** The run that ships with the page, computed by Dawn on SwiftShader. */
const { record: SHIPPED } = (await read('public/examples/needle.json')) as { record: RunRecord };
const STALE = 'not the bits of the shipped example: an implementation that differs, or `npm run bake` is due';

const streamsOf = ({ arms }: RunRecord) =>
  arms.flatMap(({ name, requests }) =>
    requests.map(({ id, tokens, fingerprint, fingerprint1 }) => ({
      ...{ arm: name, id, tokens, fingerprint },
      // As links from before digests have it: of the probes alone.
      fingerprint1,
    })),
  );

await describeOnGpu('the needle', (gpu) => {
  let record: RunRecord;
  let bed: CacheBed;
  beforeAll(async () => {
    const experiment = parseExperiment(await read('experiments/needle.json'));
    const folder = fileURLToPath(new URL('../../public/models/nano', import.meta.url));
    const model = await loadModel(nodeModelFiles(folder), 'nano', { needsText: true });
    const engine = new WebGpuEngine(gpu);
    const { checkpoint } = model;
    bed = new CacheBed(engine.load(checkpoint), checkpoint.config.vocabSize, { activations: 'bf16' });
    ({ record } = await runExperiment({
      experiment,
      model,
      engine,
      wholeFingerprints: probeStreams(experiment),
    }));
  });

  test('batchmates change the completion with variant kernels, and no bit of it with invariant ones', () => {
    const [variant, invariant] = record.diffs;
    expect(variant.fork).not.toBeNull();
    expect(invariant).toMatchObject({
      ...{ identical: true, fork: null, differingLogits: 0, comparedPositions: 64 },
    });
  });

  test('a software adapter forks where the shipped run does; SwiftShader gives its every bit, whoever compiled the kernels', () => {
    const swiftShader = /swiftshader/i.test(record.adapter.architecture + record.adapter.description);
    const compared = (of: RunRecord) => {
      const { fork, forkTokens } = of.diffs[0];
      return swiftShader ? streamsOf(of) : { fork, forkTokens };
    };
    expect(compared(gpu.software ? record : SHIPPED), STALE).toEqual(compared(SHIPPED));
  });

  test('keys and values of its model have one set of bits, however they came about', async () => {
    expect(await unexpected(bed)).toEqual([]);
  });
});
