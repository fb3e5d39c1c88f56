import { AUDIT_FORMS } from '../../audit/model/model-audit.ts';
import {
  PRECISION_WORDS,
  smallerModel,
  USUAL_VARIANTS,
  usualVariants,
  variantOf,
} from '../../audit/model/variants.ts';
import { KERNEL_SETS } from '../../numerics/sets/sets.ts';
import { auditLines, auditMarkdown } from '../../report/audit-model-text.ts';
import { ENGINE_KINDS } from '../../steps/engine.ts';
import type { CommandPart } from '../command.ts';
import { checkDistinct } from '../distinct-files.ts';
import { openFile, openOutput } from '../output.ts';
import { decimalNumber, listOf, oneOf, parseCommand, UsageError } from '../usage.ts';
import { auditHere } from './audit-here.ts';

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
export const modelAudit: CommandPart = { help, perform };

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
  await checkDistinct({ '--tasks': values.tasks }, { '--json': values.json, '--markdown': values.markdown });
  const output = await openOutput(values.json);
  const markdown = await openFile('--markdown', values.markdown);
  const variants =
    values.variants === undefined ? usualVariants(values.model, form) : listOf(values.variants, variantOf);
  const twice = variants.find(({ id }, i) => variants.findIndex((other) => other.id === id) < i);
  if (twice) throw new UsageError(`--variants: expected each once, found ${twice.id} again`);
  const { model, tasks } = values;
  const audit = await auditHere({ model, engine: kind, tasks, form, set, variants, pricePerHour }, signal);
  output.report(auditLines(audit));
  await markdown?.(auditMarkdown(audit));
  await output.json(audit);
  return 0;
}
