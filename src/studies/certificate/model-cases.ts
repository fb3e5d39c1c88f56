import type { Invariance } from '../../results/certificate-cell.ts';
import { CONTEXTS, WIDTHS } from './attention-cases.ts';
import { cacheCases, promptOf } from './cache-cases.ts';
import { type Comparison, compareBits, type Findings, together } from './comparison.ts';
import { ALONE, type Company, type ProbeArm } from './probe-arm.ts';

/** Through the whole model, logits against logits, in contexts over several attention splits. */
export interface ModelCases {
  /** M of the steps. */
  readonly rows: readonly number[];
  /** Full: every context, every cut; else the few that cross a split. */
  readonly full: boolean;
}

const PLACES = ['none', 'half', 'all'] as const;
const REPEATS = 5;

/** The last row of a context alone, against itself among batchmates that are shorter and longer. */
async function* batch(arm: ProbeArm, { rows, full }: ModelCases): Findings {
  const contexts = contextsOf(arm, full);
  const most = contexts[contexts.length - 1];
  const tokens = arm.tokens(most);
  await arm.prefill(tokens);
  for (const keys of contexts) {
    const last = tokens.slice(keys - 1, keys);
    const alone = await arm.step(last, keys - 1);
    const tried = keys === most ? rows : [9];
    for (const [i, m] of tried.entries()) {
      const company: Company = { rows: m, before: PLACES[i % PLACES.length], seed: m };
      const found = await arm.step(last, keys - 1, company);
      const name = `${keys} keys: M = ${m} against M = 1, ${company.before} of the batchmates before it`;
      yield { name, comparison: compareBits(found, alone) };
    }
    if (keys !== most) continue;
    for (const reversed of [false, true]) {
      const company: Company = { rows: 17, before: 'half', seed: 90, reversed };
      const found = await arm.step(last, keys - 1, company);
      const name = `${keys} keys: M = 17, batchmates ${reversed ? 'the other way round' : 'of other contents'}`;
      yield { name, comparison: compareBits(found, alone) };
    }
    const again: Comparison[] = [];
    for (let i = 0; i < REPEATS; i++)
      again.push(compareBits(await arm.step(last, keys - 1, { rows: 9, before: 'half', seed: 3 }), alone));
    yield { name: `${keys} keys: the same step ${REPEATS} times`, comparison: together(again) };
  }
}

function contextsOf({ longest }: ProbeArm, full: boolean): number[] {
  const wanted = full ? [...CONTEXTS] : [65, 129];
  const reached = wanted.filter((keys) => keys <= longest);
  return reached.length > 0 ? reached : [longest];
}

/** However a prompt is cut, its last row has the same bits; token by token is decoding. */
async function* chunking(arm: ProbeArm, { full }: ModelCases): Findings {
  const length = promptOf(arm, full);
  const tokens = arm.tokens(length);
  const whole = await arm.prefill(tokens);
  const cuts = full ? [[1], [64], [65], [length - 1], [17, 34, 51, 68, 85]] : [[64], [17]];
  for (const cut of cuts) {
    const bounds = [0, ...cut.filter((at) => at < length), length];
    const chunks = bounds.slice(1).map((end, i) => end - bounds[i]);
    const name = `prompt of ${length} in ${chunks.join(' + ')} against whole`;
    yield { name, comparison: compareBits(await arm.prefill(tokens, chunks), whole) };
  }
  const head = length - 9;
  await arm.prefill(tokens.slice(0, head));
  const inCompany = await arm.step(tokens.slice(head), head, { rows: 33, before: 'half', seed: 4 });
  const name = `prompt of ${length}, its last 9 among batchmates, against whole`;
  yield { name, comparison: compareBits(inCompany, whole) };
  // Over the ends of two splits.
  const single = Math.min(length, full ? 72 : 12);
  const decoded = await arm.prefill(
    tokens,
    [length - single, ...Array<number>(single).fill(1)].filter(Boolean),
  );
  yield {
    name: `prompt of ${length}, ${single} token by token, against whole`,
    comparison: compareBits(decoded, whole),
  };
}

/** k + 1 rows of the probe in one step, as verifying k drafted tokens takes, against one at a time: the last row's logits. */
async function* width(arm: ProbeArm, { full }: ModelCases): Findings {
  const most = Math.max(...WIDTHS) + 1;
  const starts = (full ? [58, 122] : [60]).filter((start) => start + most <= arm.longest);
  for (const start of starts.length > 0 ? starts : [Math.max(0, arm.longest - most)]) {
    const tokens = arm.tokens(start + most);
    if (start > 0) await arm.prefill(tokens.slice(0, start));
    const single: Float32Array[] = [];
    for (let at = start; at < start + most; at++)
      single.push(new Float32Array(await arm.step(tokens.slice(at, at + 1), at)));
    for (const k of WIDTHS) {
      const drafted = tokens.slice(start, start + k + 1);
      const found = await arm.step(drafted, start);
      const name = `${k + 1} rows from position ${start} in one step against one at a time`;
      yield { name, comparison: compareBits(found, single[k]) };
      const among = await arm.step(drafted, start, { ...ALONE, rows: k + 8, before: 'half', seed: k });
      yield { name: `${name}, among batchmates`, comparison: compareBits(among, single[k]) };
    }
  }
}

const cache = (arm: ProbeArm, { full }: ModelCases) => cacheCases(arm, full);

const CASES: Readonly<Record<Invariance, (arm: ProbeArm, cases: ModelCases) => Findings>> = {
  ...{ batch, chunking, cache, width },
};

/** The cases of one invariance, through the whole model. */
export function modelCases(invariance: Invariance, arm: ProbeArm, cases: ModelCases): Findings {
  return CASES[invariance](arm, cases);
}
