import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Command } from '../../src/cli/command.ts';
import { COMMANDS } from '../../src/cli/command-line.ts';
import { OutputError } from '../../src/cli/output.ts';
import { UsageError } from '../../src/cli/usage.ts';
import { ExperimentError } from '../../src/experiment/errors.ts';
import { encodeLink } from '../../src/experiment/link.ts';
import { LinkError } from '../../src/experiment/link-error.ts';
import { ImportError } from '../../src/imports/import-error.ts';
import { ModelError } from '../../src/model/model-error.ts';
import { IncomparableError } from '../../src/results/incomparable-error.ts';
import { SweepError } from '../../src/studies/sweep/sweep-error.ts';
import { COMPLETE, MINIMAL } from './experiments.ts';
import { type Harness, must, refusal } from './harness.ts';
import { withMutations } from './mutate-text.ts';
import { SMALL_TOKENIZERS, smallModelFiles } from './small-model.ts';

/** These do all that they do; the others end where they open the model, and none is there. */
const WHOLE = ['plan', 'link', 'model', 'compare', 'claims'];
const NO_MODEL = '--model=no-such-folder';

const MINIMAL_TEXT = JSON.stringify(MINIMAL);
/** A run of something else. */
/** Its model is none, so that it is planned and never run. */
const STUDY = JSON.stringify({
  ...{ version: 1, id: 'study', title: 'Study', question: 'Is it read?' },
  base: { ...MINIMAL, model: { name: 'no-such-model' } },
  ...{ units: { kind: 'probes' }, axes: [{ path: 'base.decoding.seed', values: [0, 1] }], seeds: [1] },
  ...{ measures: ['length'], hypotheses: [], plan: { n: 1 } },
});
const ANSWERS = JSON.stringify({ choices: [{ index: 0, text: 'a b' }] });
/** What lies in the folder that commands are tried in. */
const FILES: Readonly<Record<string, string>> = {
  'minimal.json': MINIMAL_TEXT,
  'every-field.json': JSON.stringify(COMPLETE),
  'half.json': MINIMAL_TEXT.slice(0, -20),
  'other.json': '{"version":1}',
  'empty.json': '',
  'answers.json': ANSWERS,
  'tiny-study.json': STUDY,
};
/** A file that may be written over. */
const OLD = 'old.json';
const WORDS = [
  OLD,
  ...['out.json', '-', 'folder', 'nothing', 'model', '.', ...Object.keys(FILES)],
  encodeLink({ experiment: MINIMAL }),
  ...[
    'variant',
    'invariant',
    'pinned',
    'split-k',
    'flashinfer',
    'f32',
    'bf16',
    'f16',
    'stored',
    'matmul',
    'rmsnorm',
    'attention',
  ],
  ...[
    'webgpu',
    'cpu',
    'ort-webgpu',
    'ort-wasm',
    'a,b',
    'alone,company',
    'variant,invariant',
    '1,2',
    '1, 2,x',
  ],
  ...['0', '1', '2', '3', '8', '64', '65', '512', '4096', '-1', '+1', '1.5', '0x10', '1e3', '١', 'Infinity'],
  ...['99999999999999999999', '--', '-h', '--help', 'https://example.org/#/learn', 'constructor', 'a'],
];

const word = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...WORDS) },
  // A real argument holds no NUL, and no path may lead out of the folder.
  {
    weight: 1,
    arbitrary: withMutations(fc.constantFrom(...WORDS), WORDS).map((text) =>
      text.replace(/[\0/\\]|\.\./g, ''),
    ),
  },
);

interface Vector {
  readonly name: string;
  readonly args: readonly string[];
}

function vectorsOf([name, command]: [string, Command]): fc.Arbitrary<Vector> {
  const own = [...new Set(command.help.match(/--[a-z-]+/g) ?? [])];
  const option = fc.constantFrom(...own, '--json', '--no-such');
  const argument = fc.oneof(
    { weight: 3, arbitrary: fc.tuple(option, word) },
    { weight: 2, arbitrary: fc.tuple(option, word).map((pair) => [pair.join('=')]) },
    { weight: 1, arbitrary: fc.tuple(option) },
    { weight: 2, arbitrary: fc.tuple(word) },
  );
  const start = fc.constantFrom(...(STARTS[name] ?? [[]]));
  return fc
    .tuple(start, fc.array(argument, { maxLength: 3 }))
    .map(([first, more]) => ({ name, args: [...first, ...more.flat()] }));
}

