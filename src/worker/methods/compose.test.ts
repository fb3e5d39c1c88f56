import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { parseExperiment } from '../../experiment/schema.ts';
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

it('says what the run would be refused for', async () => {
  const { refused, cost } = await measured('nano', { limits: { maxTokensPerStep: 8, blocks: 1 } });
  expect({ refused, cost }).toMatchObject({ refused: null });
  const small = await measured('random:pico', { limits: { blocks: 1 } });
  expect(small.refused).toContain('arm a: limits.blocks: expected at least 2');
});
