import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkpointTensors } from '../assemble.ts';
import type { Checkpoint, StoredTensor } from '../checkpoint.ts';
import { nodeModelFiles } from '../files.node.ts';
import { loadCheckpoint, loadModel, loadTokenizer } from '../load.ts';
import type { ModelFiles } from '../model-files.ts';
import { blockBytes, blocksOf } from '../quantise.ts';
import { randomTokenizerJson } from '../random-tokenizer.ts';
import { memoryFiles } from '../testing/memory-files.ts';
import { nanoCheckpoint } from '../testing/nano.ts';
import { hashBytes, syntheticOf } from '../testing/synthetic.ts';
import { widenTensor } from '../widen.ts';
import { readConfig } from './config.ts';
import { type GgufHeader, readHeader } from './header.ts';
import { paired, unpaired } from './stored.ts';
import { rawGguf } from './testing/files.ts';
import { SMALL_MODELS, smallModel } from './testing/small-models.ts';
import { Bytes, type Entry, writeEntry } from './write/entries.ts';
import type { GgufWeights } from './write/tensor-data.ts';
import { writeGguf } from './write/write-gguf.ts';

const folder = mkdtempSync(join(tmpdir(), 'gguf-'));
afterAll(() => rmSync(folder, { recursive: true }));

function writtenOf(checkpoint: Checkpoint, weights: GgufWeights = null) {
  const tokenizer = { json: randomTokenizerJson(checkpoint.config.vocabSize), settings: {} };
  const special = { bos: 3, ends: [5, 6], addBos: false };
  return writeGguf({ name: 'small', checkpoint, tokenizer, special }, weights);
}

function fileOf(checkpoint: Checkpoint, weights: GgufWeights = null): Uint8Array {
  const file = writtenOf(checkpoint, weights);
  const bytes = new Uint8Array(Buffer.concat([...file]));
  expect(bytes).toHaveLength(file.bytes);
  return bytes;
}

const inMemory = (bytes: Uint8Array): ModelFiles => memoryFiles({ 'small.gguf': bytes }, true);
const valuesOf = (checkpoint: Checkpoint) =>
  checkpointTensors(checkpoint).map((tensor) => [...widenTensor(tensor)]);