/** What makes each command's line whole, so that what comes behind is looked at too. */
const EXPERIMENT = [['minimal.json'], ['every-field.json'], []];
const STARTS: Readonly<Record<string, readonly string[][]>> = {
  plan: [
    ['--m', '1', '--k', '8', '--n', '1'],
    ['--op=attention', '--m=1', '--k=9'],
    ['--compare', '--op=attention', '--k=9'],
    [],
  ],
  link: EXPERIMENT,
  model: [['model'], []],
  export: [['--gguf', 'out.gguf', '--model', 'model'], []],
  compare: [['answers.json', 'answers.json'], []],
  complete: [['--prompt', 'a'], ['--prompt-ids', '1,2'], []],
  ...{ run: EXPERIMENT, look: EXPERIMENT, bisect: EXPERIMENT, blame: EXPERIMENT, flip: EXPERIMENT },
  render: EXPERIMENT,
  sweep: [
    ['plan', 'tiny-study.json', '--out', 'planned'],
    ['link', 'tiny-study.json'],
    ...['plan', 'run', 'merge', 'report', 'link', 'import', 'export'].map((part) => [part]),
    ['run', 'folder'],
    [],
  ],
};

const REFUSALS = [
  UsageError,
  ExperimentError,
  LinkError,
  ModelError,
  ImportError,
  IncomparableError,
  OutputError,
  SweepError,
];
/** What moves the cursor, changes colours or the order of what is read: all but tabs and line ends. */
const OBEYED = /(?![\n\t])\p{Cc}|[\u202a-\u202e\u2066-\u2069]/u;

export const commandLines: Harness<Vector> = {
  name: 'arguments',
  property:
    'a command line is carried out or refused by a UsageError, ExperimentError, LinkError, ModelError, ImportError, IncomparableError, OutputError or SweepError, before any work that takes long, and prints nothing that a terminal would obey',
  inputs: fc.oneof(...Object.entries(COMMANDS).map(vectorsOf)),
  async check({ name, args }) {
    const sandbox = enterSandbox();
    try {
      const all = WHOLE.includes(name) ? args : [...args, NO_MODEL];
      const code = await COMMANDS[name].perform(all, new AbortController().signal);
      const obeyed = OBEYED.exec(sandbox.printed());
      must(obeyed === null, `prints U+${obeyed?.[0].codePointAt(0)?.toString(16)}`);
      return `${name}, exit code ${code}`;
    } catch (error) {
      return `${name}, ${refusal(error, REFUSALS)}`;
    } finally {
      sandbox.leave();
    }
  },
  keep: ({ name, args }) => ({ 'arguments.json': JSON.stringify([name, ...args]) }),
  end() {
    if (folder !== '') rmSync(folder, { recursive: true });
    folder = '';
  },
};

let folder = '';

/** Makes a folder of files the place where commands run, and hears what they print. */
function enterSandbox(): { printed(): string; leave(): void } {
  if (folder === '') folder = makeSandbox();
  const before = process.cwd();
  const { stdout, stderr } = process;
  const writes = [stdout.write, stderr.write];
  process.chdir(folder);
  // What is kept on this machine is neither read nor deleted, and no host is asked.
  const { env } = process;
  process.env = {
    ...env,
    HF_HOME: folder,
    HF_HUB_CACHE: undefined,
    XDG_CACHE_HOME: folder,
    HF_HUB_OFFLINE: '1',
  };
  let printed = '';
  const hear = (text: unknown): boolean => {
    printed += String(text);
    return true;
  };
  stdout.write = hear;
  stderr.write = hear;
  return {
    printed: () => printed,
    leave() {
      [stdout.write, stderr.write] = writes;
      process.env = env;
      process.chdir(before);
      for (const name of readdirSync(folder))
        if (!KEPT.has(name)) rmSync(join(folder, name), { recursive: true });
    },
  };
}

const KEPT = new Set([...Object.keys(FILES), OLD, 'folder', 'model']);

function makeSandbox(): string {
  const made = mkdtempSync(join(tmpdir(), 'fuzz-'));
  // What cannot be written is not written over, and stays what it is.
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(made, name), text, { mode: 0o444 });
  writeFileSync(join(made, OLD), '');
  mkdirSync(join(made, 'folder'));
  mkdirSync(join(made, 'model'));
  for (const [name, bytes] of smallModelFiles(SMALL_TOKENIZERS[0]))
    writeFileSync(join(made, 'model', name), bytes);
  return made;
}
