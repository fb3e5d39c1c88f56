import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it, vi } from 'vitest';
import { smallGguf } from '../model/gguf/testing/small-models.ts';
import { splitGguf } from '../model/gguf/testing/split.ts';
import { hashOwn } from '../model/sources/hash-own.ts';
import { keepOwn } from '../model/sources/keep-own.ts';
import { loadPlace, placeTokenizer } from '../model/sources/load-place.ts';
import { type OwnFile, ownModel } from '../model/sources/own-files.ts';
import { MemoryShelf } from '../model/sources/testing/memory-shelf.ts';
import { placeOf } from './model-choice.ts';
import { OwnModels } from './own-models.ts';

const NAMES = ['config.json', 'model.safetensors', 'tokenizer.json', 'tokenizer_config.json'];
const pico = (name: string) => new Blob([new Uint8Array(readFileSync(`public/models/pico/${name}`))]);
const HASH = `sha256:${createHash('sha256').update(readFileSync('public/models/pico/model.safetensors')).digest('hex')}`;
const dropped = (folder: string, names = NAMES): OwnFile[] =>
  names.map((name) => ({ path: `${folder}${name}`, file: pico(name) }));
const empty = (path: string): OwnFile => ({ path, file: new Blob([]) });

it('finds the model in a dropped folder, whatever lies beside it, and reads it where it lies', async () => {
  const files = [
    empty('My models/notes.txt'),
    ...dropped('My models/pico v2/'),
    empty('My models/pico v2/old/config.json'),
  ];
  const model = await ownModel(files);
  expect(model.name).toBe('pico-v2');
  expect(model.chosen.files.map(({ path }) => path).toSorted()).toEqual(NAMES.toSorted());
  const { name, files: read, chosen } = model;
  const loaded = await loadPlace({ name, files: read, gguf: chosen.gguf });
  const weights = createHash('sha256').update(readFileSync('public/models/pico/model.safetensors'));
  expect(loaded.checkpoint.hash).toBe(`sha256:${weights.digest('hex')}`);
});

it('says what is missing, and which of several files is meant', async () => {
  await expect(ownModel(dropped('', ['config.json']))).rejects.toThrow(
    'model.safetensors: expected a file, found none',
  );
  await expect(ownModel(dropped('a/', ['model.safetensors']))).rejects.toThrow(
    'config.json: expected a file, found none',
  );
  await expect(ownModel([empty('a/notes.txt'), empty('package.json')])).rejects.toThrow(
    'files: expected a .gguf file, or config.json, tokenizer.json and safetensors, found "a/notes.txt", "package.json"',
  );
  await expect(ownModel([...'123456'].map(empty))).rejects.toThrow('"4" and 2 more');
  await expect(ownModel([empty('a.gguf'), empty('b.gguf')])).rejects.toThrow(
    'expected one GGUF file, found 2: a.gguf, b.gguf',
  );
  const pickle = ownModel([...dropped('a/', ['config.json']), empty('a/pytorch_model.bin')]);
  await expect(pickle).rejects.toThrow('a PyTorch pickle');
  await expect(ownModel([])).rejects.toThrow('safetensors, found none');
});

it('takes a GGUF file alone', async () => {
  const { name, chosen } = await ownModel([empty('x/mine.gguf'), empty('x/readme.md')]);
  expect([name, chosen.gguf]).toEqual(['mine', 'mine.gguf']);
});

it('takes the parts of a GGUF file for one model, in whatever order they were dropped, and names the one that is missing', async () => {
  const parts = splitGguf(smallGguf('one layer', 'q8'), [0, 3, 6]);
  const files = Object.entries(parts)
    .map(([name, bytes]) => ({ path: `x/${name}`, file: new Blob([bytes as Uint8Array<ArrayBuffer>]) }))
    .toReversed();
  const model = await ownModel([...files, empty('x/readme.md')]);
  expect([model.name, model.chosen.weights]).toEqual(['small', Object.keys(parts)]);
  const place = { name: model.name, files: model.files, gguf: model.chosen.gguf };
  const { config } = await placeTokenizer(place);
  const { checkpoint, weightFiles } = await loadPlace(place);
  expect([checkpoint.config.layers, weightFiles]).toEqual([config.layers, Object.keys(parts)]);
  await expect(ownModel(files.slice(0, 2))).rejects.toThrow(
    'small/small-00001-of-00003.gguf: expected part 1 of 3, found no such file: fetch it too',
  );
});

