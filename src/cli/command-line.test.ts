import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { forkCodeOf } from './checks.ts';
import { performLine } from './command-line.ts';
import { captureStreams } from './testing/written.ts';

const REFERENCE = JSON.parse(readFileSync('public/models/nano/reference.json', 'utf8')) as {
  cases: { prompt: string; promptTokens: number[]; tokens: number[]; text: string }[];
};
const FOLDER = mkdtempSync(join(tmpdir(), 'lab-'));
const written = captureStreams();
afterAll(() => rmSync(FOLDER, { recursive: true }));

/** Performs a command line in this process. */
async function lab(...args: string[]) {
  Object.assign(written, { out: '', err: '' });
  const code = await performLine(args);
  return { code, out: written.out, err: written.err };
}

test.each([
  [['fly'], 'unknown command "fly"'],
  [['constructor'], 'unknown command "constructor"'],
  [['__proto__', '--help'], 'unknown command "__proto__"'],
  [['plan', '--m', '1'], 'expected --k'],
  [
    ['plan', '--op', 'matmul', '--m', '0', '--k', '1', '--n', '1'],
    '--m: expected a whole number from 1 to 16777216, found "0"',
  ],
  [['complete'], 'expected either --prompt or --prompt-ids'],
  [['complete', '--prompt-ids', '1,x'], '--prompt-ids: expected a whole number'],
  [['complete', '--prompt', 'a', '--set', 'other'], 'sglang-deterministic, found "other"'],
  [['complete', '--prompt-ids', '1', '--model', '/nowhere'], '/nowhere: expected a folder of model files'],
  [['complete', '--prompt-ids', '1024', '--engine', 'cpu'], 'token 1024 is outside the vocabulary of 1024'],
  [['tasks', '--batch', '8,0'], '--batch: expected a whole number of at least 1, found "0"'],
  [['tasks', '--set', 'variant,variant'], 'expected each way to run once, found variant f32 batch 8 again'],
  [['tasks', '--tasks', 'tsconfig.json'], 'tsconfig.json: version: expected 1, found nothing'],
  [['census', '--engine', 'ort-wasm'], '--engine: expected one of webgpu, cpu, found "ort-wasm"'],
  [['census', '--beside', 'package.json'], 'package.json: schema: Invalid input: expected "census@1"'],
  [['certify', '--engine', 'ort-wasm'], 'onnxruntime-web has no kernel sets to certify'],
  [
    ['certify', '--only', 'experts'],
    'expected a model that is a mixture of experts, found nano, which has none',
  ],
  [['certify', '--set', 'variant'], 'leave nothing to test'],
  [['run', 'package.json'], 'requests'],
  [['run', '#v1.AAAA'], 'this link'],
  [['bisect'], 'expected an experiment file or link'],
  [['bisect', 'experiments/needle.json', '--pair', 'alone'], '--pair: expected two arms'],
  [['blame', 'experiments/needle.json', '--pair', 'alone,nobody'], 'found "nobody"'],
  ...['run', 'flip', 'blame', 'bisect', 'look'].map((command): [string[], string] => [
    [command, 'experiments/viral-surge.json', '--pair', 'first come,tiers'].slice(
      0,
      command === 'run' ? 2 : 4,
    ),
    'crowd: a run in lockstep has no clock for a crowd to come by; run it under load: lab load, or the page Load',
  ]),
  [
    ['flip', 'experiments/warm-cold.json'],
    'requests[1].arrival: a run in lockstep counts steps, and this is in milliseconds; run it under load: lab load',
  ],
  [['flip', 'experiments/needle.json', '--runs', '0'], '--runs: expected a whole number of at least 1'],
  [
    ['look', 'experiments/needle.json', '--position', '999'],
    '--position: expected a whole number from 0 to 63, found "999"',
  ],
  [
    ['look', 'experiments/needle.json', '--positon', '3'],
    'unknown option --positon; expected one of --pair, --position, --back, --model, --engine, --json',
  ],
  [['run', '-x'], 'unknown option -x; expected one of --model, --engine, --dynamic, --fail-on-fork'],
  [['model', '--all', 'x'], 'unknown option --all; expected one of --download, --list, --delete'],
  [['run', 'experiments/needle.json', '--engine'], '--engine: expected a value, found none'],
  [
    ['look', 'experiments/needle.json', '--position', '-3'],
    '--position: expected a value, found "-3"; one with a dash in front is given as --position=-3',
  ],
  [['bisect', '--pair', '--json', 'x'], '--pair: expected a value, found none'],
  [['bisect', 'experiments/needle.json', '--all=yes'], '--all: expected no value, found one'],
  [['run', 'nowhere.json'], 'nowhere.json: expected a file, found none'],
  [['run', 'package.json/deeper'], 'package.json/deeper: expected a file, found none'],
  [['link', 'src'], 'src: expected a file, found a folder'],
  [['tasks', '--tasks', 'LICENSE'], 'LICENSE: line 1, column 1: expected a value, found "MIT License"'],
  [
    ['plan', '--m', '1', '--k', '1', '--n', '1', '--json', 'src'],
    '--json: expected a file, found the folder src',
  ],
  [['run', 'experiments/needle.json', '--junit', 'src'], '--junit: expected a file, found the folder src'],
  [['certify', '--junit', '-'], '--junit: expected a file; standard output has the answer'],
  [['plan', '--compare', '--k', '8', '--n', '262145'], '--n: expected a whole number from 1 to 262144'],
  [['plan', '--compare', '--op', 'attention', '--k', '8', '--cached', '2'], 'found a prefill row'],
])('refuses %j with exit code 2', async (args, message) => {
  const { code, out, err } = await lab(...args);
  expect([code, out]).toEqual([2, '']);
  expect(err).toContain(message);
  // In this command line's own words, on lines of its own, and never a stack.
  expect(err).toMatch(/^lab: /);
  expect(err).not.toMatch(/^ +at |ENOENT|ERR_|To specify|Unexpected/m);
});

