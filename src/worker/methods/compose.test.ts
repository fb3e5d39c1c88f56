import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { weightMemory } from '../../engines/webgpu/memory.ts';
import { parseExperiment } from '../../experiment/schema.ts';
import { checkpointTensors } from '../../model/assemble.ts';
import { smallGguf } from '../../model/gguf/testing/small-models.ts';
import { randomTokenizerJson } from '../../model/random-tokenizer.ts';
import { MemoryShelf } from '../../model/sources/testing/memory-shelf.ts';
import { configJson, syntheticCheckpoint, writeSafetensors } from '../../model/testing/synthetic.ts';
import { LabHost } from '../lab-host.ts';
import { labHere } from '../testing/lab-here.ts';

const MODELS = 'http://models.test/';
const fetched: string[] = [];

beforeEach(() => {
  fetched.length = 0;
  vi.stubGlobal('fetch', async (url: string) => {
    fetched.push(url.slice(MODELS.length));
    const file = await readFile(
      new URL(`../../../public/models/${url.slice(MODELS.length)}`, import.meta.url),
    );
    return new Response(new Uint8Array(file));
  });
});

afterEach(() => vi.unstubAllGlobals());

const experimentFor = (name: string, arm: object = {}) =>
  parseExperiment({
    version: 1,
    title: 'measured',
    model: { name },
    requests: [
      { id: 'p', role: 'probe', prompt: 'Once upon a time', maxNewTokens: 4 },
      { id: 'n', role: 'noise', noise: { kind: 'spam', seed: 1, tokens: 9 }, maxNewTokens: 4 },
      { id: 'e', role: 'clean', prompt: '', maxNewTokens: 4 },
    ],
    arms: [{ name: 'a', requests: ['p', 'n', 'e'], kernels: 'variant', ...arm }],
  });

async function measured(name: string, arm?: object) {
  const answer = await labHere().compose.measure({ experiment: experimentFor(name, arm), modelsUrl: MODELS });
  if (!answer.ok) throw new Error(answer.fault.message);
  return answer.value;
}

it('counts by the model’s tokenizer, without its weights, and shows generated text to its true end', async () => {
  const { prompts, problems, maxPositions, cost } = await measured('nano');
  expect(fetched).toEqual(['nano/config.json', 'nano/tokenizer.json', 'nano/tokenizer_config.json']);
  // Six pieces and bos; nine tokens and bos; bos alone.
  expect(prompts.map(({ tokens }) => tokens)).toEqual([7, 10, 1]);
  expect(prompts[1].text.length).toBeLessThan(60);
  expect({ problems, maxPositions }).toEqual({ problems: [], maxPositions: 512 });
  expect(cost).toMatchObject({ steps: 4, kvBytes: 3 * 16 * 32 * 2 * 12 * 2, allowedBytes: null });
});

it('counts by bytes for a random model, and names what it cannot feed', async () => {
  const { prompts, problems } = await measured('random:smollm2-135m:2');
  expect(fetched).toEqual([]);
  expect(prompts.map(({ tokens }) => tokens)).toEqual([16, 9]);
  expect(problems).toEqual([{ request: 'e', text: 'the prompt has no tokens' }]);
});

it('says the same of an experiment that is measured again', async () => {
  const asked = { experiment: experimentFor('random:smollm2-135m:2'), modelsUrl: MODELS };
  const { compose } = labHere();
  expect(await compose.measure(asked)).toEqual(await compose.measure(asked));
});

it('counts weights once for each dtype that an arm asks for', async () => {
  const experiment = experimentFor('random:pico');
  const bytesOf = async (...dtypes: ('f32' | 'bf16' | 'f16')[]) => {
    const arms = dtypes.map((weights) => ({ ...experiment.arms[0], name: weights, weights }));
    const answer = await labHere().compose.measure({
      experiment: { ...experiment, arms },
      modelsUrl: MODELS,
    });
    return answer.ok ? answer.value.cost?.weightBytes : null;
  };
  const [one, two] = [await bytesOf('bf16'), await bytesOf('bf16', 'f16')];
  expect(one).toBeGreaterThan(0);
  expect(two).toBe(2 * one!);
});

