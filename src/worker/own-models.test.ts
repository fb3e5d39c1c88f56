import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { smallGguf } from '../model/gguf/testing/small-models.ts';
import { splitGguf } from '../model/gguf/testing/split.ts';
import { loadPlace, placeTokenizer } from '../model/sources/load-place.ts';
import { type OwnFile, ownModel } from '../model/sources/own-files.ts';
import { OwnModels } from './own-models.ts';

const NAMES = ['config.json', 'model.safetensors', 'tokenizer.json', 'tokenizer_config.json'];
const pico = (name: string) => new Blob([new Uint8Array(readFileSync(`public/models/pico/${name}`))]);
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
  await expect(ownModel([empty('a.gguf'), empty('b.gguf')])).rejects.toThrow(
    'expected one GGUF file, found 2: a.gguf, b.gguf',
  );
  const pickle = ownModel([...dropped('a/', ['config.json']), empty('a/pytorch_model.bin')]);
  await expect(pickle).rejects.toThrow('a PyTorch pickle');
  await expect(ownModel([])).rejects.toThrow('expected a file, found none');
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
  expect(own.find('nano-2')?.files).toBe(model.files);
  expect(own.find('nano')).toBe(null);
});