it('calls no two models of a visit alike, and none as one that ships', async () => {
  const own = new OwnModels();
  const model = await ownModel(dropped('nano/'));
  expect([own.take(model), own.take(model)]).toEqual(['nano-2', 'nano-3']);
  expect(own.taken('nano-2').files).toBe(model.files);
  expect(() => own.taken('nano')).toThrow('expected a model of files that were dropped or chosen');
});

const at = () => ({ signal: new AbortController().signal, tell: vi.fn() });

it('knows files by what they hold, whatever they are called, and tells how far it has read', async () => {
  const own = new OwnModels();
  own.take(await ownModel(dropped('mine/')));
  const now = at();
  const model = await hashOwn(own.taken('mine'), now);
  own.hashed(model);
  expect(model.hash).toBe(HASH);
  expect(model.file).toEqual({ name: 'mine/', bytes: pico('model.safetensors').size });
  expect(now.tell.mock.lastCall?.[0]).toMatchObject({ doing: 'checking', loaded: model.chosen.bytes });
  expect(own.byHash(HASH)?.name).toBe('mine');
  expect(own.byHash(`sha256:${'0'.repeat(64)}`)).toBe(null);
});

describe('kept files', () => {
  const hashed = async () => await hashOwn(await ownModel(dropped('mine/')), at());
  const places = (shelf: MemoryShelf) => ({ shelf, own: new OwnModels(), modelsUrl: 'https://none.test/' });
  const file = { name: 'theirs/', bytes: 5 };

  it('are found by their hash under another name after a reload, and are the same model', async () => {
    const shelf = new MemoryShelf();
    const now = at();
    const kept = await keepOwn(shelf, await hashed(), now);
    expect(kept).toMatchObject({ source: { kind: 'own', name: 'mine' }, revision: HASH, whole: true });
    expect(now.tell.mock.lastCall?.[0]).toMatchObject({ loaded: kept.bytes, total: kept.bytes });
    const place = await placeOf({ name: 'theirs', hash: HASH, file }, places(shelf));
    expect((await loadPlace(place!)).checkpoint.hash).toBe(HASH);
  });

  it('are asked for by name, size and hash where they are not here', async () => {
    const hash = `sha256:${'0'.repeat(64)}`;
    const shelf = new MemoryShelf();
    await keepOwn(shelf, await hashed(), at());
    await expect(placeOf({ name: 'theirs', hash, file }, places(shelf))).rejects.toThrow(
      `expected the folder theirs/ that the experiment was made with (5 bytes, ${hash}), found it not in this browser`,
    );
  });

  it('are refused where they were changed since they were hashed, and where there is no room', async () => {
    const model = await hashed();
    const changed = { ...model, open: () => new Blob(['{}']) };
    const shelf = new MemoryShelf();
    await expect(keepOwn(shelf, changed, at())).rejects.toThrow(/expected the SHA-256 \w+ that it had when/);
    expect([await shelf.list(), shelf.blobs.size]).toEqual([[], 0]);
    await expect(keepOwn(new MemoryShelf(1000), model, at())).rejects.toThrow('of room, found 1000');
  });

  it('are not hashed or copied further once that is ended', async () => {
    const [model, shelf, stop] = [await hashed(), new MemoryShelf(), new AbortController()];
    const tell = () => stop.abort(new Error('stopped'));
    await expect(keepOwn(shelf, model, { signal: stop.signal, tell })).rejects.toThrow('stopped');
    await expect(hashOwn(model, { signal: stop.signal, tell })).rejects.toThrow('stopped');
    expect(await shelf.list()).toEqual([]);
  });
});
