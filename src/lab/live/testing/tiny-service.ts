import { openCpuEngine } from '../../../engines/cpu/open-cpu.ts';
import { parseExperiment } from '../../../experiment/schema.ts';
import { idModel, VOCABULARY } from '../../testing/fake-engine.ts';
import type { LiveSetting } from '../live-setting.ts';
import { liveSpec } from '../live-spec.ts';
import type { LiveAnswer, LiveAsk, LiveEnd, LiveToken } from '../live-types.ts';

/** Positions of the longest request of a test. */
const LONGEST = 64;

/** A service of the tiny model on the CPU. `arm`: as an experiment writes one. */
export function tinySetting(arm: object = {}, setting: Partial<LiveSetting> = {}): LiveSetting {
  const model = setting.model ?? idModel();
  const experiment = parseExperiment({
    ...{ version: 3, title: 'live', model: { name: model.name }, decoding: { temperature: 1, seed: 0 } },
    requests: [{ id: 'r', role: 'probe', promptIds: [1], maxNewTokens: 1 }],
    arms: [
      {
        ...{ name: 'served', requests: ['r'], kernels: 'invariant', dtype: 'f32' },
        limits: { maxSequences: 6, maxTokensPerStep: 48, blocks: 24 },
        ...arm,
      },
    ],
  });
  const spec = liveSpec(experiment.arms[0], model, LONGEST);
  return { model, engine: openCpuEngine(), ...setting, spec };
}

export function askOf(id: string, ask: Partial<LiveAsk> = {}): LiveAsk {
  return {
    ...{ id, promptTokens: [1, 2, 3], maxNewTokens: 6, stopTokens: [], tier: 0 },
    ...{ decoding: { temperature: 0, seed: 0 }, set: null, deterministic: false, top: 0, shadow: false },
    ...ask,
  };
}

/** The i-th of many that differ in all that a client may say, and begin alike now and then. */
export function drawnAsk(i: number, random: { below(bound: number): number }): LiveAsk {
  const shared = random.below(3) * 16;
  const own = 1 + random.below(12);
  const promptTokens = Array.from({ length: shared + own }, (_, at) =>
    at < shared ? (at * 7) % VOCABULARY : random.below(VOCABULARY),
  );
  return askOf(`r${i}`, {
    ...{ promptTokens, maxNewTokens: 1 + random.below(LONGEST - promptTokens.length - 1) },
    ...{ tier: random.below(2), top: random.below(9) },
    stopTokens: random.below(3) === 0 ? [random.below(VOCABULARY)] : [],
    decoding: { temperature: [0, 0.5, 1.5][random.below(3)], seed: random.below(4) },
  });
}

/** Reads an answer to its end. */
export async function read(answer: LiveAnswer): Promise<{ tokens: LiveToken[]; end: LiveEnd }> {
  const tokens: LiveToken[] = [];
  for await (const event of answer.events) {
    if (event.type === 'ended') return { tokens, end: event };
    tokens.push(event);
  }
  throw new Error('an answer ended without saying so');
}