test('each command says what it takes', async () => {
  const { code, out, err } = await lab('complete', '--help');
  expect([code, err, out]).toEqual([0, '', expect.stringContaining('--prompt-ids')]);
});

test('the invariant plan is one text for every M, the variant plan is not', async () => {
  const shape = ['--op', 'matmul', '--k', '512', '--n', '512'];
  const countPlans = async (set: string) => {
    const plans = new Set<string>();
    for (const m of ['1', '8', '64']) plans.add((await lab('plan', ...shape, '--m', m, '--set', set)).out);
    return plans.size;
  };
  expect(await countPlans('invariant')).toBe(1);
  expect(await countPlans('variant')).toBe(3);
});

test('compares the plans of every set, and a fork has an exit code of its own', async () => {
  const { code, out } = await lab('plan', '--compare', '--op', 'rmsnorm', '--k', '2048', '--m', '64');
  expect(code).toBe(0);
  expect(out).toContain(
    'variant@1\n  M = 1 to 4    256 lanes\n  M = 5 to 16   128 lanes\n  M = 17 to 64  64 lanes',
  );
  expect(out).toContain('vllm-invariant@1: vLLM: VLLM_BATCH_INVARIANT\n  M = 1 to 64  128 lanes');
  expect([forkCodeOf([]), forkCodeOf(['p: a and b fork at token 3'])]).toEqual([0, 3]);
});

test('scores tasks, the first way against the second, and writes it as JSON', async () => {
  const { prompt, text } = REFERENCE.cases[2];
  const task = { kind: 'prose', difficulty: 1, prompt, scoring: 'exact', maxNewTokens: 4 };
  const file = join(FOLDER, 'tasks.json');
  const tasks = ['right', 'wrong'].map((id) => ({ ...task, id, answer: id }));
  writeFileSync(file, JSON.stringify({ version: 1, tasks }));
  const path = join(FOLDER, 'scores.json');
  const args = ['--tasks', file, '--engine', 'cpu', '--batch', '1,2', '--json', path];
  const { code, out, err } = await lab('tasks', ...args);
  expect([code, err]).toEqual([0, expect.stringContaining('invariant f32 batch 2: 2/2 tasks')]);
  expect(out).toContain('of 2 completions 0 differ in some token, 0 in some bit');
  const json = JSON.parse(readFileSync(path, 'utf8'));
  expect(json).toMatchObject({ overall: { passed: 0, total: 2 }, kinds: { prose: { total: 2 } } });
  expect(json).toMatchObject({ lost: [], postures: [{ arm: 'invariant f32 batch 1' }, {}] });
  expect(out).toContain('guarantees\n  invariant f32 batch 1, invariant f32 batch 2: invariant@1 replayed');
  expect(json.tasks[0].tokens).toEqual(REFERENCE.cases[2].tokens.slice(0, 4));
  expect(text.startsWith(json.tasks[0].completion)).toBe(true);
  expect(json.against[0]).toMatchObject({ arm: 'invariant f32 batch 2', comparison: { pValue: 1 } });
});

