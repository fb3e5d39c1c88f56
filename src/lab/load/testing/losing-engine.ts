import { openCpuEngine } from '../../../engines/cpu/open-cpu.ts';
import type { createRandom } from '../../../experiment/random.ts';
import { GpuLostError } from '../../../gpu/errors.ts';
import type { Engine } from '../../../steps/engine.ts';

/** Says before each step whether the device is lost over it: before it computes anything, or after it computed all. */
export type Fate = () => 'before' | 'after' | null;

/** The CPU engine on a device that is lost now and then; once lost, nothing works on it any more. */
export function losingEngine(fate: Fate): Engine {
  const inner = openCpuEngine();
  let lost = false;
  const lose = () => {
    lost = true;
    return new GpuLostError('device', 'lost (destroyed): a test took it');
  };
  return {
    ...{ kind: inner.kind, adapter: inner.adapter },
    probeArithmetic: () => inner.probeArithmetic(),
    probePortable: () => inner.probePortable(),
    unload: (checkpoint) => inner.unload(checkpoint),
    destroy: () => inner.destroy(),
    load: (checkpoint) => ({
      async openArm(spec) {
        const runner = await inner.load(checkpoint).openArm(spec);
        return {
          ...(runner.blockLayout !== undefined && { blockLayout: runner.blockLayout }),
          readBlocks: (blocks) => runner.readBlocks!(blocks),
          writeBlocks: (blocks, bytes) => runner.writeBlocks!(blocks, bytes),
          destroy: () => runner.destroy(),
          async step(plan) {
            if (lost) throw lose();
            const when = fate();
            if (when === 'before') throw lose();
            const output = await runner.step(plan);
            if (when === 'after') throw lose();
            return output;
          },
        };
      },
    }),
  };
}

/** With a chance of so much a step, until so many are lost. */
export function fateOf(random: ReturnType<typeof createRandom>, chance: number, most: number) {
  const count = { lost: 0 };
  const fate: Fate = () => {
    if (count.lost >= most || random.below(1000) >= 1000 * chance) return null;
    count.lost++;
    return random.below(2) === 0 ? 'before' : 'after';
  };
  return { fate, count };
}
