import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkpointTensors } from '../model/assemble.ts';
import { configJson, syntheticCheckpoint, writeSafetensors } from '../model/testing/synthetic.ts';
import { model } from './commands/model.ts';
import { tasks } from './commands/tasks.ts';
import { modelOf, openModel } from './engine.ts';
import { captureStreams } from './testing/written.ts';

const written = captureStreams();
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lab-model-'));
  const checkpoint = syntheticCheckpoint({ eosTokens: [2] }, { seed: 2, dtype: 'F16' });
  const tensors = checkpointTensors(checkpoint);
  tensors[0].bytes.set([0, 0x7c], 2 * 33);
  const config = { ...configJson(checkpoint.config), bos_token_id: 96 };
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  writeFileSync(join(folder, 'generation_config.json'), '{"eos_token_id": [2, 7]}');
  writeFileSync(join(folder, 'model.safetensors'), writeSafetensors(tensors));
});

afterEach(() => rmSync(folder, { recursive: true }));

test('lab model describes a model without a tokenizer, its end tokens and all that is odd about it', async () => {
  expect(await model.perform([folder], new AbortController().signal)).toBe(0);
  const { out, err } = written;
  expect(err).toBe('');
  expect(out).toContain('vocabulary    96 (no tokenizer: ids only), head tied');
  expect(out).toContain('end 2 (config.json, generation_config.json), 7 (generation_config.json)\n');
  const told = out.replaceAll('\n  ', ' ');
  expect(told).toContain(
    'warning       config.json: bos_token_id is 96, vocab_size 96: no such token, so it is',
  );
  expect(told).toMatch(
    /warning {7}tokens are shown as ids, and text cannot be fed: .*tokenizer\.json: expected a file/,
  );
  expect(told).toContain(
    'warning       "model.embed_tokens.weight" holds 1 value that is NaN or infinite, the first Infinity at [1, 1]:',
  );
});

test('a command that opens a model tells of its warnings on standard error', async () => {
  const { warnings } = await openModel(folder, false);
  expect(warnings).toHaveLength(3);
  expect(written.err).toBe(warnings.map((warning) => `warning: ${warning}\n`).join(''));
});

test('lab tasks reads the file beside a checkpoint or a GGUF file before the weights, and says what is wrong where', async () => {
  writeFileSync(join(folder, 'tasks.json'), JSON.stringify({ version: 1, tasks: [{ id: 'a', kind: 'b' }] }));
  writeFileSync(join(folder, 'm.gguf'), 'GGUF');
  writeFileSync(join(folder, 'model.safetensors'), 'nothing');
  for (const model of [folder, join(folder, 'm.gguf')]) {
    const performing = tasks.perform(['--model', model], new AbortController().signal);
    const where = `${folder}/tasks.json: tasks[0] ("a"): difficulty`;
    await expect(performing).rejects.toThrow(`${where}: expected a whole number, found nothing`);
  }
});

test('lab tasks says which file it wants, in which form, and where an example is', async () => {
  const performing = tasks.perform(['--model', folder], new AbortController().signal);
  await expect(performing).rejects.toThrow(
    `${folder}/tasks.json: expected a file of tasks, found none; --tasks FILE names another. It is JSON such as {"version": 1,`,
  );
  await expect(performing).rejects.toThrow(/an example is \/.*public\/models\/nano\/tasks\.json$/);
  const nowhere = tasks.perform(['--model', join(folder, 'no')], new AbortController().signal);
  await expect(nowhere).rejects.toThrow('expected a folder of model files, found none');
});

test('a model of its author’s own files is asked for by name, size and hash', () => {
  const file = { name: 'mine.gguf', bytes: 1234 };
  expect(() => modelOf({ model: { name: 'mine', hash: 'sha256:1', file } })).toThrow(
    "the experiment was made with its author's own mine.gguf (1,234 bytes, sha256:1): name it by --model",
  );
});