test('bisects, blames, searches and looks into a pair of an experiment', async () => {
  const file = join(FOLDER, 'pair.json');
  const request = { maxNewTokens: 2, ignoreEos: true };
  const arm = (name: string, requests: string[]) => ({ name, requests, kernels: 'variant' });
  const experiment = {
    version: 1,
    title: 'pair',
    requests: [
      { ...request, id: 'p', role: 'probe', promptIds: [1, 300, 5] },
      { ...request, id: 'x', role: 'noise', promptIds: [7, 8, 9, 10] },
    ],
    arms: [arm('alone', ['p']), arm('company', ['p', 'x'])],
    compare: [['alone', 'company']],
  };
  writeFileSync(file, JSON.stringify(experiment));
  const bisect = await lab('bisect', file, '--engine', 'cpu');
  expect(bisect.out).toContain('= matmul');
  expect(bisect.out).toContain('\nguarantees\n  ');
  expect(bisect.out).toContain('invariant@1 replayed as planned');
  expect([bisect.code, bisect.err]).toEqual([
    0,
    expect.stringContaining('run 1 of at most 16: as it is: alone'),
  ]);
  const json = join(FOLDER, 'blame.json');
  const blame = await lab('blame', file, '--engine', 'cpu', '--tokens', '1', '--json', json);
  expect([blame.code, blame.out]).toEqual([
    0,
    expect.stringContaining('other content for it  bit-identical'),
  ]);
  expect(JSON.parse(readFileSync(json, 'utf8'))).toMatchObject({
    lost: [],
    answer: { kind: 'blame', neighbours: [{ mate: 'x' }] },
    postures: [{ operations: [{ operation: 'matmul', rule: 'variant@1', standing: 'none' }, {}, {}, {}] }],
  });
  const flip = await lab('flip', file, '--engine', 'cpu', '--runs', '2', '--tokens', '1');
  expect([flip.code, flip.out]).toEqual([0, expect.stringContaining('batchmates: as it is')]);
  const seen = join(FOLDER, 'look.json');
  const look = await lab('look', file, '--engine', 'cpu', '--position', '1', '--back', '--json', seen);
  expect(look.code).toBe(0);
  expect(look.out).toMatch(/At token 1, the sum of \d+ products in layer 0's/);
  expect(look.out).toMatch(/^q, k and v projection +>\d/m);
  expect(look.out).toContain('as the device gave');
  expect(look.out).toContain('guarantees\n  alone, company: variant@1 follows the batch');
  const written = JSON.parse(readFileSync(seen, 'utf8'));
  expect(written).toMatchObject({ lost: [], look: { first: { cause: 'plan' } } });
  expect(written.postures).toHaveLength(2);
});

test('says why it shows no logits at a position', async () => {
  const file = join(FOLDER, 'short.json');
  const request = { id: 'p', role: 'probe', promptIds: [1, 300, 5], maxNewTokens: 2, ignoreEos: true };
  const arms = ['one', 'two'].map((name) => ({ name, requests: ['p'], kernels: 'variant' }));
  const at = (position: string, compare: string[][]) => {
    writeFileSync(file, JSON.stringify({ version: 1, title: 'short', requests: [request], arms, compare }));
    return lab('run', file, '--engine', 'cpu', '--position', position);
  };
  const pair = ['one', 'two'];
  expect((await at('1', [pair])).out).toMatch(/^logits at token 1, one vs two, p: margin/m);
  expect((await at('2', [pair])).out).toMatch(/^no logits at token 2 .*one vs two, p: A generated 2 tokens/m);
  expect(await at('0', [])).toMatchObject({
    code: 0,
    out: expect.stringContaining('\nno logits are shown: the experiment compares no pair\n'),
  });
});

test('takes the name of a model that ships with the lab, where no folder has it', async () => {
  const complete = ['complete', '--prompt-ids', '1,2', '--max-new', '2', '--engine', 'cpu', '--json', '-'];
  const named = JSON.parse((await lab(...complete, '--model', 'pico')).out);
  expect(named.model.name).toBe('pico');
  expect(named).toMatchObject({
    fingerprint: JSON.parse((await lab(...complete, '--model', 'public/models/pico')).out).fingerprint,
  });
  expect((await lab('model', 'nano')).out).toContain('1,805,440 parameters in BF16');
  expect(await lab('model', 'public')).toMatchObject({ code: 2 });
  expect((await lab('model', 'nemo')).err).toContain('nemo: expected a folder of model files, found none');
});

test('describes the model, and links the needle', async () => {
  const described = (await lab('model', 'public/models/nano')).out;
  expect(described).toContain('1,805,440 parameters in BF16');
  expect(described).toContain('tokens        begin 1, end 2 (config.json, generation_config.json)\n');
  expect(described).not.toContain('warning');
  const { out } = await lab('link', 'experiments/needle.json', '--base', 'https://example.org/');
  expect(out).toMatch(/^https:\/\/example\.org\/#v1\.[\w-]+\n$/);
});

test('prints what the model reads of each request, special tokens apart from what is typed', async () => {
  const folder = join(FOLDER, 'chat');
  cpSync('public/models/pico', folder, { recursive: true });
  const settings = JSON.parse(readFileSync(join(folder, 'tokenizer_config.json'), 'utf8'));
  const chat_template =
    "{{ bos_token }}{{ strftime_now('%Y') }}\n{% for m in messages %}{{ m.content + eos_token }}{% endfor %}";
  writeFileSync(join(folder, 'tokenizer_config.json'), JSON.stringify({ ...settings, chat_template }));
  const file = join(FOLDER, 'chat.json');
  const request = { role: 'clean', maxNewTokens: 1 };
  const experiment = {
    ...{ version: 3, title: 'chat', model: { name: 'pico' } },
    requests: [
      { ...request, id: 'p', role: 'probe', messages: [{ role: 'user', content: 'a </s>\u001b[31m' }] },
      { ...request, id: 'q', prompt: 'Once' },
      { ...request, id: 'r', promptIds: [1, 2] },
    ],
    arms: [{ name: 'alone', requests: ['p'], kernels: 'invariant' }],
  };
  writeFileSync(file, JSON.stringify(experiment));
  const { code, out, err } = await lab('render', file, '--model', folder);
  expect([code, err]).toEqual([0, '']);
  const lines = out.split('\n');
  expect(lines[0]).toMatch(/^p: \d+ tokens, 2 special; the template was told that today is 2025-01-01$/);
  expect(lines.slice(1, 3)).toEqual(['  | <s>2025', '  | a </s>\\u{1b}[31m</s>']);
  expect(lines[4]).toBe('  special  1 <s>, 2 </s>');
  expect(out).toContain('\nr: 2 tokens, 2 special\n');
  expect((await lab('render', file, '--model', folder, '--request', 'q')).out).toMatch(/^q: \d+ tokens/);
  expect(await lab('render', file, '--request', 'x')).toMatchObject({
    code: 2,
    err: expect.stringContaining('--request: expected one of p, q, r, found "x"'),
  });
  expect(await lab('run', file, '--engine', 'cpu')).toMatchObject({
    code: 2,
    err: expect.stringContaining('requests[0] (p): messages: pico: expected a chat template'),
  });
});

test('a file that cannot be written leaves nothing behind', async () => {
  const path = join(FOLDER, 'missing', 'plan.json');
  const before = readdirSync(FOLDER);
  const { code, err } = await lab('plan', '--m', '1', '--k', '64', '--n', '64', '--json', path);
  expect(code).toBe(2);
  expect(err).toContain('--json: expected a folder that can be written to');
  expect(readdirSync(FOLDER)).toEqual(before);
});
