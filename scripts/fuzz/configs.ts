import fc from 'fast-check';
import { parseConfig } from '../../src/model/config.ts';
import { endTokens, parseGenerationConfig } from '../../src/model/end-tokens.ts';
import { SMALL_CONFIGS } from '../../src/model/gguf/testing/small-models.ts';
import { elementsOf, tensorsOf } from '../../src/model/graph.ts';
import type { ModelConfig } from '../../src/model/model-config.ts';
import { ModelError } from '../../src/model/model-error.ts';
import { modelGraph } from '../../src/model/model-graph.ts';
import { readModelJson } from '../../src/model/model-json.ts';
import { ropeDivisors } from '../../src/model/rope-angles.ts';
import { memoryFiles } from '../../src/model/testing/memory-files.ts';
import { checkNumbers, type Harness, must, refusal } from './harness.ts';
import { mutatedJson } from './mutate-json.ts';

const TOKENS = { bos_token_id: 0, eos_token_id: [1, 2], torch_dtype: 'bfloat16' };
const CONFIGS = SMALL_CONFIGS.map((config) => ({ ...config, ...TOKENS }));
const GENERATION = [{ bos_token_id: 0, eos_token_id: [1, 2], do_sample: false }, {}];
/** A graph of more layers is the same ones again. */
const MOST_LAYERS = 64;

interface Input {
  readonly config: string;
  readonly generation: string;
}

export const configs: Harness<Input> = {
  name: 'configs',
  property:
    'a config.json of any architecture, with a generation_config.json, is read or refused by a ModelError that names the file; what is read has finite numbers, tensors of whole sizes and tokens of its vocabulary',
  inputs: fc.record({
    config: mutatedJson(CONFIGS),
    generation: fc.oneof(
      { weight: 3, arbitrary: fc.constant(JSON.stringify(GENERATION[0])) },
      { weight: 1, arbitrary: mutatedJson(GENERATION) },
    ),
  }),
  async check({ config, generation }) {
    const files = memoryFiles({ 'config.json': bytes(config), 'generation_config.json': bytes(generation) });
    try {
      const notes: string[] = [];
      const json = await readModelJson(files, 'm', 'config.json');
      const own = parseConfig(json, 'm/config.json', notes);
      const more = await readModelJson(files, 'm', 'generation_config.json');
      const parsed = parseGenerationConfig(more, own, 'm/generation_config.json', notes);
      checkConfig(own);
      const ends = endTokens(own, parsed, notes);
      must(
        ends.every(({ token }) => token >= 0 && token < own.vocabSize),
        'an end token that the vocabulary lacks',
      );
      return `read, ${(json as { model_type: string }).model_type}`;
    } catch (error) {
      const kind = refusal(error, [ModelError]);
      const file = ['m/config.json', 'm/generation_config.json'].find((name) => String(error).includes(name));
      must(file !== undefined, `a refusal that names no file: ${String(error)}`);
      return `${kind} of ${file}`;
    }
  },
  keep: ({ config, generation }) => ({ 'config.json': config, 'generation_config.json': generation }),
};

const bytes = (text: string) => new TextEncoder().encode(text);

function checkConfig(config: ModelConfig): void {
  checkNumbers(config);
  const { heads, kvHeads, vocabSize, bosToken, layers, attention } = config;
  must(heads % kvHeads === 0, `${heads} heads over ${kvHeads}`);
  must(bosToken === null || bosToken < vocabSize, 'a begin token that the vocabulary lacks');
  must(attention === undefined || attention.length === layers, 'other layers than there are');
  if (layers > MOST_LAYERS) return;
  for (const { tensor, shape } of tensorsOf(modelGraph(config)))
    must(
      shape.length > 0 && Number.isSafeInteger(elementsOf(shape)),
      `${tensor} of shape ${shape.join(' x ')}`,
    );
  const divisors = ropeDivisors(config);
  must(
    divisors.every((divisor) => Number.isFinite(divisor) && divisor > 0),
    'RoPE by no number',
  );
}
