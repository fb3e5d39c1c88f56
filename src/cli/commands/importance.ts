import { join } from 'node:path';
import { asksForRandom } from '../../experiment/model-name.ts';
import { ACTIVATION_DTYPES } from '../../numerics/dtypes.ts';
import { formatImportance } from '../../report/importance.ts';
import { layerImportance } from '../../studies/importance/layer-importance.ts';
import { OPENINGS } from '../../studies/search/openings.ts';
import type { Command } from '../command.ts';
import { openEngine, openModel, shippedModel } from '../engine.ts';
import { readText } from '../input.ts';
import { IMPORTANCE_FILE } from '../layer-order.ts';
import { placeOf } from '../model-place.ts';
import { openFile, openOutput } from '../output.ts';
import { showPrompts } from '../progress.ts';
import { clearProgress } from '../terminal.ts';
import { oneOf, parseCommand, UsageError, wholeNumber } from '../usage.ts';

const MOST_TEXT = 1 << 20;
/** Openings that are gone on with where no text is given. */
const PROMPTS = 12;

const OPTIONS = {
  model: { type: 'string', default: shippedModel('nano') },
  to: { type: 'string', default: 'q8' },
  dtype: { type: 'string', default: 'bf16' },
  text: { type: 'string' },
  tokens: { type: 'string', default: '32' },
  engine: { type: 'string', default: 'webgpu' },
  write: { type: 'boolean' },
  json: { type: 'string' },
} as const;

export const importance: Command = {
  summary: 'measure what each layer costs in a smaller format: which to lower first under load',
  help: `Usage: lab importance [options]

Lowers each layer of a model alone to q8 or q4, over answers that the model gives as it is stored, and prints how far that moves the
distribution of the next token: Kullback-Leibler divergence in nats, least first. That order is what serving.precision.order takes.

  --model MODEL    a folder, nano or pico, hf:OWNER/NAME[@REVISION][:FILE.gguf], an https address or random:SHAPE[:LAYERS][:SEED]
                   (default: nano)
  --to FORMAT      q8 (default) or q4
  --dtype DTYPE    activations: ${ACTIVATION_DTYPES.join(', ')} (default bf16)
  --text FILE      prompts, one a line (default: ${PROMPTS} openings of tales)
  --tokens N       tokens that each prompt is gone on with (default 32)
  --engine ENGINE  webgpu (default) or cpu
  --write          also write ${IMPORTANCE_FILE} into the model's folder, where lab load --precision-policy finds the order
  --json FILE      also write the report; - for standard output, instead of the table`,

  async perform(args, signal) {
    const { values } = parseCommand(args, OPTIONS, []);
    const to = oneOf('to', values.to, ['q8', 'q4'] as const);
    const activations = oneOf('dtype', values.dtype, ACTIVATION_DTYPES);
    const tokens = wholeNumber('tokens', values.tokens, 1);
    const kind = oneOf('engine', values.engine, ['webgpu', 'cpu'] as const);
    const prompts = values.text === undefined ? OPENINGS.slice(0, PROMPTS) : await linesOf(values.text);
    const output = await openOutput(values.json);
    if (values.write && asksForRandom(values.model))
      throw new UsageError('--write: a random model has no folder; expected --json FILE');
    const place = asksForRandom(values.model) ? null : await placeOf(values.model);
    const write = await openFile('--write', values.write ? join(place!.folder, IMPORTANCE_FILE) : undefined);
    const model = await openModel(place ?? values.model);
    const { engine, close } = await openEngine(kind, model);
    try {
      const measured = await layerImportance({
        ...{ model, engine, to, activations, prompts, tokens, signal },
        onProgress: showPrompts(),
      });
      clearProgress();
      const report = { model: { name: model.name, hash: model.checkpoint.hash }, ...measured };
      await write?.(`${JSON.stringify(report)}\n`);
      output.report(formatImportance(measured));
      await output.json(report);
      return 0;
    } catch (error) {
      throw error instanceof RangeError ? new UsageError(`--text, --tokens: ${error.message}`) : error;
    } finally {
      close();
    }
  },
};

async function linesOf(path: string): Promise<string[]> {
  const lines = (await readText(path, MOST_TEXT)).split('\n').filter((line) => line.trim() !== '');
  if (lines.length === 0) throw new UsageError(`--text ${path}: expected a prompt a line, found none`);
  return lines;
}
