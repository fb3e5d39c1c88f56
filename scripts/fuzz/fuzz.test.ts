import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Harness, must } from './harness.ts';
import { HARNESSES } from './harnesses.ts';
import { mutatedJson } from './mutate-json.ts';
import { bytesOfText, mutatedText, textOfBytes } from './mutate-text.ts';
import { inputAt, runHarness } from './run-harness.ts';

const SEED = 13;

/** Inputs of each, a second's worth or two, and outcomes that they must meet, so that none tries one kind alone. */
const ROUNDS: Readonly<Record<string, readonly [inputs: number, outcomes: readonly string[]]>> = {
  links: [1_000, ['opened', 'opened as it was sent', 'refused, LinkError', 'refused, ExperimentError']],
  experiments: [1_500, ['plain, accepted', 'with companies, accepted', 'refused, ExperimentError']],
  models: [700, ['loaded, encodes', 'refused, ModelError of model.safetensors']],
  configs: [
    1_500,
    ['read, llama', 'read, gemma3_text', 'read, phi3', 'refused, ModelError of m/config.json'],
  ],
  indices: [1_500, ['loaded', 'refused, ModelError']],
  ggufs: [2_000, ['loaded, encodes', 'refused, ModelError']],
  tokenizers: [1_000, ['nano', 'byte fallback', 'byte level, with special tokens']],
  chats: [300, ['rendered', 'rendered, ChatML', 'refused, ModelError']],
  sources: [1_500, ['no name', 'looked up, a checkpoint', 'looked up, a GGUF file', 'refused, ModelError']],
  kernels: [1_000, ['any text', 'a text of known loops']],
  imports: [600, []],
  runs: [300, []],
  arguments: [1_000, ['plan, exit code 0', 'plan, refused, UsageError', 'run, refused, ModelError']],
};

test.each(HARNESSES)('$name: $property', async (harness) => {
  const [inputs, expected] = ROUNDS[harness.name];
  const { failure, outcomes } = await runHarness(harness, { seed: SEED, inputs });
  expect(failure).toBeNull();
  expect(Object.keys(outcomes)).toEqual(expect.arrayContaining([...expected]));
});

describe('a harness', () => {
  const noTwoDots: Harness<string> = {
    name: 'no two dots',
    property: 'a text holds no two dots',
    inputs: mutatedText(['a', 'b.b'], { dictionary: ['.'] }),
    check(text) {
      must(text.split('.').length < 3, 'two dots');
      return 'fewer';
    },
    keep: (text) => ({ 'text.txt': text }),
  };

  test('makes what fails small and tells how to try it again', async () => {
    const found = await runHarness(noTwoDots, { seed: SEED, inputs: 10_000 });
    const { path, message, files } = found.failure!;
    expect(message).toContain('two dots');
    expect(String(files['text.txt']).replaceAll('.', '').length).toBeLessThan(3);
    expect(found.outcomes).toEqual({ fewer: found.inputs });
    const again = await runHarness(noTwoDots, { seed: SEED, inputs: 1, path });
    expect(again.failure?.files).toEqual(files);
    expect(inputAt(noTwoDots, SEED, path)).toBe(files['text.txt']);
  });

  test('fails where an input reaches what all objects inherit from', async () => {
    const polluting: Harness<string> = {
      ...noTwoDots,
      check(text) {
        Object.defineProperty(Object.prototype, 'polluted', { value: text, configurable: true });
        return 'polluted';
      },
    };
    const { failure } = await runHarness(polluting, { seed: SEED, inputs: 3 });
    Reflect.deleteProperty(Object.prototype, 'polluted');
    expect(failure?.message).toContain('inherit');
  });

  test('tells the case that it is at', async () => {
    const cases: number[] = [];
    const options = { seed: SEED, onCase: (index: number) => cases.push(index) };
    await runHarness({ ...noTwoDots, check: () => 'any' }, { ...options, inputs: 2, path: '7' });
    expect(cases).toEqual([7, 8]);
  });
});

describe('mutations', () => {
  const drawn = <Value>(values: fc.Arbitrary<Value>) => fc.sample(values, { seed: SEED, numRuns: 2_000 });
  const parses = (text: string): boolean => {
    try {
      JSON.parse(text);
      return true;
    } catch {
      return false;
    }
  };

  test('of JSON are mostly JSON, repeat keys, nest deeply and write what no reader would', () => {
    const texts = drawn(mutatedJson([{ a: [1, { b: 'x' }], c: null }]));
    const share = (holds: (text: string) => boolean) => texts.filter(holds).length / texts.length;
    expect(share(parses)).toBeGreaterThan(0.8);
    for (const part of ['"__proto__":', '-0', '1e400', '\\ud83d', '[[[[[['])
      expect(texts.some((text) => text.includes(part))).toBe(true);
    expect(texts.some((text) => text.split('"c":').length > 2)).toBe(true);
  });

  test('of bytes are bytes', () => {
    const all = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    expect(bytesOfText(textOfBytes(all))).toEqual(all);
    for (const text of drawn(mutatedText([textOfBytes(all)], { greatest: 255 })))
      expect(textOfBytes(bytesOfText(text))).toBe(text);
  });
});
