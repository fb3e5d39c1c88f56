import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { decodeLink } from '../../experiment/link.ts';
import type { Experiment } from '../../experiment/schema.ts';
import { checkpointTensors } from '../../model/assemble.ts';
import type { StoredTensor } from '../../model/checkpoint.ts';
import { randomTokenizerJson } from '../../model/random-tokenizer.ts';
import {
  configJson,
  f32Tensor,
  syntheticCheckpoint,
  writeSafetensors,
} from '../../model/testing/synthetic.ts';
import { widenTensor } from '../../model/widen.ts';
import type { RunRecord } from '../../results/record.ts';
import type { ForkReport } from '../../studies/search/fork-search.ts';
import { performLine } from '../command-line.ts';
import { captureStreams } from '../testing/written.ts';
import { findNeedle } from './find-needle.ts';

const written = captureStreams();
const home = mkdtempSync(join(tmpdir(), 'find-needle-'));
afterAll(() => rmSync(home, { recursive: true }));

const HALF = 300;
const SHAPE = {
  ...{ vocabSize: 2 * HALF, hiddenSize: 64, heads: 4, kvHeads: 2, headDim: 16, intermediateSize: 96 },
  ...{ layers: 1, tiedHead: false, maxPositions: 256 },
};

/** A folder in Hugging Face layout. `change`: makes other weights of a tensor. */
function folderOf(
  name: string,
  change: (tensor: StoredTensor) => StoredTensor,
  shape: object = SHAPE,
): string {
  const checkpoint = syntheticCheckpoint(shape, { seed: 3, dtype: 'F32' });
  const folder = join(home, name);
  mkdirSync(folder);
  const write = (file: string, content: string | Uint8Array) => writeFileSync(join(folder, file), content);
  write('config.json', JSON.stringify(configJson(checkpoint.config)));
  write('tokenizer.json', JSON.stringify(randomTokenizerJson(checkpoint.config.vocabSize)));
  write('model.safetensors', writeSafetensors(checkpointTensors(checkpoint).map(change)));
  return folder;
}

/** Every token has a twin whose logit is the same but for its last bits: which of them is chosen is a matter of rounding. */
const torn = folderOf('torn', (tensor) => {
  if (tensor.name !== 'lm_head.weight') return tensor;
  const values = widenTensor(tensor);
  const middle = values.length / 2;
  for (let i = 0; i < middle; i++) values[middle + i] = values[i] * (1 + (((i * 7) % 5) - 2) * 2 ** -23);
  return f32Tensor(tensor.name, tensor.shape, values);
});

/** One token is far ahead of all others, whatever is asked. */
const certain = folderOf('certain', (tensor) => {
  if (tensor.name !== 'lm_head.weight') return tensor;
  const values = widenTensor(tensor);
  const [, hidden] = tensor.shape;
  values.fill(0);
  return f32Tensor(
    tensor.name,
    tensor.shape,
    values.fill(1, 7 * hidden, 8 * hidden).fill(-1, 9 * hidden, 10 * hidden),
  );
});

interface Json extends ForkReport {
  readonly model: { readonly name: string; readonly hash: string };
  readonly verdict: string;
  readonly link: string | null;
}

async function searched(...args: readonly string[]): Promise<Json> {
  written.out = '';
  expect(await performLine(['find-needle', '--engine', 'cpu', '--json', '-', ...args])).toBe(0);
  return JSON.parse(written.out) as Json;
}

const seedsOf = ({ requests }: Experiment) => requests.flatMap(({ noise }) => noise?.seed ?? []);

