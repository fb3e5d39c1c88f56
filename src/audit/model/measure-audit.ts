import type { LoadedModel } from '../../model/load.ts';
import type { Engine } from '../../steps/engine.ts';
import { stratifiedSubset } from '../../studies/tasks/subset.ts';
import type { AuditEngine, AuditSetting, OpenedFor, OpenVariant } from './audit-setting.ts';
import { AuditSteps } from './audit-steps.ts';
import { timeOfServed } from './audit-time.ts';
import { HELD_OUT } from './held-out.ts';
import { measureStart, type Started } from './measure-start.ts';
import { measureTasks } from './measure-tasks.ts';
import { measureTexts } from './measure-texts.ts';
import { measureTime } from './measure-time.ts';
import { measureWaves, type Served } from './measure-waves.ts';
import type { ModelAudit, QualityAudit, TimeAudit, VariantAudit } from './model-audit.ts';
import { costsPerThousand } from './price.ts';
import { variantFingerprint } from './variant-fingerprint.ts';
import type { VariantAsked } from './variants.ts';
import { BATCHES, PROFILED_BATCH, SIZES } from './workload.ts';

/**
 * Audits a model in each of some variants: starts each alone, then holds all of them on one engine and measures texts, tasks, waves and decode steps.
 * Throws ModelError, GpuError, RangeError where the model has no room for the audit's requests, the engine's errors, and the signal's reason.
 */
export async function measureAudit(setting: AuditSetting): Promise<ModelAudit> {
  const { form, set, variants, tasks, pricePerHour, host, signal } = setting;
  const began = performance.now();
  const size = SIZES[form];
  const asked = stratifiedSubset(tasks, size.tasks);
  const texts = HELD_OUT.slice(0, size.texts);
  const steps = new AuditSteps(setting, { texts: texts.length, tasks: asked.length });
  const models = await readModels(setting);
  const started: Started[] = [];
  for (const variant of variants) {
    steps.begin(`starting ${variant.id}`);
    started.push(await measureStart(variant, setting, fixedText(models.get(variant.model)!)));
    const served = started.map((each) => each.served);
    const spent = (performance.now() - began) / started.length;
    steps.expect(variants.length * (spent + timeOfServed(served, form, asked.length)));
    steps.end();
  }
  const opened = await setting.openEngine(formatsOf(variants, models));
  try {
    const { engine } = opened;
    const open = variants.map((variant): OpenVariant => {
      const model = models.get(variant.model)!;
      return {
        ...{ asked: variant, model, text: fixedText(model) },
        engineModel: engine.load(model.checkpoint),
      };
    });
    const quality = await measureQuality(open, { ...setting, opened, steps, texts, asked });
    const served: Served[][] = [];
    for (const [at, batch] of BATCHES.entries()) {
      steps.begin(`serving ${batch} at once`);
      const onWave = () => steps.end(variants.length);
      served.push(await measureWaves({ variants: open, set, batch, waves: size.waves[at], signal, onWave }));
    }
    const times = await measureTimes(open, served[BATCHES.indexOf(PROFILED_BATCH)], {
      ...setting,
      opened,
      steps,
    });
    const found: VariantAudit[] = [];
    for (const [i, variant] of open.entries()) {
      const latencies = served.map((at) => at[i].latencies);
      found.push({
        ...identityOf(variant, set),
        ...{ latencies, memory: started[i].memory, time: times[i], start: started[i].start },
        quality: quality[i],
        fingerprint: await variantFingerprint(variant, set),
        costPerThousand: costsPerThousand(latencies, pricePerHour),
      });
    }
    const { kind, adapter } = engine;
    const notes = notesOf(setting, engine, { models, timed: times.every((time) => time !== null) });
    const seconds = Math.round((performance.now() - began) / 1000);
    return { version: 1, form, seconds, host, engine: kind, adapter, pricePerHour, variants: found, notes };
  } finally {
    opened.close();
  }
}

/** By name, each once; the audited one by null. */
async function readModels({
  variants,
  readModel,
  signal,
}: AuditSetting): Promise<Map<string | null, LoadedModel>> {
  const models = new Map<string | null, LoadedModel>();
  for (const name of [null, ...variants.map(({ model }) => model)]) {
    signal?.throwIfAborted();
    if (!models.has(name)) models.set(name, await readModel(name));
  }
  return models;
}

/** What all prompts are cut from, as the model's tokenizer has it. */
export function fixedText({ tokenizer }: Pick<LoadedModel, 'tokenizer'>): number[] {
  return tokenizer.encode(HELD_OUT.join('\n'), { bos: true });
}

function formatsOf(
  variants: readonly VariantAsked[],
  models: ReadonlyMap<string | null, LoadedModel>,
): OpenedFor[] {
  return [...models].map(([name, model]) => ({
    model,
    formats: [
      ...variants.filter((variant) => variant.model === name),
      // What KL is from.
      ...(name === null ? [{ weights: 'stored' } as const] : []),
    ],
  }));
}

type Measuring = AuditSetting & { readonly opened: AuditEngine; readonly steps: AuditSteps };

async function measureQuality(
  open: readonly OpenVariant[],
  setting: Measuring & { readonly texts: readonly string[]; readonly asked: AuditSetting['tasks'] },
): Promise<QualityAudit[]> {
  const { opened, steps, texts, asked: tasks, set, signal } = setting;
  steps.begin('reading held-out text');
  const found = await measureTexts({ variants: open, texts, signal, onText: () => steps.end(open.length) });
  const quality: QualityAudit[] = [];
  for (const [i, variant] of open.entries()) {
    steps.begin(`tasks of ${variant.asked.id}`);
    const onTask = (done: number) => steps.reach(i * tasks.length + done);
    const passed = await measureTasks(variant, { engine: opened.engine, set, tasks, signal, onTask });
    quality.push({ passed, ...found[i] });
  }
  steps.leaveTasks();
  return quality;
}

async function measureTimes(
  open: readonly OpenVariant[],
  served: readonly Served[],
  { steps, set, form, signal }: Measuring,
): Promise<(TimeAudit | null)[]> {
  const times: (TimeAudit | null)[] = [];
  for (const [i, variant] of open.entries()) {
    steps.begin(`a decode step of ${variant.asked.id}`);
    const of = { set, steps: SIZES[form].profiled, outside: served[i].outside, signal };
    times.push(await measureTime(variant, of));
    steps.end();
  }
  return times;
}

function identityOf({ asked, model }: OpenVariant, set: AuditSetting['set']) {
  const { name, checkpoint } = model;
  const { activations, weights, id } = asked;
  return {
    ...{ id, set, activations, weights },
    model: { name, hash: checkpoint.hash, parameters: checkpoint.parameters },
  };
}

function notesOf(
  { tasks }: AuditSetting,
  { kind, adapter }: Engine,
  { models, timed }: { readonly models: ReadonlyMap<string | null, LoadedModel>; readonly timed: boolean },
): string[] {
  const notes = [...models.values()].flatMap(({ warnings }) => warnings);
  if (tasks.length === 0)
    notes.push('The model has no held-out tasks here: its quality is told by perplexity and KL alone.');
  if (!timed) notes.push('This device takes no timestamps: where a step’s time goes was not measured.');
  if (kind === 'cpu')
    notes.push('The CPU engine holds keys, values and weights of 16 bits other than bf16 as f32.');
  if (adapter.software && kind === 'webgpu')
    notes.push('A software adapter: a processor plays the GPU, so that only ratios mean anything.');
  return notes;
}
