/**
 * The largest experiments that the schema admits, each along one axis of what a page mounts, computes or keeps when it opens one;
 * for tests and benches. All of them fit a link.
 */

const ARMS = 64;
const REQUESTS = 512;
const PAIRS = 256;
const TEXT = 20_000;
/** As many as a link's mebibyte holds. */
const TEXTS = 50;

const names = (count: number, prefix: string) => Array.from({ length: count }, (_, i) => `${prefix}${i}`);

/** As long as the name of an arm or a request may be. */
const longest = (name: string) => name.padEnd(64, 'x');

const probe = (id: string, prompt = 'a') => ({ id, role: 'probe', prompt, maxNewTokens: 1 });
const mate = (id: string) => ({ id, role: 'clean', prompt: 'b', maxNewTokens: 1 });
const arm = (name: string, requests: readonly string[]) => ({ name, requests, kernels: 'variant' });

/** Pairs of different arms: neighbours first, then those further apart. */
function pairsAmong(arms: readonly string[], count: number): [string, string][] {
  const apart = (step: number) => arms.map((a, at): [string, string] => [a, arms[(at + step) % arms.length]]);
  return Array.from({ length: arms.length - 1 }, (_, i) => apart(i + 1))
    .flat()
    .slice(0, count);
}

/** So many pairs of arms that all have the same probes. */
export function manyPairs(pairs: number, probes: number) {
  const ids = names(probes, 'p');
  const arms = names(Math.min(ARMS, pairs + 1), 'a');
  return {
    version: 1,
    title: `${pairs} pairs of ${probes} probes`,
    requests: ids.map((id) => probe(id)),
    arms: arms.map((name) => arm(name, ids)),
    compare: pairsAmong(arms, pairs),
  };
}

/** So many arms that each stand for `count` companies, all of them as large as they may be. */
export function manyCompanies(arms: number, count: number) {
  const mates = names(REQUESTS - 1, 'm');
  return {
    version: 1,
    title: `${count} companies in each of ${arms} arms`,
    requests: [probe('p'), ...mates.map(mate)],
    arms: names(arms, 'a').map((name) => ({
      ...arm(name, ['p', ...mates]),
      companies: { count, least: REQUESTS - 1 },
    })),
  };
}

/** Every list full: 512 requests in each of 64 arms, each in an order of its own; 256 pairs that share two probes. */
function manyMembers() {
  const probes = names(2, 'p');
  const mates = names(REQUESTS - probes.length, 'm');
  const arms = names(ARMS, 'a');
  return {
    version: 1,
    title: `${REQUESTS} requests in ${ARMS} arms`,
    requests: [...probes.map((id) => probe(id)), ...mates.map(mate)],
    arms: arms.map((name, at) => arm(name, [...probes, ...mates.slice(at), ...mates.slice(0, at)])),
    compare: pairsAmong(arms, PAIRS),
  };
}

/** One pair with as many probes of the longest text as a link holds. */
function longPrompts() {
  const line = 'word after word, and a line end\n';
  const text = line.repeat(Math.ceil(TEXT / line.length)).slice(0, TEXT);
  const ids = names(TEXTS, 'p');
  return {
    version: 1,
    title: `${TEXTS} prompts of ${TEXT} characters`,
    description: `${'Word '.repeat(799)}end.`,
    requests: ids.map((id) => probe(id, text)),
    arms: [arm('a', ids), arm('b', ids)],
    compare: [['a', 'b']],
  };
}

/** Names as long as they may be, with no place to break them. */
function longNames() {
  const ids = names(REQUESTS, 'p').map(longest);
  const [a, b] = ['a', 'b'].map(longest);
  return {
    version: 1,
    title: 'W'.repeat(200),
    description: 'W'.repeat(4000),
    requests: ids.map((id, at) => (at === 0 ? probe(id) : mate(id))),
    arms: [arm(a, ids), arm(b, ids)],
    compare: [[a, b]],
  };
}

/** Token ids and noise of the greatest length, as many as a link's mebibyte holds. */
function longIds() {
  const ids = names(40, 'p');
  const noise = names(REQUESTS - ids.length, 'n');
  const promptIds = Array.from({ length: 4096 }, (_, i) => i % 10);
  return {
    version: 1,
    title: 'Long ids and noise',
    requests: [
      ...ids.map((id) => ({ id, role: 'probe', promptIds, maxNewTokens: 4096 })),
      ...noise.map((id, seed) => ({
        id,
        role: 'noise',
        noise: { kind: 'code-and-logs', seed, tokens: 2048 },
      })),
    ],
    arms: [arm('a', [...ids, ...noise]), arm('b', [...ids, ...noise])],
    compare: [['a', 'b']],
  };
}

/** By the axis that is full. */
export const WORST_EXPERIMENTS = {
  pairs: manyPairs(PAIRS, 2),
  probes: manyPairs(1, REQUESTS),
  members: manyMembers(),
  companies: manyCompanies(1, 1000),
  prompts: longPrompts(),
  names: longNames(),
  ids: longIds(),
} as const;
