import { parseExperiment } from '../../experiment/schema.ts';
import { runExperiment } from '../../lab/run.ts';
import { ACTIVATION_DTYPES, QUANTIZE_MODES, WEIGHT_DTYPES } from '../../numerics/dtypes.ts';
import { mathOf } from '../../numerics/sets/kernel-sets.ts';
import { KERNEL_SETS } from '../../numerics/sets/sets.ts';
import { failedChecks } from '../../results/checks.ts';
import type { RunRecord } from '../../results/record.ts';
import { exitCodeOf } from '../checks.ts';
import type { Command } from '../command.ts';
import { type DraftAsked, draftAsked, verifyAsked } from '../draft-options.ts';
import { DYNAMIC_WORDS, dynamicAsked } from '../dynamic-options.ts';
import { openEngine, openModelFor, shippedModel } from '../engine.ts';
import { openOutput } from '../output.ts';
import { showProgress } from '../progress.ts';
import { decimalNumber, oneOf, parseCommand, UsageError, wholeNumber } from '../usage.ts';

const OPTIONS = {
  prompt: { type: 'string' },
  'prompt-ids': { type: 'string' },
  'no-bos': { type: 'boolean', default: false },
  model: { type: 'string', default: shippedModel('nano') },
  engine: { type: 'string', default: 'webgpu' },
  set: { type: 'string', default: 'invariant' },
  dtype: { type: 'string', default: 'bf16' },
  weights: { type: 'string', default: 'stored' },
  quantize: { type: 'string', default: 'none' },
  dynamic: { type: 'string' },
  capacity: { type: 'string' },
  'max-new': { type: 'string', default: '64' },
  'step-tokens': { type: 'string', default: '256' },
  'ignore-eos': { type: 'boolean', default: false },
  draft: { type: 'string' },
  speculate: { type: 'string' },
  verify: { type: 'string' },
  json: { type: 'string' },
} as const;

export const complete: Command = {
  summary: 'complete one prompt, greedily',
  help: `Usage: lab complete (--prompt TEXT | --prompt-ids 1,5,9) [options]

  --prompt TEXT        encoded with the model's tokenizer
  --prompt-ids IDS     token ids, taken as they are
  --no-bos             put no beginning-of-text token before --prompt
  --model MODEL        a folder, nano or pico, hf:OWNER/NAME[@REVISION][:FILE.gguf], an https address or random:SHAPE[:LAYERS][:SEED]
                       (default: nano)
  --engine ENGINE      webgpu (default), cpu, ort-webgpu or ort-wasm (f32 only)
  --set SET            ${KERNEL_SETS.join(', ')} (default invariant)
  --dtype DTYPE        activations: ${ACTIVATION_DTYPES.join(', ')} (default bf16)
  --weights FORMAT     ${WEIGHT_DTYPES.join(', ')} (default stored); q8 and q4 are GGUF's Q8_0 and Q4_0
  --quantize MODE      none, per-row or per-tensor: products read activations as q8, with a scale for each row or one for all (default none);
                       needs weights q8 or q4, or stored blocks
  --dynamic WIDTHS     a smaller width beside the weights', chosen by an estimated error: ${DYNAMIC_WORDS}; as in q4:6.5:row
  --capacity FACTOR    of a mixture of experts: each takes at most so many times an even share of a step's rows and leaves the others out
  --max-new N          tokens to generate (default 64)
  --step-tokens N      rows a step may have: longer prompts are prefilled in chunks (default 256)
  --ignore-eos         go on past end-of-text
  --draft DRAFT        who drafts tokens that are verified several at a time: ngram, what followed the same tokens before; or a model with
                       the same tokenizer, named as by --model
  --speculate K        drafted tokens a step, 0 to 8; auto or bandit: as many as pay (default 4; without --draft ngram drafts)
  --verify WINDOW      tell only what invariant kernels, alone, choose too: verified so many tokens at a time, as in 64
  --json FILE          also write promptTokens, tokens, text, fingerprint, posture; - for standard output, instead of the text`,

  async perform(args, signal) {
    const { values } = parseCommand(args, OPTIONS, []);
    const output = await openOutput(values.json);
    const drafting = draftAsked(values);
    const experiment = parseExperiment(singleRequest(values, drafting));
    const needsText = values.prompt !== undefined;
    const model = await openModelFor(values.model, needsText, experiment.arms, drafting?.from);
    const { engine, close } = await openEngine(values.engine, model, experiment.arms);
    try {
      const asksPortable = experiment.arms.some(({ kernels }) => mathOf(kernels) === 'portable');
      const probed = asksPortable ? { portable: await engine.probePortable() } : {};
      const setting = { experiment, model, engine, signal, ...probed };
      const { record } = await runExperiment({ ...setting, onEvent: showProgress() });
      const [{ text }] = record.arms[0].requests;
      output.text(text);
      await output.json(completion(record));
      return exitCodeOf(failedChecks(record));
    } finally {
      close();
    }
  },
};

type Values = ReturnType<typeof parseCommand<typeof OPTIONS>>['values'];

/** The experiment with one request and one arm that a completion is. */
function singleRequest(values: Values, drafting: DraftAsked | null): unknown {
  const { prompt } = values;
  const ids = values['prompt-ids'];
  if ((prompt === undefined) === (ids === undefined))
    throw new UsageError('expected either --prompt or --prompt-ids');
  return {
    version: 1,
    title: 'complete',
    requests: [
      {
        id: 'prompt',
        role: 'probe',
        ...(ids === undefined ? { prompt, bos: !values['no-bos'] } : { promptIds: parseIds(ids) }),
        maxNewTokens: wholeNumber('max-new', values['max-new'], 1),
        ignoreEos: values['ignore-eos'],
      },
    ],
    arms: [
      {
        name: 'complete',
        requests: ['prompt'],
        kernels: oneOf('set', values.set, KERNEL_SETS),
        dtype: oneOf('dtype', values.dtype, ACTIVATION_DTYPES),
        weights: oneOf('weights', values.weights, WEIGHT_DTYPES),
        quantize: oneOf('quantize', values.quantize, ['none', ...QUANTIZE_MODES] as const),
        ...widthsOf(values),
        ...(values.capacity !== undefined && {
          experts: { capacity: decimalNumber('capacity', values.capacity) },
        }),
        limits: { maxTokensPerStep: wholeNumber('step-tokens', values['step-tokens'], 1) },
        ...(drafting && { speculation: drafting.speculation }),
        ...verifyAsked(values),
      },
    ],
  };
}

function parseIds(text: string): number[] {
  return text.split(',').map((id) => wholeNumber('prompt-ids', id.trim(), 0));
}

function widthsOf({ dynamic }: Values) {
  const asked = dynamicAsked(dynamic);
  return asked ? { dynamic: asked } : {};
}

function completion({ lost, model, engine, adapter, postures: [posture], arms }: RunRecord) {
  const [{ kernels, dtype, weights, quantize, dynamic, timing, requests, speculation, verification }] = arms;
  const [{ promptTokens, tokens, text, fingerprint, finish, dropped }] = requests;
  return {
    lost,
    promptTokens,
    tokens,
    text,
    fingerprint,
    finish,
    ...(dropped && { dropped }),
    model,
    engine,
    adapter,
    kernels,
    dtype,
    weights,
    ...(quantize && { quantize }),
    ...(dynamic && { dynamic }),
    posture,
    timing,
    ...(speculation && { speculation }),
    ...(verification && { verification }),
  };
}