describe('a model that is written and read back', () => {
  it.each(Object.keys(SMALL_MODELS))('%s has the same config and the same weights', async (name) => {
    const checkpoint = smallModel(name, 'BF16');
    const bytes = fileOf(checkpoint);
    const read = await loadModel(inMemory(bytes), 'small', { needsText: false });
    const { gainsLessOne: _, ropeScaling, ...own } = checkpoint.config;
    const { ropeScaling: scaling, ...found } = read.checkpoint.config;
    expect(found).toEqual({ ...own, bosToken: 3, eosTokens: [5, 6] });
    expect(scaling === undefined).toBe(ropeScaling === undefined);
    expect(valuesOf(read.checkpoint)).toEqual(valuesOf(checkpoint));
    expect(read.checkpoint.hash).toBe(hashBytes(bytes));
    expect(read.weightFiles).toEqual(['small.gguf']);
    expect(read.endTokens[1]).toEqual({ token: 6, from: ['tokenizer.ggml.eot_token_id'] });
  });

  it('a mixture has a tensor of three dimensions for all experts, in blocks too', async () => {
    const checkpoint = smallModel('qwen3_moe');
    const bytes = fileOf(checkpoint, 'q8');
    const { tensors } = readHeader(bytes, bytes.length, 'm') as GgufHeader;
    const shapeOf = (name: string) => tensors.find((each) => each.name === name)?.shape;
    expect(shapeOf('blk.0.ffn_gate_exps.weight')).toEqual([5, 32, 64]);
    expect(shapeOf('blk.0.ffn_down_exps.weight')).toEqual([5, 64, 32]);
    expect(shapeOf('blk.0.ffn_gate_inp.weight')).toEqual([5, 64]);
    const read = await loadCheckpoint(inMemory(bytes));
    const { gate, down } = checkpoint.layers[0];
    const found = read.layers[0];
    expect([found.gate.dtype, found.gate.shape, found.down.shape]).toEqual(['Q8_0', gate.shape, down.shape]);
    const wanted = blockBytes(blocksOf(down, 'Q8_0'));
    expect([...found.down.bytes]).toEqual([...wanted]);
  });

  it('refuses experts whose tensor is laid out otherwise, by its name', async () => {
    const bytes = fileOf(smallModel('qwen3_moe'));
    const at = Buffer.from(bytes).indexOf('blk.0.ffn_up_exps.weight') + 'blk.0.ffn_up_exps.weight'.length + 4;
    const view = new DataView(bytes.buffer);
    // Rows and experts change places.
    view.setBigUint64(at + 8, 5n, true);
    view.setBigUint64(at + 16, 32n, true);
    await expect(loadCheckpoint(inMemory(bytes))).rejects.toThrow(
      /tensor "blk\.0\.ffn_up_exps\.weight": expected shape \[160, 64\] from the config, found \[32, 5, 64\]/,
    );
  });

  it('writes no mixture whose weights llama.cpp would scale otherwise', () => {
    const { config } = smallModel('olmoe');
    const experts = { ...config.experts!, normalised: true };
    const other = syntheticOf({ ...config, experts }, { seed: 1, dtype: 'F32' });
    expect(() => fileOf(other)).toThrow(/a GGUF file of architecture olmoe can say, found experts/);
  });

  it('nano: as stored, its weights are bf16 still', async () => {
    const nano = await nanoCheckpoint();
    const read = await loadCheckpoint(inMemory(fileOf(nano)));
    expect(read.layers[0].q.dtype).toBe('BF16');
    expect(valuesOf(read)).toEqual(valuesOf(nano));
  });

  it.each([
    ['q8', 'Q8_0'],
    ['q4', 'Q4_0'],
    ['f16', 'F16'],
  ] as const)(
    '%s: is quantised alike whether it was read from a folder or from a GGUF file',
    async (weights, dtype) => {
      const checkpoint = smallModel('one layer');
      const once = await loadCheckpoint(inMemory(fileOf(checkpoint, weights)));
      expect(once.layers[0].k.dtype).toBe(dtype);
      const again = await loadCheckpoint(
        inMemory(fileOf(await loadCheckpoint(inMemory(fileOf(checkpoint))), weights)),
      );
      expect(valuesOf(again)).toEqual(valuesOf(once));
      // What is stored in blocks is handed on as it is.
      expect(fileOf(once)).toEqual(fileOf(checkpoint, weights));
    },
  );

  it('rows that are no whole blocks are f16 among blocks', async () => {
    const read = await loadCheckpoint(inMemory(fileOf(smallModel('llama'), 'q4')));
    expect(read.layers[0].q.dtype).toBe('F16');
  });

  it('from a disk: by ranges, the same bits', async () => {
    const checkpoint = smallModel('one layer');
    writeFileSync(join(folder, 'disk.gguf'), fileOf(checkpoint, 'q8'));
    const ranges: [number, number][] = [];
    const files = nodeModelFiles(folder);
    const watched: ModelFiles = {
      ...files,
      async readThrough(name, onPiece, onBytes, most) {
        const file = await files.readThrough!(name, onPiece, onBytes, most);
        const read = (from: number, to: number) => {
          ranges.push([from, to]);
          return file.read(from, to).slice();
        };
        return { size: file.size, held: null, read };
      },
    };
    const read = await loadCheckpoint(watched);
    const tensor = read.layers[0].q;
    const whole = tensor.bytes;
    expect(tensor.read!(0, whole.length)).toEqual(whole);
    for (const [from, to] of [
      [0, 1],
      [33, 70],
      [34, 3000],
      [whole.length - 5, whole.length],
    ])
      expect(tensor.read!(from, to)).toEqual(whole.slice(from, to));
    expect(valuesOf(read)).toEqual(valuesOf(await loadCheckpoint(inMemory(fileOf(checkpoint, 'q8')))));
    expect(ranges.length).toBeGreaterThan(9);
  });
});

describe('rows of queries and keys', () => {
  it('are put in pairs and back', () => {
    const values = Float32Array.from({ length: 24 }, (_, i) => i);
    const tensor: StoredTensor = {
      name: 'q',
      dtype: 'F32',
      shape: [12, 2],
      bytes: new Uint8Array(values.buffer),
    };
    const rows = (each: StoredTensor) =>
      [...widenTensor(each)].filter((_, i) => i % 2 === 0).map((value) => value / 2);
    // Two heads of six: row i of the first half beside row i of the second.
    expect(rows(paired(tensor, 6))).toEqual([0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11]);
    expect(rows(unpaired(paired(tensor, 6), 6))).toEqual(rows(tensor));
  });
});

