import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { measureAudit } from '../../audit/model/measure-audit.ts';
import { AUDIT_FORMS } from '../../audit/model/model-audit.ts';
import {
  PRECISION_WORDS,
  smallerModel,
  USUAL_VARIANTS,
  usualVariants,
  variantOf,
} from '../../audit/model/variants.ts';
import { asksForRandom } from '../../experiment/model-name.ts';
import type { LoadedModel } from '../../model/load.ts';
import { KERNEL_SETS } from '../../numerics/sets/sets.ts';
import { auditLines, auditMarkdown } from '../../report/audit-model-text.ts';
import { ENGINE_KINDS } from '../../steps/engine.ts';
import { parseTasks, type Task } from '../../studies/tasks/task-file.ts';
import type { Command } from '../command.ts';
import { openEngine, readModel } from '../engine.ts';
import { readJson } from '../input.ts';
import { placeOf } from '../model-place.ts';
import { openFile, openOutput } from '../output.ts';
import { showParts } from '../progress.ts';
import { clearProgress } from '../terminal.ts';
import { decimalNumber, listOf, oneOf, parseCommand, UsageError } from '../usage.ts';

const OPTIONS = {
  model: { type: 'string', default: 'nano' },
  engine: { type: 'string', default: 'webgpu' },
  variants: { type: 'string' },
  set: { type: 'string', default: 'invariant' },
  form: { type: 'string', default: 'full' },
  tasks: { type: 'string' },
  'price-per-hour': { type: 'string' },
  json: { type: 'string' },
  markdown: { type: 'string' },
} as const;

const help = `Usage: lab audit model [options]

Audits a model as it would be served, in each of some precisions and beside a smaller model: TTFT, TPOT and end-to-end latency at 1, 8 and 32
requests at once, memory, where a decode step's time goes, start-up, and what each variant is worth: held-out tasks, perplexity and KL from f32.
Every variant is held against the first, and the answer says whether any gives 99 % of its quality at 50 % of its cost.

  --model MODEL          a folder, nano or pico, hf:OWNER/NAME[@REVISION][:FILE.gguf], an https address or random:SHAPE[:LAYERS][:SEED]
                         (default: nano)
  --variants LIST        ${PRECISION_WORDS.join(', ')}, or another model by its name (default: ${USUAL_VARIANTS.join(',')}, of nano ${smallerModel('nano')} too)
  --price-per-hour X     what an hour of the device costs, in any currency: gives the cost of 1,000 requests
  --engine ENGINE        webgpu (default) or cpu
  --set SET              ${KERNEL_SETS.join(', ')} (default invariant)
  --form FORM            short: few waves, tasks and texts; full (default)
  --tasks FILE           held-out tasks (default: tasks.json in the model's folder, where there is one)
  --markdown FILE        also write the report as Markdown
  --json FILE            also write the audit, which lab gate takes for a baseline; - for standard output, instead of the report`;

/** `lab audit model`. */
export const modelAudit: Pick<Command, 'help' | 'perform'> = { help, perform };

async function perform(args: readonly string[], signal: AbortSignal): Promise<number> {
  const { values } = parseCommand(args, OPTIONS, []);
  // The others keep no keys in blocks and tell no logits of every row.
  const kind = oneOf(
    'engine',
    values.engine,
    ENGINE_KINDS.filter((each) => !each.startsWith('ort')),
  );
  const form = oneOf('form', values.form, AUDIT_FORMS);
  const set = oneOf('set', values.set, KERNEL_SETS);
  const price = values['price-per-hour'];
  const pricePerHour = price === undefined ? null : decimalNumber('price-per-hour', price);
  const output = await openOutput(values.json);
  const markdown = await openFile('--markdown', values.markdown);
  const variants =
    values.variants === undefined ? usualVariants(values.model, form) : listOf(values.variants, variantOf);
  const twice = variants.find(({ id }, i) => variants.findIndex((other) => other.id === id) < i);
  if (twice) throw new UsageError(`--variants: expected each once, found ${twice.id} again`);
  const tasks = await tasksFor(values);
  const audit = await measureAudit({
    ...{ form, set, variants, tasks, pricePerHour, signal, host: `Node ${process.version}` },
    readModel: (name) => read(name ?? values.model),
    openEngine: async (models) => {
      const [{ model, formats }, ...others] = models;
      const all = [formats, ...others.map((each) => each.formats)].flat();
      const { engine, close } = await openEngine(kind, model, all);
      return { engine, close };
    },
    onProgress: showParts(),
  });
  clearProgress();
  output.report(auditLines(audit));
  await markdown?.(auditMarkdown(audit));
  await output.json(audit);
  return 0;
}

async function read(name: string): Promise<LoadedModel> {
  if (asksForRandom(name)) return await readModel(name, true);
  return await readModel(await placeOf(name), true);
}

/** Those of a file that is named, or that lie beside the model. */
async function tasksFor({
  tasks,
  model,
}: {
  readonly tasks?: string;
  readonly model: string;
}): Promise<readonly Task[]> {
  const file = tasks ?? (await besideModel(model));
  return file === null ? [] : parseTasks(await readJson(file), file);
}

async function besideModel(model: string): Promise<string | null> {
  if (asksForRandom(model)) return null;
  const { folder } = await placeOf(model);
  const file = join(folder, 'tasks.json');
  return existsSync(file) ? file : null;
}
