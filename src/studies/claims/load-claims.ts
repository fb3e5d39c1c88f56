import type { Claim } from './claim.ts';
import { runCommand } from './evidence.ts';
import { fixed, milliseconds, percent, times } from './figures.ts';
import { depends, doesNot, holds, misattributed, notMeasured, notTestable, undecided } from './judgements.ts';
import { emptyOfContext, WASTE_LENGTHS } from './output-lengths.ts';
import { ranArm } from './ran.ts';

/** Arms of `outputLengths`. */
const LENGTH_ARMS = ['alike', 'uneven'].flatMap((lengths) => [
  `static, ${lengths}`,
  `continuous, ${lengths}`,
]);
const JOINING = ['prefill first', 'chunks of 64', 'two queues'].map((way) => `${way}, variant`);

/** What queues, memory and schedules do. */
export const LOAD_CLAIMS: readonly Claim[] = [
  {
    ...{ id: 'continuous-batching', document: 'paper', group: 'load', quoted: false, place: null },
    says: 'Continuous batching gives 2 to 23 times the throughput of static batching.',
    source: {
      checked: 'as cited',
      says: 'Published for models and lengths of its authors; it follows from how far lengths spread.',
    },
    needs: 'requests that are all there at once, of like and of uneven lengths, served both ways',
    judge: ({ runs }) => {
      const ran = runs['output-lengths'];
      const gain = (lengths: string) => {
        const [fixedBatch, flowing] = ['static', 'continuous'].map(
          (way) => ran && ranArm(ran, `${way}, ${lengths}`),
        );
        return fixedBatch && flowing ? flowing.throughput / fixedBatch.throughput : null;
      };
      const [alike, uneven] = [gain('alike'), gain('uneven')];
      if (alike === null || uneven === null) return notMeasured('npm run bake:claims');
      const found = `${fixed(alike)} times where all answers are as long, ${fixed(uneven)} times where one of sixteen is long.`;
      const within = (gained: number) => gained >= 2 && gained <= 23;
      if (within(alike) && within(uneven)) return holds(found);
      return within(alike) || within(uneven) ? depends('how far lengths spread', found) : doesNot(found);
    },
    short: { kind: 'run', run: 'output-lengths', arms: LENGTH_ARMS },
    full: { command: 'npm run test:proofs -- load-study', takes: 'ten minutes' },
    ...{ card: 'continuous', lesson: 'waiting' },
  },
  {
    ...{ id: 'paging-waste', document: 'paper', group: 'load', quoted: false, place: null },
    says: 'Paging cuts the waste of KV memory from 60-80 % to under 4 %.',
    source: {
      checked: 'as cited',
      says: 'Published for the lengths of its authors; the last block of a request is half empty on average.',
    },
    needs: 'what blocks of 16 and a reservation of the whole context leave empty, by length',
    judge: ({ runs }) => {
      const ran = runs['output-lengths'];
      const found = WASTE_LENGTHS.flatMap((length) => {
        const arm = ran && ranArm(ran, `${length} tokens`);
        return arm
          ? [{ length, paged: arm.waste.paged, reserved: emptyOfContext(length, arm.waste.reserved) }]
          : [];
      });
      if (found.length < WASTE_LENGTHS.length) return notMeasured('npm run bake:claims');
      const sentence = `Blocks of 16 leave ${found.map(({ length, paged, reserved }) => `${percent(paged)} empty (a reservation ${percent(reserved)}) at ${length} tokens`).join(', ')}.`;
      const kept = found.filter(({ paged }) => paged < 0.04);
      if (kept.length === found.length) return holds(sentence);
      return kept.length > 0 ? depends('how long requests are', sentence) : doesNot(sentence);
    },
    short: { kind: 'run', run: 'output-lengths', arms: WASTE_LENGTHS.map((length) => `${length} tokens`) },
    full: { command: 'npm run test:proofs -- load-study', takes: 'ten minutes' },
    ...{ card: 'paging', lesson: 'waiting' },
  },
  {
    ...{ id: 'joining-prompts', document: 'paper', group: 'load', quoted: false, place: null },
    says: 'Mixing prefill into decoding makes it 10 times slower.',
    source: { checked: 'elsewhere', says: 'The number belongs to another paper than the one cited.' },
    needs: 'long prompts that join while others decode, scheduled in four ways',
    judge: ({ runs }) => {
      const ran = runs['long-prompt-joins'];
      const gap = (way: string) => (ran && ranArm(ran, `${way}, variant`)?.itl) || null;
      const [first, chunked, apart] = ['prefill first', 'chunks of 64', 'two queues'].map(gap);
      if (!first || !chunked || !apart) return notMeasured(runCommand('long-prompt-joins'));
      const found = `Between two tokens of those that decode p99 is ${milliseconds(first.p99)} with prompts first, ${milliseconds(chunked.p99)} in chunks of 64 and ${milliseconds(apart.p99)} with queues of their own: ${times(first.p99 / apart.p99)}.`;
      const slower = first.p99 / apart.p99 >= 10 ? holds(found) : doesNot(found);
      return misattributed('the number is of another paper than the one cited', slower);
    },
    short: { kind: 'run', run: 'long-prompt-joins', arms: JOINING },
    full: { command: runCommand('long-prompt-joins'), takes: 'a minute' },
    ...{ experiment: '#load/preset/long-prompt-joins', card: 'chunked', lesson: 'waiting' },
  },
  {
    ...{ id: 'mixed-lengths', document: 'paper', group: 'load', quoted: false, place: null },
    says: 'Decode lengths that are mixed cost 16 %.',
    source: { checked: 'elsewhere', says: 'The number belongs to another paper than the one cited.' },
    needs: 'cache misses of a GPU',
    judge: () =>
      notTestable(
        'no browser tells the cache misses that the figure is explained by, and the figure is of another paper than the one cited',
      ),
    ...{ short: null, full: null, card: 'continuous', lesson: 'waiting' },
  },
  {
    ...{ id: 'layer-swapping', document: 'paper', group: 'load', quoted: false, place: null },
    says: 'Layer swapping reduces latency violations by 92.45 %.',
    source: {
      checked: 'abstract only',
      says: 'The number stands in the abstract; how it was measured was not read.',
    },
    needs: 'a surge in too little memory, layers as stored and lowered under load, limits stated',
    judge: ({ runs }) => {
      const ran = runs['precision-under-load'];
      const missed = (name: string) => {
        const arm = ran && ranArm(ran, name);
        return arm && arm.kept !== null ? 1 - arm.kept / arm.came : null;
      };
      const [stored, ...lowered] = ['as stored', 'q8 under load', 'q4 under load'].map(missed);
      if (stored === null || lowered.some((share) => share === null))
        return notMeasured(runCommand('precision-under-load'));
      const least = Math.min(...lowered.map((share) => share!));
      const found = `Limits are broken for ${percent(stored)} of requests as stored, ${percent(lowered[0]!)} with q8 under load and ${percent(lowered[1]!)} with q4.`;
      // What never broke cannot be broken less often.
      if (stored === 0) return undecided(found);
      const cut = 1 - least / stored;
      if (cut >= 0.9) return holds(found);
      return cut > 0
        ? depends('what a device gains by reading fewer bytes, and on the limits', found)
        : doesNot(found, 'freed memory goes into larger batches, whose tokens come further apart');
    },
    short: { kind: 'run', run: 'precision-under-load', crowdMilliseconds: 1200 },
    full: { command: runCommand('precision-under-load'), takes: 'a minute' },
    ...{ experiment: '#load/preset/precision-under-load', card: 'precision', lesson: 'trades' },
  },
];
