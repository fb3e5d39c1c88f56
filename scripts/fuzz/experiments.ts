import { readFileSync } from 'node:fs';
import { canonicalExperiment } from '../../src/experiment/canonical.ts';
import { ExperimentError } from '../../src/experiment/errors.ts';
import { type ExpandedArms, expandArms, writtenArm } from '../../src/experiment/expand-arms.ts';
import { decodeLink, encodeLink } from '../../src/experiment/link.ts';
import { LinkError } from '../../src/experiment/link-error.ts';
import { MOST_FILE_BYTES } from '../../src/experiment/read-experiment.ts';
import { type Experiment, parseExperiment } from '../../src/experiment/schema.ts';
import { checkNumbers, type Harness, must, refusal } from './harness.ts';
import { mutatedJson } from './mutate-json.ts';

/** As small as an experiment can be: what failures shrink to. */
export const MINIMAL = parseExperiment({
  version: 1,
  title: 'a',
  requests: [{ id: 'p', role: 'probe', prompt: 'a' }],
  arms: [{ name: 'a', requests: ['p'], kernels: 'variant' }],
});

/** Every field once, written as a person would, the defaults left out. */
export const COMPLETE: unknown = {
  version: 1,
  title: 'every field',
  description: 'One of each.',
  model: { name: 'n', source: 'hf:o/n', revision: 'v1.0', hash: `sha256:${'0'.repeat(64)}` },
  decoding: { temperature: 0.5, seed: 7 },
  requests: [
    { id: 'p', role: 'probe', prompt: 'Once', bos: false, maxNewTokens: 8, ignoreEos: true, arrival: 1 },
    { id: 'c', role: 'clean', promptIds: [1, 2, 3] },
    { id: 'n', role: 'noise', noise: { kind: 'spam', seed: 1, tokens: 9 } },
  ],
  arms: [
    {
      name: 'alone',
      requests: ['p'],
      kernels: { matmul: 'variant', rmsnorm: 'invariant', attention: 'pinned' },
      dtype: 'f32',
      weights: 'bf16',
      parallelism: 8,
      limits: { maxSequences: 2, maxTokensPerStep: 16, blocks: 9 },
    },
    {
      name: 'company',
      requests: ['c', 'p', 'n'],
      kernels: 'variant',
      shaders: { matmul: 'mine', rmsnorm: 'norm' },
    },
    {
      name: 'any',
      requests: ['p', 'c', 'n'],
      kernels: 'variant',
      companies: { count: 3, least: 1, seed: 2 },
    },
  ],
  compare: [['alone', 'company']],
  shaders: [
    {
      name: 'mine',
      like: 'matmul_row',
      source: '// \u00a0\n@compute @workgroup_size(32) fn main() { loop {} }',
    },
    { name: 'norm', like: 'add_norm', source: 'fn f(a: f32) -> f32 { return a; }\n@compute fn main() {}' },
  ],
};

/** The same with what runs under load: no companies go with a crowd. */
export const UNDER_LOAD: unknown = {
  version: 2,
  title: 'every field under load',
  requests: [
    { id: 'p', role: 'probe', prompt: 'Once', arrival: { ms: 12.5 }, tier: 1 },
    { id: 'c', role: 'clean', promptIds: [1, 2, 3], arrival: { step: 2 } },
  ],
  arms: [
    {
      name: 'swaps',
      requests: ['p', 'c'],
      kernels: 'variant',
      limits: { blocks: 9 },
      serving: {
        policy: { kind: 'chunked', budget: 64 },
        admission: { mostWaiting: 4, firstTokenWithin: 250 },
        memory: { pressure: 'swap', hostBlocks: 8 },
        prefix: 'recompute-last',
        cascade: { prefixTokens: 64, requests: 4 },
      },
    },
    { name: 'packs', requests: ['p'], kernels: 'variant', serving: { policy: 'tiers', packing: 'leaking' } },
  ],
  crowd: {
    seed: 3,
    arrivals: { kind: 'surge', baseline: 1, peak: 20, from: 100, ramp: 50, hold: 200, halfLife: 80 },
    milliseconds: 2000,
    most: 50,
    noise: 0.5,
    kinds: { spam: 2, vague: 1 },
    prompt: {
      kind: 'quantiles',
      at: [
        [0, 3],
        [0.5, 40],
        [1, 900],
      ],
    },
    output: { kind: 'uniform', least: 2, most: 9 },
    tiers: [0.25, 0.75],
    prefix: { tokens: 32, share: 0.5 },
  },
  clock: {
    kind: 'virtual',
    speed: 2,
    table: { measuredOn: 'a device', entries: [{ rows: 1, keys: 1.5, ms: 0.5 }], swapMs: 0.1 },
  },
  limits: { ttft: 200, e2el: 900 },
};

