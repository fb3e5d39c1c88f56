import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseGgufShardFilename } from '@huggingface/gguf';
import { describe, expect, it } from 'vitest';
import { firstPart, partsOf, withoutEnding } from '../../experiment/gguf-parts.ts';
import { checkpointTensors } from '../assemble.ts';
import type { Checkpoint } from '../checkpoint.ts';
import { nodeModelFiles } from '../files.node.ts';
import { loadModel, loadTokenizer } from '../load.ts';
import { KEPT_BYTES, type ModelFiles } from '../model-files.ts';
import { memoryFiles } from '../testing/memory-files.ts';
import { widenTensor } from '../widen.ts';
import { smallGguf } from './testing/small-models.ts';
import { splitGguf } from './testing/split.ts';

const [FIRST, SECOND, THIRD] = partsOf('small-00001-of-00003.gguf');
const whole = smallGguf('llama');
const split = splitGguf(whole, [0, 5, 20]);
const valuesOf = (checkpoint: Checkpoint) =>
  checkpointTensors(checkpoint).map((tensor) => [...widenTensor(tensor)]);
const load = (contents: Record<string, Uint8Array>) => loadModel(memoryFiles(contents, true), 'small');

describe('names of parts', () => {
  it.each([
    'm-00001-of-00003.gguf',
    'Q4/m-00003-of-00003.gguf',
    'm-1-of-3.gguf',
    'm-00001-of-00003.safetensors',
    'm.gguf',
  ])('%s is taken for one as @huggingface/gguf does', (path) => {
    const theirs = parseGgufShardFilename(path);
    expect(partsOf(path)).toHaveLength(theirs === null ? 1 : Number(theirs.total));
    expect(partsOf(path)).toContain(path);
    if (theirs !== null) {
      expect(firstPart(path)).toBe(`${theirs.prefix}-00001-of-${theirs.total}.gguf`);
      expect(`${withoutEnding(path)}`).toBe(theirs.prefix);
    }
  });

  it('a place that is none of so many is a name like any other', () => {
    expect(partsOf('m-00004-of-00003.gguf')).toEqual(['m-00004-of-00003.gguf']);
    expect(partsOf('m-00000-of-00000.gguf')).toEqual(['m-00000-of-00000.gguf']);
  });
});

describe('a model in parts', () => {
  it.each([
    ['three', [0, 5, 20]],
    ['three, no tensor in the first', [0, 0, 20]],
    ['three, no tensor in the last', [0, 20, 999]],
    ['one', [0]],
  ] as const)('%s: is the model of the whole file', async (_, first) => {
    const files = splitGguf(whole, first);
    const [a, b] = [await load(files), await load({ 'small.gguf': whole })];
    expect(a.checkpoint.config).toEqual(b.checkpoint.config);
    expect(valuesOf(a.checkpoint)).toEqual(valuesOf(b.checkpoint));
    expect(a.weightFiles).toEqual(Object.keys(files));
    expect(a.tokenizer.encode('abc')).toEqual(b.tokenizer.encode('abc'));
    const { config, tokenizer } = await loadTokenizer(memoryFiles(files, true), 'small');
    expect(config).toEqual((await loadTokenizer(memoryFiles({ 'small.gguf': whole }, true), 'small')).config);
    expect(tokenizer.size).toBe(101);
  });

  it('its hash is that of the list of its parts, as sha256sum prints it', async () => {
    const lines = Object.entries(split).map(
      ([name, bytes]) => `${createHash('sha256').update(bytes).digest('hex')}  ${name}\n`,
    );
    const { hash } = (await load(split)).checkpoint;
    expect(hash).toBe(`sha256:${createHash('sha256').update(lines.join('')).digest('hex')}`);
  });

  it.each([
    ['the first part, in the metadata', FIRST, 30],
    ['the second part, in its number', SECOND, 51],
    ['the last part, in its data', THIRD, -3],
  ])('of parts that were downloaded, tells by their hashes which one changed: %s', async (_, changed, at) => {
    const known = (path: string) => {
      const hex = createHash('sha256').update(split[path]).digest('hex');
      return Promise.resolve({
        digest: { kind: 'sha256', hex } as const,
        xxh128: null,
        remedy: 'load it anew',
      });
    };
    const kept = (contents: Record<string, Uint8Array>) =>
      loadModel({ ...memoryFiles(contents, true), known }, 'small');
    expect((await kept(split)).checkpoint.hash).toBe((await load(split)).checkpoint.hash);
    const bytes = split[changed].slice();
    bytes[at < 0 ? bytes.length + at : at] ^= 1;
    const found = createHash('sha256').update(bytes).digest('hex');
    await expect(kept({ ...split, [changed]: bytes })).rejects.toThrow(
      new RegExp(`${changed}: expected the SHA-256 \\w+, as when it was downloaded, found ${found}`),
    );
  });

  it.each(['q8', 'q4'] as const)(
    'keeps blocks of %s as they are, rows that are put back too',
    async (weights) => {
      const bytes = smallGguf('one layer', weights);
      const [a, b] = [await load(splitGguf(bytes, [0, 2, 4])), await load({ 'small.gguf': bytes })];
      expect(checkpointTensors(a.checkpoint).map(({ dtype }) => dtype)).toEqual(
        checkpointTensors(b.checkpoint).map(({ dtype }) => dtype),
      );
      expect(valuesOf(a.checkpoint)).toEqual(valuesOf(b.checkpoint));
    },
  );

  it('reads divisors of RoPE from whichever part has them', async () => {
    const bytes = smallGguf('phi3, longrope');
    const [a, b] = [await load(splitGguf(bytes, [0, 1, 2])), await load({ 'small.gguf': bytes })];
    expect(a.checkpoint.config).toEqual(b.checkpoint.config);
  });

  it('parses each header once, and reads each file through once behind it', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'parts-'));
    for (const [name, bytes] of Object.entries(split)) writeFileSync(join(folder, name), bytes);
    const files = nodeModelFiles(folder);
    const read: string[] = [];
    const watched: ModelFiles = {
      ...files,
      readThrough(name, ...rest) {
        read.push(name);
        return files.readThrough!(name, ...rest);
      },
    };
    await loadModel(watched, 'small');
    rmSync(folder, { recursive: true });
    expect(read).toEqual([FIRST, SECOND, THIRD, FIRST, SECOND, THIRD]);
    expect(whole.length).toBeLessThan(KEPT_BYTES);
  });
});