describe('LongRoPE in a header', () => {
  const u32 = (value: number): Entry => ({ type: 'u32', value });
  const entries: readonly (readonly [string, Entry])[] = [
    ['general.architecture', { type: 'string', value: 'phi3' }],
    ['phi3.block_count', u32(1)],
    ['phi3.context_length', u32(64)],
    ['phi3.rope.scaling.original_context_length', u32(16)],
    ['phi3.embedding_length', u32(8)],
    ['phi3.feed_forward_length', u32(8)],
    ['phi3.attention.head_count', u32(2)],
    ['phi3.attention.layer_norm_rms_epsilon', { type: 'f32', value: 1e-5 }],
    ['tokenizer.ggml.model', { type: 'string', value: 'gpt2' }],
    ['tokenizer.ggml.tokens', { type: 'strings', value: ['a', 'b'] }],
    ['tokenizer.ggml.merges', { type: 'strings', value: [] }],
    ['tokenizer.ggml.pre', { type: 'string', value: 'gpt-2' }],
  ];
  const table = { name: 'token_embd.weight', dimensions: [8, 2], type: 0, offset: 0 };
  const divisors = ['rope_factors_short.weight', 'rope_factors_long.weight'].map((name, i) => ({
    ...{ name, dimensions: [2], type: 0, offset: 64 + 32 * i },
  }));

  it('bounds the positions before its divisors are read; without them nothing is scaled', async () => {
    const bounded = rawGguf({ entries, tensors: [table, ...divisors], data: 104 });
    expect((await loadTokenizer(inMemory(bounded), 'm')).config.maxPositions).toBe(16);
    const plain = rawGguf({ entries, tensors: [table], data: 64 });
    expect((await loadTokenizer(inMemory(plain), 'm')).config.maxPositions).toBe(64);
  });
});

/** A Llama's metadata, with one entry changed. */
function headerWith(key: string, entry: Entry | null): Uint8Array {
  const entries = new Map<string, Entry>([
    ['general.architecture', { type: 'string', value: 'llama' }],
    ['llama.block_count', { type: 'u32', value: 1 }],
    ['llama.context_length', { type: 'u32', value: 64 }],
    ['llama.embedding_length', { type: 'u32', value: 8 }],
    ['llama.feed_forward_length', { type: 'u32', value: 8 }],
    ['llama.attention.head_count', { type: 'u32', value: 2 }],
    ['llama.attention.layer_norm_rms_epsilon', { type: 'f32', value: 1e-5 }],
    ['tokenizer.ggml.model', { type: 'string', value: 'gpt2' }],
    ['tokenizer.ggml.tokens', { type: 'strings', value: ['a', 'b'] }],
    ['tokenizer.ggml.merges', { type: 'strings', value: [] }],
    ['tokenizer.ggml.pre', { type: 'string', value: 'gpt-2' }],
  ]);
  if (entry === null) entries.delete(key);
  else entries.set(key, entry);
  const tensors = [{ name: 'token_embd.weight', dimensions: [8, 2], type: 0, offset: 0 }];
  return rawGguf({ entries: [...entries], tensors, data: 64 });
}