/** Bytes of weights that an experiment on a model of the visitor's own files would take, or why it would not run. */
async function costOf(
  files: readonly { path: string; file: Blob }[],
  asked: 'stored' | 'f16' | 'q8' = 'stored',
) {
  const lab = labHere(new LabHost('test', undefined, new MemoryShelf()));
  const taken = await lab.sources.take(files);
  if (!taken.ok) throw new Error(taken.fault.message);
  const { config } = taken.value;
  const model = await lab.sources.hash({ name: taken.value.name }, () => undefined);
  if (!model.ok) throw new Error(model.fault.message);
  const requests = [{ id: 'p', role: 'probe', promptIds: [1, 2], maxNewTokens: 4 }];
  const arms = [{ name: 'a', requests: ['p'], kernels: 'variant', weights: asked }];
  const experiment = parseExperiment({ version: 1, title: 'own', model: model.value, requests, arms });
  const answer = await lab.compose.measure({ experiment, modelsUrl: MODELS });
  if (!answer.ok) throw new Error(answer.fault.message);
  const { cost, refused } = answer.value;
  return { config: config!, refused, bytes: cost?.weightBytes ?? null };
}

const blob = (bytes: Uint8Array) => new Blob([bytes as Uint8Array<ArrayBuffer>]);

it.each([
  ['F32', null, 'f32'],
  ['BF16', null, 'bf16'],
  ['F32', 'f16', 'f16'],
  ['F32', 'q8', 'q8'],
  ['F32', 'q4', 'q4'],
] as const)(
  'counts what a GGUF file of %s, written as %s, holds, and what an arm makes of it',
  async (dtype, weights, held) => {
    const files = [{ path: 'mine.gguf', file: blob(smallGguf('one layer', weights, dtype)) }];
    const { config, bytes } = await costOf(files);
    expect(bytes).toBe(weightMemory(config, held).total);
    for (const asked of ['f16', 'q8'] as const)
      expect((await costOf(files, asked)).bytes).toBe(weightMemory(config, asked).total);
  },
);

it('counts the shards of a folder by their headers, and says where one is no such file', async () => {
  const checkpoint = syntheticCheckpoint({}, { seed: 3, dtype: 'F16' });
  const tensors = checkpointTensors(checkpoint);
  const names = ['a.safetensors', 'b.safetensors'];
  const shards = [tensors.slice(0, 5), tensors.slice(5)].map((each) => writeSafetensors(each));
  const weight_map = Object.fromEntries(tensors.map((tensor, i) => [tensor.name, names[i < 5 ? 0 : 1]]));
  const json = (value: unknown) => new Blob([JSON.stringify(value)]);
  const files = (second: Uint8Array) => [
    { path: 'm/config.json', file: json(configJson(checkpoint.config)) },
    { path: 'm/tokenizer.json', file: json(randomTokenizerJson(checkpoint.config.vocabSize)) },
    { path: 'm/model.safetensors.index.json', file: json({ weight_map }) },
    { path: `m/${names[0]}`, file: blob(shards[0]) },
    { path: `m/${names[1]}`, file: blob(second) },
  ];
  expect((await costOf(files(shards[1]))).bytes).toBe(weightMemory(checkpoint.config, 'f16').total);
  const page = new TextEncoder().encode('<!doctype html><title>Sign in</title>');
  const { bytes, refused } = await costOf(files(page));
  expect(bytes).toBeNull();
  expect(refused).toContain('b.safetensors: expected weights in safetensors, found a web page');
});

it('says what the run would be refused for', async () => {
  const { refused, cost } = await measured('nano', { limits: { maxTokensPerStep: 8, blocks: 1 } });
  expect({ refused, cost }).toMatchObject({ refused: null });
  const small = await measured('random:pico', { limits: { blocks: 1 } });
  expect(small.refused).toContain('arm a: limits.blocks: expected at least 2');
});
