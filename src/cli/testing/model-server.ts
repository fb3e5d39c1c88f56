import { fileURLToPath } from 'node:url';
import { openCpuEngine } from '../../engines/cpu/open-cpu.ts';
import { parseExperiment } from '../../experiment/schema.ts';
import { liveSpec } from '../../lab/live/live-spec.ts';
import { openLiveService } from '../../lab/live/open-live-service.ts';
import { nodeModelFiles } from '../../model/files.node.ts';
import { loadModel } from '../../model/load.ts';
import type { KernelSet } from '../../numerics/sets/sets.ts';
import { openTestServer } from '../../serve/testing/open-test-server.ts';

const folderOf = (model: string) =>
  fileURLToPath(new URL(`../../../public/models/${model}`, import.meta.url));

/** A model that the lab ships, served on the CPU engine behind a port of its own. `arm`: fields of an experiment's arm. */
export async function openModelServer(name: 'nano' | 'pico', set: KernelSet, arm: object = {}) {
  const model = await loadModel(nodeModelFiles(folderOf(name)), name);
  const { config } = model.checkpoint;
  const experiment = parseExperiment({
    ...{ version: 3, title: 'served', model: { name } },
    requests: [{ id: 'r', role: 'probe', promptIds: [1], maxNewTokens: 1 }],
    arms: [
      {
        ...{ name: 'served', requests: ['r'], kernels: set, dtype: 'f32' },
        limits: { maxSequences: 16, maxTokensPerStep: 256 },
        ...arm,
      },
    ],
  });
  const service = await openLiveService({
    model,
    engine: openCpuEngine(),
    spec: liveSpec(experiment.arms[0], model),
  });
  const opened = await openTestServer(service, {
    served: {
      tokenizer: model.tokenizer,
      model: name,
      maxPositions: config.maxPositions,
      vocabSize: config.vocabSize,
      endTokens: config.eosTokens,
    },
  });
  return {
    url: `${opened.url}/v1`,
    defects: opened.defects,
    async close() {
      await opened.listening.close();
      await service.close();
    },
  };
}