describe('refusals', () => {
  it.each<[string, Entry | null, RegExp]>([
    [
      'general.architecture',
      { type: 'string', value: 'mamba' },
      /m\/small\.gguf: general\.architecture: expected one of llama, qwen2, .*, found "mamba"/,
    ],
    ['general.architecture', null, /general\.architecture: expected a text, found none/],
    ['llama.block_count', null, /llama\.block_count: expected a number, found none/],
    [
      'llama.block_count',
      { type: 'u32', value: 0 },
      /llama\.block_count: expected an integer from 1 to 1024, found 0/,
    ],
    [
      'llama.attention.head_count',
      { type: 'i32s', value: [2] },
      /llama\.attention\.head_count: expected a number, found an array of 1/,
    ],
    [
      'llama.attention.head_count',
      { type: 'u32', value: 0 },
      /llama\.attention\.head_count: expected a divisor of llama\.embedding_length \(8\), found 0/,
    ],
    [
      'llama.attention.head_count',
      { type: 'u32', value: 3 },
      /llama\.attention\.head_count: expected a divisor of llama\.embedding_length \(8\), found 3/,
    ],
    [
      'llama.attention.head_count_kv',
      { type: 'u32', value: 3 },
      /llama\.attention\.head_count: expected a multiple of/,
    ],
    [
      'llama.expert_count',
      { type: 'u32', value: 8 },
      /llama\.expert_count: expected a model without experts, found 8/,
    ],
    [
      'llama.rope.dimension_count',
      { type: 'u32', value: 2 },
      /llama\.rope\.dimension_count: expected the head's 4, found 2/,
    ],
    [
      'llama.rope.scaling.type',
      { type: 'string', value: 'yarn' },
      /llama\.rope\.scaling\.type: expected "none" or "linear", found "yarn"/,
    ],
    [
      'llama.rope.scale_linear',
      { type: 'f32', value: 1e-39 },
      /llama\.rope\.scaling\.factor: expected a number above 0 that f32 holds/,
    ],
    [
      'split.count',
      { type: 'u32', value: 3 },
      /split\.count: expected the whole model, found one of 3 parts/,
    ],
    [
      'tokenizer.ggml.pre',
      { type: 'string', value: 'poro-chat' },
      /tokenizer\.ggml\.pre: expected one of .*found "poro-chat"/,
    ],
    [
      'x',
      { type: 'bool', value: true },
      /expected "blk\.0\.attn_norm\.weight", .* and \d+ more, found no such tensors/,
    ],
  ])('%s %j', async (key, entry, message) => {
    await expect(loadModel(inMemory(headerWith(key, entry)), 'm')).rejects.toThrow(message);
  });

  it('says what a file is instead', async () => {
    const page = new TextEncoder().encode('<!doctype html><title>Sign in</title>');
    await expect(loadModel(inMemory(page), 'm')).rejects.toThrow(
      'm/small.gguf: expected a GGUF file, found a web page titled "Sign in"',
    );
  });

  it('names a tensor of another shape, and one that is cut off', async () => {
    const bytes = fileOf(smallModel('qwen3'));
    const cut = inMemory(bytes.subarray(0, bytes.length - 100));
    await expect(loadModel(cut, 'm')).rejects.toThrow(/tensor "output\.weight": expected data within/);
    await expect(loadModel(memoryFiles({ 'a.gguf': bytes, 'b.gguf': bytes }, true), 'm')).rejects.toThrow(
      'm: expected one GGUF file, found "a.gguf", "b.gguf": name one of them',
    );
  });

  it('reads no further than a header that is wrong', async () => {
    const start = headerWith('split.count', { type: 'u32', value: 3 });
    let given = 0;
    const endless: ModelFiles = {
      read: () => Promise.reject(new Error('never whole')),
      readThrough(_, onPiece) {
        for (;;) {
          const piece = given === 0 ? start : new Uint8Array(4096);
          given += piece.length;
          onPiece(piece);
        }
      },
      names: () => Promise.resolve(['small.gguf']),
    };
    await expect(loadModel(endless, 'm')).rejects.toThrow('split.count');
    expect(given).toBeLessThan(10_000);
  });

  it.each([
    ['qwen3', { qkvBias: true, outBias: true }, 'biases of attention'],
    ['smollm3', { mlpBias: true }, 'biases of the MLP'],
    ['olmo2', { tiedHead: true }, 'a head that is tied to the embedding'],
  ] as const)('writes no %s that llama.cpp would not load', (name, otherwise, what) => {
    const model = smallModel(name);
    const other = syntheticOf({ ...model.config, ...otherwise }, { seed: 1, dtype: 'F32' });
    expect(() => fileOf(other)).toThrow(
      `small: expected a model that llama.cpp loads in a GGUF file of architecture ${name}, found one with ${what}`,
    );
  });

  it.each([
    [
      'mistral',
      8,
      ['the file says a window of 8 positions, which llama.cpp leaves out in architecture llama'],
    ],
    ['phi3', 8, ['the file says a window of 8 positions, which llama.cpp leaves out in architecture phi3']],
    ['mistral', 256, []],
  ] as const)('says of a %s with a window of %i what llama.cpp makes of it', (name, window, notes) => {
    const { config } = smallModel(name);
    const attention = Array.from({ length: config.layers }, () => ({ rope: 'main', window }) as const);
    const checkpoint = syntheticOf({ ...config, attention }, { seed: 1, dtype: 'F32' });
    expect(writtenOf(checkpoint).notes.filter((note) => note.includes('window'))).toEqual(
      notes.map((note) => expect.stringContaining(note)),
    );
  });

  it('writes no model that would be read as another', () => {
    const { config } = smallModel('smollm3');
    const attention = config.attention!.map(() => ({ rope: 'none', window: null }) as const);
    const other = { ...smallModel('smollm3'), config: { ...config, attention } };
    expect(() => fileOf(other)).toThrow(
      /small: expected a model that a GGUF file of architecture smollm3 can say, found attention/,
    );
    const huge = smallModel('llama');
    const norm = huge.layers[0].q;
    const large = {
      ...norm,
      bytes: new Uint8Array(new Float32Array(norm.bytes.length / 4).fill(1e6).buffer),
    };
    const layers = [{ ...huge.layers[0], q: large }, ...huge.layers.slice(1)];
    expect(() => fileOf({ ...huge, layers }, 'f16')).toThrow(
      'blk.0.attn_q.weight: expected weights that f16 holds, found 1000000',
    );
  });
});

