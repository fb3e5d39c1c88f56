import { openCpuEngine } from '../../engines/cpu/open-cpu.ts';
import { parseExperiment } from '../../experiment/schema.ts';
import { liveSpec } from '../../lab/live/live-spec.ts';
import { nodeModelFiles } from '../../model/files.node.ts';
import { type LoadedModel, loadModel } from '../../model/load.ts';
import type { KernelSet } from '../../numerics/sets/sets.ts';
import type { LoadLine } from '../../results/load/load-lines.ts';
import type { Engine } from '../../steps/engine.ts';
import { openServer, type RunningServer } from '../open-server.node.ts';
import { DEFAULT_LIMITS } from '../serve-limits.ts';

export const LIMITS = { maxSequences: 64, maxTokensPerStep: 256, blocks: 1024 };

export async function nano(): Promise<LoadedModel> {
  return await loadModel(nodeModelFiles('public/models/nano'), 'nano');
}

/** Serves nano by a set, on the CPU unless another engine is given. */
export async function openNanoServer(
  model: LoadedModel,
  set: KernelSet,
  log: ((line: LoadLine) => void) | null = null,
  engine: Engine = openCpuEngine(),
): Promise<RunningServer> {
  const { arms } = parseExperiment({
    ...{ version: 3, title: 'served', model: { name: model.name } },
    requests: [{ id: 'r', role: 'probe', promptIds: [1], maxNewTokens: 1 }],
    arms: [{ name: 'server', requests: ['r'], kernels: set, limits: LIMITS }],
  });
  return await openServer({
    live: { model, engine, spec: liveSpec(arms[0], model) },
    served: {
      model: model.name,
      facts: {
        hash: model.checkpoint.hash,
        engine: engine.kind,
        adapter: '',
        dtype: 'bf16',
        weights: 'stored',
        set,
      },
      ...{
        created: 0,
        maxPositions: model.checkpoint.config.maxPositions,
        version: 'proof',
        postureOf: () => set,
      },
    },
    limits: { ...DEFAULT_LIMITS, waiting: 100_000 },
    ...{ key: null, cors: null, loopback: true, host: '127.0.0.1', port: 0, tellPrompts: false, log },
    onDefect: (error) => {
      throw error;
    },
  });
}
