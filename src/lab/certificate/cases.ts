import { countDifferingBits } from '../../numerics/bits.ts';
import type { Claim } from './certificate.ts';
import { ALONE, blocksOf, type Company, type ProbeArm } from './probe-arm.ts';

/** One comparison on an arm: what was compared, and in how many logits the two sides differ. */
export interface Finding {
  readonly claim: Claim;
  readonly name: string;
  readonly differing: number;
  readonly compared: number;
}

/** Rows of a step that the tests of invariance cover (NUMERICS: certificate). */
export const AWKWARD_ROWS = [1, 2, 3, 7, 8, 9, 16, 17, 33, 64, 65, 129] as const;
const SHORT_ROWS = [1, 3, 9, 33] as const;
const PLACES = ['none', 'half', 'all'] as const;
const PROMPT = 40;
const REPEATS = 20;

/** A group of comparisons; yields them one by one so that long work can be watched and stopped. */
export type Cases = (arm: ProbeArm) => AsyncGenerator<Finding>;

function compare(claim: Claim, name: string, a: Float32Array, b: Float32Array): Finding {
  return { claim, name, differing: countDifferingBits(a, b), compared: a.length };
}

/** The batch of one against its row in the full batch. */
function invariance(rows: readonly number[]): Cases {
  return async function* (arm) {
    const tokens = arm.tokens(PROMPT + 1);
    await arm.prefill(tokens.slice(0, PROMPT), [PROMPT]);
    const next = tokens.slice(PROMPT);
    const alone = await arm.step(next, PROMPT, ALONE);
    for (const [i, m] of rows.entries()) {
      const company: Company = { rows: m, before: PLACES[i % PLACES.length], seed: m };
      const found = await arm.step(next, PROMPT, company);
      yield compare(
        'invariance',
        `M = ${m} against M = 1, ${company.before} of the batchmates before it`,
        found,
        alone,
      );
    }
  };
}

/** However a prompt is cut, and whatever of it is cached, its last row has the same bits; token by token is decoding. */
const chunking: Cases = async function* (arm) {
  const tokens = arm.tokens(PROMPT);
  const whole = await arm.prefill(tokens, [PROMPT]);
  for (const chunks of [[1, 39], [16, 24], [33, 7], [17, 17, 6], Array<number>(PROMPT).fill(1)]) {
    const text = chunks.length === PROMPT ? 'token by token' : `in ${chunks.join(' + ')}`;
    yield compare(
      'chunking',
      `prompt of ${PROMPT} ${text} against whole`,
      await arm.prefill(tokens, chunks),
      whole,
    );
  }
};

/** Blocks in another physical order, and blocks that held another request before. */
const recycled: Cases = async function* (arm) {
  const tokens = arm.tokens(PROMPT);
  const fresh = await arm.prefill(tokens, [PROMPT]);
  const scrambled = blocksOf(0).reverse();
  yield compare(
    'recycled blocks',
    'scrambled blocks against ordered',
    await arm.prefill(tokens, [PROMPT], scrambled),
    fresh,
  );
  await arm.prefill(arm.tokens(140, 7), [140]);
  yield compare(
    'recycled blocks',
    'blocks of another request against fresh',
    await arm.prefill(tokens, [PROMPT]),
    fresh,
  );
};

/** Same shapes, other contents of the batchmates: in every set the same bits. */
const content: Cases = async function* (arm) {
  const tokens = arm.tokens(PROMPT + 1);
  await arm.prefill(tokens.slice(0, PROMPT), [PROMPT]);
  const next = tokens.slice(PROMPT);
  for (const rows of [8, 33]) {
    const one = await arm.step(next, PROMPT, { rows, before: 'half', seed: 1 });
    const other = await arm.step(next, PROMPT, { rows, before: 'half', seed: 2 });
    yield compare('content', `M = ${rows}, other contents of the batchmates`, one, other);
  }
};

/** The same step again and again: a small one, since it is the number of repeats that counts. */
const determinism: Cases = async function* (arm) {
  const tokens = arm.tokens(2);
  const company: Company = { rows: 5, before: 'half', seed: 3 };
  const first = await arm.step(tokens, 0, company);
  let differing = 0;
  for (let i = 1; i < REPEATS; i++)
    differing += countDifferingBits(await arm.step(tokens, 0, company), first);
  const compared = first.length * (REPEATS - 1);
  yield { claim: 'determinism', name: `the same step ${REPEATS} times`, differing, compared };
};

/** Two numbers of rows whose plans differ must give different bits. */
export function mustDiffer(what: string, rows: readonly [number, number]): Cases {
  return async function* (arm) {
    const tokens = arm.tokens(101);
    await arm.prefill(tokens.slice(0, 100), [100]);
    const [a, b] = rows.map((m): Company => ({ rows: m, before: 'none', seed: 1 }));
    const one = await arm.step(tokens.slice(100), 100, a);
    const other = await arm.step(tokens.slice(100), 100, b);
    yield compare('negative control', `${what}: M = ${rows[0]} against M = ${rows[1]}`, one, other);
  };
}

/** What a set that calls itself invariant must hold. */
export const INVARIANT_CASES: readonly Cases[] = [
  invariance(AWKWARD_ROWS),
  chunking,
  recycled,
  content,
  determinism,
];
/** What every set must hold. */
export const ANY_SET_CASES: readonly Cases[] = [content, determinism];
export const SHORT_CASES: readonly Cases[] = [invariance(SHORT_ROWS)];
