import { describe, expect, test } from 'vitest';
import { randomModel } from '../model/random-model.ts';
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
      'random:llama-3.2-1b::7: its weights take 2,471,628,800 bytes on the engine cpu, this machine has 1,073,741,824: what fits is the engine webgpu on a GPU with memory of its own, or random:llama-3.2-1b:4:7, or a smaller model',
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
});