describe('what is refused', () => {
  it.each<[string, Record<string, Uint8Array>, RegExp]>([
    [
      'a part that is missing',
      { [FIRST]: split[FIRST], [THIRD]: split[THIRD] },
      /small\/small-00002-of-00003\.gguf: expected part 2 of 3, found no such file: fetch it too/,
    ],
    [
      'all but the last',
      { [THIRD]: split[THIRD] },
      /small-00001-of-00003\.gguf: expected part 1 of 3, found no such file, nor for 2: fetch it too/,
    ],
    [
      'a part under the name of a whole file',
      { 'renamed.gguf': split[SECOND] },
      /renamed\.gguf: split\.count: expected the whole model, found one of 3 parts, which are found by their names, as "renamed-00002-of-00003\.gguf"/,
    ],
    [
      'parts in each other’s place',
      { [FIRST]: split[FIRST], [SECOND]: split[THIRD], [THIRD]: split[SECOND] },
      /small-00002-of-00003\.gguf: split\.no: expected 1, as the file's name says, found 2/,
    ],
    [
      'another count than the name says',
      splitGguf(whole, [0, 5, 20], (place) => (place === 2 ? { count: 4 } : {})),
      /small-00003-of-00003\.gguf: split\.count: expected 3, as the file's name says, found 4/,
    ],
    [
      'a whole file under the name of a part',
      { [FIRST]: whole, [SECOND]: split[SECOND], [THIRD]: split[THIRD] },
      /small-00001-of-00003\.gguf: split\.count: expected 3, as the file's name says, found 1/,
    ],
    [
      'another number of tensors',
      splitGguf(whole, [0, 5, 20], () => ({ tensors: 7 })),
      /split\.tensors\.count: expected the 39 tensors of all parts, found 7/,
    ],
    [
      'two models',
      { ...split, 'other.gguf': whole },
      /small: expected one GGUF file, found "small-00001-of-00003\.gguf", "other\.gguf": name one of them/,
    ],
  ])('%s', async (_, contents, message) => {
    await expect(load(contents)).rejects.toThrow(message);
  });

  it('a tensor that two parts have', async () => {
    const again = splitGguf(whole, [0, 4, 20]);
    await expect(load({ ...split, [SECOND]: again[SECOND] })).rejects.toThrow(
      /small-00002-of-00003\.gguf: tensor ".*": expected each tensor in one part, found it in one before too/,
    );
  });

  it('a part that is cut off, by its name', async () => {
    const cut = { ...split, [SECOND]: split[SECOND].subarray(0, split[SECOND].length - 64) };
    await expect(load(cut)).rejects.toThrow(/small-00002-of-00003\.gguf: tensor ".*": expected data within/);
  });

  it('a file that is another by the time that its data is read', async () => {
    const opened: string[] = [];
    const files: ModelFiles = {
      ...memoryFiles({ 'small.gguf': whole }, true),
      read(name) {
        opened.push(name);
        const bytes = whole.slice();
        // A letter of the metadata.
        if (opened.length > 1) bytes[60] ^= 1;
        return Promise.resolve(bytes);
      },
    };
    await expect(loadModel(files, 'small')).rejects.toThrow(
      'small.gguf: expected the file whose header was read, found it changed since',
    );
  });
});