describe('lab find-needle', () => {
  it('counts every prompt in the hit rate, and links the first that forks to what was run', async () => {
    const found = await searched('--model', torn, '--most', '3');
    expect(found.trials).toHaveLength(3);
    const forked = found.trials.filter(({ fork }) => fork !== null);
    expect(forked.length).toBeGreaterThan(0);
    expect(found.verdict).toContain(`${forked.length} of 3 prompts forked (95 % interval `);
    const { experiment } = decodeLink(found.link!);
    expect(experiment.requests.find(({ role }) => role === 'probe')?.prompt).toBe(forked[0].prompt);
    expect(experiment.model.name).toBe('torn');
    // What was found is found again by who runs it.
    const file = join(home, 'found.json');
    writeFileSync(file, JSON.stringify(found.experiment));
    const json = join(home, 'run.json');
    expect(await performLine(['run', file, '--model', torn, '--engine', 'cpu', '--json', json])).toBe(0);
    const { arms } = JSON.parse(readFileSync(json, 'utf8')) as Pick<RunRecord, 'arms'>;
    const [a, b] = [found.pair.a, found.pair.b].map((name) => {
      const { requests } = arms.find((arm) => arm.name === name)!;
      return requests.find(({ id }) => id === found.pair.probe)!.tokens;
    });
    expect(a.findIndex((token, i) => token !== b[i])).toBe(forked[0].fork);
  });

  it('finds the same again; another company has other seeds and the same lengths', async () => {
    const args = ['--model', torn, '--most', '1', '--first'];
    const [once, again] = [await searched(...args), await searched(...args)];
    expect(again).toEqual(once);
    const other = await searched(...args, '--company', '2');
    expect(other.round).toBe(2);
    const [own, others] = [once, other].map(({ experiment }) => seedsOf(experiment!));
    expect(others).toEqual(own.map((seed) => seed + 2000));
  });

  it('ends at the first fork where it is asked to, which is no rate', async () => {
    const { trials, verdict } = await searched('--model', torn, '--first');
    expect(trials.map(({ fork }) => fork !== null)).toEqual([...trials.slice(1).map(() => false), true]);
    expect(verdict).toMatch(/^1 of \d+ prompts? forked, the last: the search ends at the first/);
  });

  it('none is an answer: told as such, without a link, and no failure', async () => {
    const none = await searched('--model', certain, '--most', '4');
    expect(none.trials.map(({ fork }) => fork)).toEqual([null, null, null, null]);
    expect([none.link, none.experiment]).toEqual([null, null]);
    expect(none.verdict).toMatch(
      /^0 of 4 prompts forked \(95 % interval 0 % to 49 %\)\. 4 prompts answered alike/,
    );
    written.out = '';
    expect(await performLine(['find-needle', '--engine', 'cpu', '--model', certain, '--most', '2'])).toBe(0);
    expect(written.out).toMatch(/no fork in 64 tokens, the same bits/);
    expect(written.out).not.toContain('#v1');
    // Other bits are told apart from the same ones, and are no fork.
    const plain = await searched(
      '--model',
      folderOf('plain', (tensor) => tensor),
      '--most',
      '2',
    );
    const parted = plain.trials.filter(({ fork, identical }) => fork === null && !identical);
    expect(parted.length).toBeGreaterThan(0);
    expect(plain.verdict).toContain(`${parted.length} from other bits`);
  });

  it('takes nano where no model is named, and writes the report beside the file', async () => {
    const json = join(home, 'nano.json');
    const code = await performLine(['find-needle', '--engine', 'cpu', '--most', '1', '--json', json]);
    const { model, trials, pair } = JSON.parse(readFileSync(json, 'utf8')) as Json;
    expect([code, model.name, trials.length]).toEqual([0, 'nano', 1]);
    expect(written.out).toContain('nano on ');
    expect(written.out).toContain(`${pair.a} against ${pair.b}`);
    expect(written.out).toContain(JSON.stringify(trials[0].prompt));
  });

  it('is broken off between steps, and writes nothing then', async () => {
    const json = join(home, 'broken.json');
    const ended = new AbortController();
    const reason = new Error('enough');
    // From within the search: a small model may be done before any timer is asked.
    vi.mocked(process.stderr.write).mockImplementation((text) => {
      if (String(text).includes('run 2 of at most')) ended.abort(reason);
      return true;
    });
    const search = findNeedle.perform(['--engine', 'cpu', '--model', torn, '--json', json], ended.signal);
    await expect(search).rejects.toBe(reason);
    expect(existsSync(json) ? readFileSync(json, 'utf8') : '').toBe('');
    expect(written.out).toBe('');
  });

  it.each([
    [['--most', '0'], '--most: expected a whole number of at least 1, found "0"'],
    [['--most', '1e9'], '--most: expected a whole number of at least 1, found "1e9"'],
    [['--company', '1.5'], '--company: expected a whole number of at least 0, found "1.5"'],
    [['--json', '/nowhere/x.json'], '--json: expected a folder that can be written to'],
    [['--model', '/nowhere'], '/nowhere: expected a folder of model files, found none'],
    [['--frist'], 'unknown option --frist'],
    [['a prompt'], 'unexpected "a prompt"'],
    [['--engine', 'gpu'], '--engine: expected one of webgpu, cpu'],
  ])('refuses %j', async (args, message) => {
    expect(await performLine(['find-needle', ...args])).toBe(2);
    expect(written.err).toContain(message);
    expect(written.out).toBe('');
  });

  it('says what a model lacks to be asked', async () => {
    const small = folderOf('small', (tensor) => tensor, { ...SHAPE, maxPositions: 32 });
    expect(await performLine(['find-needle', '--engine', 'cpu', '--model', small, '--most', '1'])).toBe(2);
    expect(written.err).toMatch(/prompt|positions/);
    const bare = folderOf('bare', (tensor) => tensor);
    rmSync(join(bare, 'tokenizer.json'));
    expect(await performLine(['find-needle', '--engine', 'cpu', '--model', bare])).toBe(2);
    expect(written.err).toContain('tokenizer.json: expected a file, found none');
  });
});
