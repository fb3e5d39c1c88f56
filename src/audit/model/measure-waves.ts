import type { KernelSet } from '../../numerics/sets/sets.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import type { ArmRunner } from '../../steps/engine.ts';
import { servingSpec, waveOf } from './arm-of.ts';
import type { OpenVariant } from './audit-setting.ts';
import type { BatchLatencies, Percentiles } from './model-audit.ts';
import { percentilesOf } from './percentiles.ts';
import { runWave, type Wave, type WaveTimes } from './wave.ts';
import { NEW_TOKENS } from './workload.ts';

interface WavesSetting {
  readonly variants: readonly OpenVariant[];
  readonly set: KernelSet;
  readonly batch: number;
  readonly waves: number;
  readonly signal?: AbortSignal | undefined;
  readonly onWave?: (done: number) => void;
}

/** Of one variant at one batch. */
export interface Served {
  readonly latencies: BatchLatencies;
  /** Median milliseconds that planning a decode step and taking it in take, beside the engine's. */
  readonly outside: number;
}

interface Server {
  readonly runner: ArmRunner;
  readonly spec: ArmSpec;
  readonly wave: Wave;
}

/**
 * Serves waves of so many requests, the variants in turn within each, so that the machine's drift hits them alike; who goes first changes from wave
 * to wave, and one before warms up. Throws the engine's errors and the signal's reason. @returns in the variants' order.
 */
export async function measureWaves(setting: WavesSetting): Promise<Served[]> {
  const { variants, set, batch, waves, signal, onWave } = setting;
  const servers: Server[] = [];
  try {
    for (const { asked, model, engineModel, text } of variants) {
      const wave = waveOf(model, text, batch);
      const spec = servingSpec(asked, set, { batch, wave });
      servers.push({ runner: await engineModel.openArm(spec), spec, wave });
    }
    const found: WaveTimes[][] = servers.map(() => []);
    for (let round = -1; round < waves; round++) {
      for (let turn = 0; turn < servers.length; turn++) {
        signal?.throwIfAborted();
        const i = (turn + round + 1) % servers.length;
        const { runner, spec, wave } = servers[i];
        const times = await runWave(runner, spec, wave);
        if (round >= 0) found[i].push(times);
      }
      if (round >= 0) onWave?.(round + 1);
    }
    return found.map((times) => served(batch, times));
  } finally {
    for (const { runner } of servers) runner.destroy();
  }
}

function served(batch: number, times: readonly WaveTimes[]): Served {
  const waves = times.map(({ wall }) => wall);
  const seconds = waves.reduce((sum, wall) => sum + wall, 0) / 1000;
  return {
    latencies: {
      ...{ batch, waves },
      ttft: told(times.flatMap(({ ttft }) => ttft)),
      tpot: told(times.flatMap(({ tpot }) => tpot)),
      e2el: told(times.flatMap(({ e2el }) => e2el)),
      tokensPerSecond: (batch * NEW_TOKENS * waves.length) / seconds,
    },
    outside: percentilesOf(times.flatMap((each) => each.outside)).p50,
  };
}

/** To a microsecond, which no clock here tells: a file holds all of them. */
function told(milliseconds: readonly number[]): Percentiles {
  const values = milliseconds.map((each) => Math.round(1000 * each) / 1000);
  return { ...percentilesOf(values), values };
}
