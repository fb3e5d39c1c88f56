import type { ArmRunner, Engine } from '../../steps/engine.ts';

/** An engine whose arms read the KV of every running request back after each step, which nobody looks at: a debug line left on. */
export function readingBack(engine: Engine): Engine {
  return {
    kind: engine.kind,
    adapter: engine.adapter,
    tuning: engine.tuning,
    load(checkpoint) {
      const model = engine.load(checkpoint);
      return { openArm: async (spec) => readingBackRunner(await model.openArm(spec)) };
    },
    unload: (checkpoint) => engine.unload(checkpoint),
    probeArithmetic: () => engine.probeArithmetic(),
    probePortable: () => engine.probePortable(),
    destroy: () => engine.destroy(),
  };
}

/** Throws RangeError where the engine's cache has no blocks to read. */
function readingBackRunner(runner: ArmRunner): ArmRunner {
  const read = runner.readBlocks?.bind(runner);
  if (!read) throw new RangeError('expected an engine whose KV blocks can be read back');
  return {
    async step(plan) {
      const output = await runner.step(plan);
      await read(plan.slices.flatMap(({ blocks }) => blocks));
      return output;
    },
    ...(runner.compareLogits && { compareLogits: runner.compareLogits.bind(runner) }),
    ...(runner.blockLayout !== undefined && { blockLayout: runner.blockLayout }),
    readBlocks: read,
    ...(runner.writeBlocks && { writeBlocks: runner.writeBlocks.bind(runner) }),
    destroy: () => runner.destroy(),
  };
}
