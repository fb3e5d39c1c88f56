import type { LoadedModel } from '../../model/load.ts';
import type { ArmSpec } from '../../steps/arm-spec.ts';
import type { EngineModel, HeldBytes } from '../../steps/engine.ts';
import { blocksFor, positionsFor } from '../../steps/kv-blocks.ts';
import { servingSpec, waveOf } from './arm-of.ts';
import type { AuditSetting } from './audit-setting.ts';
import type { ServedOnce } from './audit-time.ts';
import type { MemoryAudit, StartAudit } from './model-audit.ts';
import type { VariantAsked } from './variants.ts';
import { runWave } from './wave.ts';
import { BATCHES, NEW_TOKENS, PROMPT_TOKENS } from './workload.ts';

export interface Started {
  readonly start: StartAudit;
  readonly memory: MemoryAudit | null;
  readonly served: ServedOnce;
}

/**
 * Starts a variant as a process that already runs would: reads its files, opens an engine with nothing on it, puts the weights there and serves a
 * first request; then opens an arm of the largest batch and asks what it holds. Throws ModelError, GpuError, and the engine's errors.
 */
export async function measureStart(
  asked: VariantAsked,
  { readModel, openEngine, set }: Pick<AuditSetting, 'readModel' | 'openEngine' | 'set'>,
  text: readonly number[],
): Promise<Started> {
  const began = performance.now();
  const model = await readModel(asked.model);
  const read = performance.now();
  const { engine, close } = await openEngine([{ model, formats: [asked] }]);
  try {
    const opened = performance.now();
    const engineModel = engine.load(model.checkpoint);
    const one = waveOf(model, text, 1);
    const spec = servingSpec(asked, set, { batch: 1, wave: one });
    await readyWeights(engineModel, spec);
    const ready = performance.now();
    const runner = await engineModel.openArm(spec);
    const compiled = performance.now();
    const { ttft, wall } = await runWave(runner, spec, one);
    runner.destroy();
    const load = read - began + (ready - opened);
    const start = { load, firstToken: compiled - ready + ttft[0] };
    const { memory, wall: most } = await memoryAtMost(asked, { engineModel, set, text, model });
    return { start, memory, served: { one: wall, most } };
  } finally {
    close();
  }
}

/** Where an engine makes weights ready as an arm opens, a small one has them made. */
async function readyWeights(engineModel: EngineModel, spec: ArmSpec): Promise<void> {
  if (engineModel.prepare) await engineModel.prepare(spec, {});
  else (await engineModel.openArm(spec)).destroy();
}

async function memoryAtMost(
  asked: VariantAsked,
  of: { engineModel: EngineModel; set: AuditSetting['set']; text: readonly number[]; model: LoadedModel },
): Promise<{ memory: MemoryAudit | null; wall: number }> {
  const batch = Math.max(...BATCHES);
  const wave = waveOf(of.model, of.text, batch);
  const spec = servingSpec(asked, of.set, { batch, wave });
  const runner = await of.engineModel.openArm(spec);
  try {
    // What grows with a step has grown to its largest.
    const { wall } = await runWave(runner, spec, wave);
    const held = runner.held?.() ?? null;
    return { memory: held && memoryOf(held, spec), wall };
  } finally {
    runner.destroy();
  }
}

function memoryOf({ weights, cache, scratch }: HeldBytes, { limits }: ArmSpec): MemoryAudit {
  const each = blocksFor(positionsFor(PROMPT_TOKENS, NEW_TOKENS));
  return {
    weights,
    kvPerRequest: (cache / limits.blocks) * each,
    scratch,
    peak: weights + cache + scratch,
  };
}