it('warns of values that are no numbers, in blocks too, and of what is widened', async () => {
  const bytes = fileOf(smallModel('one layer'), 'q8');
  const at = bytes.length - 34 * 4;
  const last = (await loadModel(inMemory(bytes), 'm')).checkpoint;
  expect(last.head.dtype).toBe('Q8_0');
  // The scale of the fourth block from the end.
  bytes.set([0, 0x7c], at - (bytes.length - trimmed(bytes, last)));
  const { warnings } = await loadModel(inMemory(bytes), 'm');
  expect(warnings.join('\n')).toMatch(
    /"output\.weight" holds 32 values that are NaN or infinite, the first Infinity at \[99, 0\]/,
  );
});

/** Where the last tensor ends, before padding. */
function trimmed(bytes: Uint8Array, { head }: Checkpoint): number {
  const size = head.bytes.length;
  return bytes.length - (Math.ceil(size / 32) * 32 - size);
}

it.each([
  ['tokenizer.ggml.bos_token_id', 9, 'tokenizer.ggml.bos_token_id is 9, vocab_size 2: no such token'],
  ['llama.vocab_size', 3, 'llama.vocab_size is 3, token_embd.weight has 2 rows: all are taken'],
])('says by its key what it settled: %s', (key, value, note) => {
  const bytes = headerWith(key, { type: 'u32', value });
  const notes: string[] = [];
  readConfig(readHeader(bytes, bytes.length, 'm') as GgufHeader, () => null, 'm', notes);
  expect(notes).toEqual([expect.stringContaining(note)]);
});

it('tells the tokenizer by the header alone', async () => {
  const bytes = fileOf(smallModel('one layer'));
  let given = 0;
  const files: ModelFiles = {
    read: () => Promise.reject(new Error('never whole')),
    readThrough(_, onPiece) {
      for (; given < bytes.length; given += 512) onPiece(bytes.subarray(given, given + 512));
      return Promise.reject(new Error('read to the end'));
    },
    names: () => Promise.resolve(['small.gguf']),
  };
  const { config, tokenizer } = await loadTokenizer(files, 'small');
  expect(config.vocabSize).toBe(101);
  expect(tokenizer.size).toBe(101);
  expect(given).toBeLessThan(bytes.length - 4096);
  writeFileSync(join(folder, 'disk.gguf'), bytes);
  expect((await loadTokenizer(nodeModelFiles(folder), 'disk')).tokenizer.size).toBe(101);
});

it('a header in pieces of any size is the same', async () => {
  const bytes = fileOf(smallModel('qwen2'));
  const whole = await loadModel(inMemory(bytes), 'm', { needsText: false });
  for (const size of [1, 7, 4096]) {
    const files: ModelFiles = {
      ...inMemory(bytes),
      readThrough(_, onPiece) {
        for (let at = 0; at < bytes.length; at += size) onPiece(bytes.subarray(at, at + size));
        return Promise.resolve({
          size: bytes.length,
          held: bytes,
          read: (from, to) => bytes.subarray(from, to),
        });
      },
    };
    const read = await loadModel(files, 'm', { needsText: false });
    expect(read.checkpoint.hash).toBe(whole.checkpoint.hash);
    expect(valuesOf(read.checkpoint)).toEqual(valuesOf(whole.checkpoint));
  }
});

it('entries are written as their types say', () => {
  const bytes = new Bytes();
  writeEntry(bytes, 'k', { type: 'u32', value: 7 });
  expect([...bytes.whole()]).toEqual([1, 0, 0, 0, 0, 0, 0, 0, 107, 4, 0, 0, 0, 7, 0, 0, 0]);
});
