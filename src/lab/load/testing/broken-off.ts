import { expect } from 'vitest';
import { GpuLostError } from '../../../gpu/errors.ts';
import { type LoadLine, type RunLine, readLines } from '../../../results/load/load-lines.ts';
import { linesSink } from '../lines-sink.ts';
import type { LoadOptions } from '../load-options.ts';
import type { ResolvedLoad } from '../resolve-load.ts';
import { resumedArm } from '../resumed.ts';
import { runLoad } from '../run-load.ts';
import { tinySetting } from './load-setting.ts';
import { losingEngine } from './losing-engine.ts';

const RUN: RunLine = {
  ...{ type: 'run', version: 1, experiment: 'e', model: 'm', engine: 'cpu', clock: 'virtual' },
};

/** A run that is broken off at a step of its device and goes on from its lines: what it was by then, and the whole. */
export async function brokenOff(load: ResolvedLoad, lost: number, options: Partial<LoadOptions> = {}) {
  let text = `${JSON.stringify(RUN)}\n`;
  const write = (line: LoadLine) => {
    text += `${JSON.stringify(line)}\n`;
  };
  const setting = { ...tinySetting(), ...options, sinkOf: (arm: string) => linesSink(arm, write) };
  let steps = 0;
  const engine = losingEngine(() => (++steps === lost ? 'after' : null));
  await expect(runLoad(load, { ...setting, engine })).rejects.toThrow(GpuLostError);
  const before = resumedArm(readLines(text, RUN).arms.get('crowd')!);
  const resumed = new Map([['crowd', before]]);
  const { arms } = await runLoad(load, { ...setting, resumed });
  return { before, arm: arms[0], lines: readLines(text, RUN).arms.get('crowd')! };
}
