import { existsSync, readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseConfig } from './config.ts';
import { createTokenizer } from './tokenizer.ts';

interface Sample {
  readonly text: string;
  /** What the training's own tokenizer makes of it, without begin-of-text. */
  readonly tokens: readonly number[];
}

/** Shipped models; a fresh export of the training is held to the same before it is placed among them. */
const FOLDERS = ['public/models', 'training/out']
  .filter((parent) => existsSync(parent))
  .flatMap((parent) => readdirSync(parent).map((name) => `${parent}/${name}`))
  .filter((folder) => existsSync(`${folder}/tokenizer.json`));

const SAMPLES = 'tokenizer-samples.json';

function readModel(folder: string) {
  const read = (file: string) => JSON.parse(readFileSync(`${folder}/${file}`, 'utf8'));
  const config = parseConfig(read('config.json'), folder);
  const tokenizer = createTokenizer(read('tokenizer.json'), read('tokenizer_config.json'), config, folder);
  const samples: readonly Sample[] = existsSync(`${folder}/${SAMPLES}`) ? read(SAMPLES).samples : [];
  return { folder, tokenizer, samples };
}

const models = FOLDERS.map(readModel);

it('some model has the samples of its training', () => {
  expect(models.flatMap(({ samples }) => samples).length).toBeGreaterThan(0);
});

describe.each(models)('tokenizer of $folder', ({ tokenizer, samples }) => {
  it('gives any text that UTF-8 can hold back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        expect(tokenizer.decode(tokenizer.encode(text, { bos: false }))).toBe(text);
        expect(tokenizer.decode(tokenizer.encode(text))).toBe(text);
      }),
      {
        numRuns: 1_000,
        examples: [
          [''],
          ['\ufeff'],
          [' '],
          ['\r\n\t '],
          ['\u0000\uffff'],
          ['👩‍👩‍👧 é e\u0301'],
          ["don 't , do ."],
        ],
      },
    );
  });

  it.skipIf(samples.length === 0)("tokenizes as the training's own tokenizer", () => {
    const ours = samples.map(({ text }) => ({ text, tokens: tokenizer.encode(text, { bos: false }) }));
    expect(ours).toEqual(samples);
    expect(samples.map(({ tokens }) => tokenizer.decode(tokens))).toEqual(samples.map(({ text }) => text));
  });
});