const needle: unknown = JSON.parse(
  readFileSync(new URL('../../experiments/needle.json', import.meta.url), 'utf8'),
);

/** Every field of version 3. */
export const CHAT: unknown = {
  version: 3,
  title: 'every field of a chat',
  requests: [
    {
      id: 'p',
      role: 'probe',
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Hi </s>' },
        { role: 'assistant', content: '' },
      ],
      chat: { addGenerationPrompt: false, enableThinking: false, date: '2024-07-26', specialTokens: true },
    },
  ],
  arms: [{ name: 'alone', requests: ['p'], kernels: 'invariant' }],
};

export const EXPERIMENTS: readonly unknown[] = [MINIMAL, COMPLETE, UNDER_LOAD, CHAT, needle];

/** Companies are drawn for experiments of at most so many requests in all arms together, which is work that no parser does. */
const MOST_DRAWN = 20_000;

export const experiments: Harness<string> = {
  name: 'experiments',
  property:
    'JSON is an experiment or refused by an ExperimentError; an experiment is its canonical form, gives one link that opens to it, and its companies are batches of its own requests, the same every time',
  inputs: mutatedJson(EXPERIMENTS),
  check(text) {
    // Brackets in brackets can be any length; the reader of files has its own test.
    if (text.length > MOST_FILE_BYTES) return 'larger than a file may be';
    let json: unknown;
    try {
      json = JSON.parse(text);
    } catch {
      return 'no JSON';
    }
    let experiment: Experiment;
    try {
      experiment = parseExperiment(json);
    } catch (error) {
      return refusal(error, [ExperimentError]);
    }
    checkNumbers(experiment);
    const canonical = canonicalExperiment(experiment);
    must(
      canonicalExperiment(parseExperiment(JSON.parse(canonical))) === canonical,
      'its canonical form has another canonical form',
    );
    return `${checkArms(experiment)}, ${checkLink(experiment, canonical)}`;
  },
  keep: (text) => ({ 'experiment.json': text }),
};

function checkLink(experiment: Experiment, canonical: string): string {
  let opened: Experiment;
  try {
    opened = decodeLink(encodeLink({ experiment })).experiment;
  } catch (error) {
    refusal(error, [LinkError]);
    must(canonical.length > 100_000, 'an experiment of a common size has no link');
    return 'too large for a link';
  }
  must(canonicalExperiment(opened) === canonical, 'its link opens to another experiment');
  return 'accepted';
}

function checkArms(experiment: Experiment): string {
  const { arms } = experiment;
  const drawn = arms.reduce(
    (sum, { companies, requests }) => sum + (companies?.count ?? 1) * requests.length,
    0,
  );
  if (drawn > MOST_DRAWN) return 'too many arms to draw';
  const expanded = expandArms(experiment);
  must(JSON.stringify(expandArms(experiment)) === JSON.stringify(expanded), 'companies drawn twice differ');
  checkMembers(experiment, expanded);
  return expanded.drawn.length > 0 ? 'with companies' : 'plain';
}

function checkMembers(experiment: Experiment, { together, drawn }: ExpandedArms): void {
  const probes = new Set(experiment.requests.filter(({ role }) => role === 'probe').map(({ id }) => id));
  for (const arm of [...together, ...drawn]) {
    const source = writtenArm(experiment, arm.name);
    must(source !== undefined, `no written arm for ${arm.name}`);
    must(new Set(arm.requests).size === arm.requests.length, `${arm.name} runs a request twice`);
    must(
      arm.requests.every((id) => source!.requests.includes(id)),
      `${arm.name} runs a request that its arm does not list`,
    );
    const watched = source!.requests.filter((id) => probes.has(id));
    must(
      watched.every((id) => arm.requests.includes(id)),
      `${arm.name} runs without a probe`,
    );
    const mates = arm.requests.length - watched.length;
    must(mates >= (source!.companies?.least ?? 0), `${arm.name} runs with too few batchmates`);
  }
}
