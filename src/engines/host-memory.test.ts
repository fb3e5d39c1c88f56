import { describe, expect, test } from 'vitest';
import { randomModel } from '../model/random-model.ts';
import { syntheticCheckpoint } from '../model/testing/synthetic.ts';
import type { WeightDtype } from '../numerics/dtypes.ts';
import { DEFAULT_SERVING } from '../steps/serving.ts';
import { checkHostMemory } from './host-memory.ts';

const LLAMA = randomModel('random:llama-3.2-1b::7');
const GIGABYTE = 2 ** 30;
const engine = (kind: 'webgpu' | 'cpu' | 'ort-wasm' | 'ort-webgpu', software: boolean) => ({
  ...{ kind, adapter: { software } },
});

describe('the memory of this machine', () => {
  test('holds no weights that are made on a GPU', () => {
    expect(() => checkHostMemory(LLAMA, engine('webgpu', false), 1)).not.toThrow();
  });

  test.each([
    [
      engine('cpu', true),
      'random:llama-3.2-1b::7: its weights take 2,471,763,968 bytes on the engine cpu, this machine has 1,073,741,824: what fits is the engine webgpu on a GPU with memory of its own, or random:llama-3.2-1b:4:7, or a smaller model',
    ],
    [
      engine('webgpu', true),
      'random:llama-3.2-1b::7: its weights take 2,471,628,800 bytes on a software adapter, in memory of the machine, this machine has 1,073,741,824: what fits is random:llama-3.2-1b:4:7, or a smaller model',
    ],
    [
      engine('ort-webgpu', false),
      'random:llama-3.2-1b::7: its weights take 4,943,257,600 bytes on the engine ort-webgpu, this machine has 1,073,741,824: what fits is the engine webgpu on a GPU with memory of its own, or a smaller model',
    ],
  ])('is needed by others: %o', (asked, words) => {
    expect(() => checkHostMemory(LLAMA, asked, GIGABYTE)).toThrow(words);
    expect(() => checkHostMemory(LLAMA, asked, 5 * GIGABYTE)).not.toThrow();
    expect(() => checkHostMemory(LLAMA, asked)).not.toThrow();
  });

  test('beyond a WebAssembly memory the engine cpu holds weights as f32, and so has room for fewer', () => {
    const wide = { ...LLAMA, name: 'giant', checkpoint: { ...LLAMA.checkpoint, parameters: 3e9 } };
    expect(() => checkHostMemory(wide, engine('cpu', true), 3 * GIGABYTE)).not.toThrow();
    const { config } = randomModel('random:llama-3.2-1b:40').checkpoint;
    const giant = randomModel('random:llama-3.2-1b:40');
    expect(config.layers).toBe(40);
    expect(() => checkHostMemory(giant, engine('cpu', true), 6 * GIGABYTE)).toThrow(
      `its weights take ${(4 * giant.checkpoint.parameters).toLocaleString('en')} bytes on the engine cpu, this machine has 6,442,450,944: what fits is the engine webgpu on a GPU with memory of its own, or random:llama-3.2-1b:30, or`,
    );
  });

  test('stored blocks are held as they are stored', () => {
    const shape = { hiddenSize: 64, headDim: 16, intermediateSize: 96, vocabSize: 101 };
    const checkpoint = syntheticCheckpoint(shape, { seed: 1, dtype: 'Q8_0' });
    const model = { name: 'blocks', checkpoint };
    const f32 = 4 * checkpoint.parameters;
    const vectors = 4 * 64 * 5;
    const stored = ((f32 - vectors) / 128) * 34 + vectors;
    const needs = (kind: 'cpu' | 'webgpu', bytes: number) => {
      expect(() => checkHostMemory(model, engine(kind, true), bytes)).not.toThrow();
      expect(() => checkHostMemory(model, engine(kind, true), bytes - 1)).toThrow(
        `its weights take ${bytes.toLocaleString('en')} bytes`,
      );
    };
    needs('cpu', stored);
    needs('webgpu', stored);
  });

  test('each format that arms ask for takes its own room: blocks 8.5 and 4.5 bits, gains f32 on the engine cpu', () => {
    const shape = { hiddenSize: 64, headDim: 16, intermediateSize: 96, vocabSize: 101 };
    const checkpoint = syntheticCheckpoint(shape, { seed: 1, dtype: 'BF16' });
    const model = { name: 'arms', checkpoint };
    const gains = 64 * 5;
    const products = checkpoint.parameters - gains;
    const needs = (kind: 'cpu' | 'webgpu' | 'ort-wasm', formats: readonly WeightDtype[], bytes: number) => {
      const arms = formats.map((weights) => ({ weights }));
      expect(() => checkHostMemory(model, engine(kind, true), bytes, arms)).not.toThrow();
      expect(() => checkHostMemory(model, engine(kind, true), bytes - 1, arms)).toThrow(
        `its weights take ${bytes.toLocaleString('en')} bytes`,
      );
    };
    needs('cpu', ['q8'], (8.5 / 8) * products + 4 * gains);
    needs('cpu', ['stored', 'q4', 'q4'], (2 + 4.5 / 8) * products + 8 * gains);
    needs('webgpu', ['q8'], (8.5 / 8) * products + 2 * gains);
    needs('webgpu', ['q4', 'f32'], (4.5 / 8 + 4) * products + 4 * gains);
    needs('ort-wasm', ['q8', 'bf16'], 8 * checkpoint.parameters);
  });

  test('holds every format that an arm or a replica of its model reads', () => {
    const bytes = (arm: object) => {
      const found = /take ([\d,]+) bytes/.exec(
        messageOf(() => checkHostMemory(LLAMA, engine('webgpu', true), 1, [{ weights: 'stored', ...arm }])),
      );
      return Number(found![1].replaceAll(',', ''));
    };
    const serving = (fields: object) => ({ serving: { ...DEFAULT_SERVING, ...fields } });
    const precision = { to: 'q4', lowerAt: 0.9, raiseAt: 0.5, waitingAt: null, every: 4, order: null };
    const route = { to: { weights: 'q4' }, by: { kind: 'balance' } };
    const other = { ...route, to: { ...route.to, model: 'pico' } };
    const [stored, q4] = [bytes({}), bytes({ weights: 'q4' })];
    expect(bytes(serving({ precision }))).toBe(stored + q4);
    expect(bytes({ dynamic: { low: 'q4', targetBits: 6, per: 'row' } })).toBe(stored + q4);
    expect(bytes(serving({ route }))).toBe(stored + q4);
    expect(bytes(serving({ route: other }))).toBe(stored);
    expect(bytes({ weights: 'q4', ...serving({ route }) })).toBe(q4);
  });
});

function messageOf(refused: () => void): string {
  try {
    refused();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('expected it to be refused');
}
