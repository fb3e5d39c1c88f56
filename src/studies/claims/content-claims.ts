import type { Claim } from './claim.ts';
import {
  cellOf,
  couplingsCommand,
  MOVES,
  strongestOf,
  touchesBits,
  touchesTokens,
} from './couplings-words.ts';
import { runCommand } from './evidence.ts';
import { depends, doesNot, holds, notMeasured } from './judgements.ts';
import { PARTS, partingOf } from './ran.ts';
import { judgeRows } from './row-claims.ts';

const CAPPED = [
  'among its like',
  'among others',
  'among its like, room for some',
  'among others, room for some',
];

/** What is computed over several requests' values. */
export const CONTENT_CLAIMS: readonly Claim[] = [
  {
    ...{ id: 'one-scale', document: 'paper', group: 'content', quoted: false, place: null },
    says: 'One activation scale over the whole batch lets a loud neighbour change your bits at the same shape; one scale for each row does not.',
    source: { checked: 'not given', says: 'Listed among the mechanisms; no figure is given.' },
    needs: 'two companies of one shape and other words, with either scale',
    judge: (evidence) =>
      judgeRows(evidence, {
        ...{ blamed: 'scale-per-tensor', without: 'scale-per-row', way: 'content' },
        change: 'At one shape other words of the company move',
        ...{ with: 'with one scale for all rows', otherwise: 'with a scale for each' },
        on: 'something besides the scale',
      }),
    short: { kind: 'couplings', only: ['scale-per-tensor', 'scale-per-row'] },
    full: { command: couplingsCommand(['scale-per-tensor', 'scale-per-row']), takes: 'half a minute' },
    ...{ experiment: '#preset/loud-batchmate', card: 'quantize', lesson: 'neighbours' },
  },
  {
    ...{ id: 'batch-wide-width', document: 'paper', group: 'content', quoted: false, place: null },
    says: 'A precision that is chosen for the whole batch couples its members; one chosen for each row does not.',
    source: { checked: 'not given', says: 'After DP-LLM, which chooses for one request at a time.' },
    needs: 'two companies of one shape and other words, with either choice',
    judge: (evidence) =>
      judgeRows(evidence, {
        ...{ blamed: 'widths-batch', without: 'widths-row', way: 'content' },
        change: 'At one shape other words of the company move',
        ...{ with: 'where a step chooses its widths for everyone', otherwise: 'where each row does' },
        on: 'something besides who chooses',
      }),
    short: { kind: 'couplings', only: ['widths-batch', 'widths-row'] },
    full: { command: couplingsCommand(['widths-batch', 'widths-row']), takes: 'a minute' },
    ...{ experiment: '#preset/dynamic-widths', card: 'widths', lesson: 'trades' },
  },
  {
    ...{ id: 'expert-capacity', document: 'paper', group: 'content', quoted: false, place: null },
    says: 'Experts with a capacity over the batch drop your tokens because of your neighbours; without one they do not.',
    source: { checked: 'not given', says: 'Listed among the mechanisms; no figure is given.' },
    needs: 'a mixture of experts, one question in three companies of one shape',
    judge: ({ runs }) => {
      const ran = runs['full-experts'];
      const part = (a: string, b: string) => ran && partingOf(ran, { arm: a }, { arm: b });
      const some = part('among its like, room for some', 'among others, room for some');
      const all = part('among its like', 'among others');
      if (!some || !all) return notMeasured(runCommand('full-experts'));
      const found = `Between two companies of one shape a probe’s answer has ${PARTS[some.how]} where experts have a capacity, and ${PARTS[all.how]} where they take all.`;
      if (some.how === 'nothing') return doesNot(found);
      return all.how === 'nothing' ? holds(found) : depends('more than the capacity', found);
    },
    short: { kind: 'run', run: 'full-experts', arms: CAPPED },
    full: { command: runCommand('full-experts'), takes: 'a minute' },
    ...{ experiment: '#preset/full-experts', card: 'experts', lesson: 'neighbours' },
  },
  {
    ...{ id: 'packing-leaks', document: 'paper', group: 'content', quoted: false, place: null },
    says: 'Packed sequences without the segment test read each other’s words.',
    source: { checked: 'not given', says: 'Listed among the mechanisms; no figure is given.' },
    needs: 'two companies of one shape and other words, masked and not',
    judge: (evidence) =>
      judgeRows(evidence, {
        ...{ blamed: 'packing-leaking', without: 'packing-masked', way: 'content' },
        change: 'At one shape other words of the company move',
        ...{ with: 'without the segment test', otherwise: 'with it' },
        on: 'more than the mask',
      }),
    short: { kind: 'couplings', only: ['packing-leaking', 'packing-masked'] },
    full: { command: couplingsCommand(['packing-leaking', 'packing-masked']), takes: 'half a minute' },
    ...{ experiment: '#preset/packed-neighbours', card: 'packing', lesson: 'leaking' },
  },
  {
    ...{ id: 'warm-cache', document: 'reports', group: 'content', quoted: false, place: 'SGLang #34683' },
    says: 'A prefix that is found in the cache changes greedy answers: 18 of 40 at batch 1 in one engine.',
    source: {
      checked: 'as cited',
      says: 'The thread’s own figure, of one engine and model; vLLM #5543 has the same of the last block.',
      url: 'https://github.com/sgl-project/sglang/issues/34683',
    },
    needs: 'one prompt cold and warm, under both kernel sets',
    judge: ({ runs }) => {
      const ran = runs['warm-cold'];
      const warm = (set: string) =>
        ran &&
        partingOf(ran, { arm: `cold, ${set}`, request: 'probe' }, { arm: `warm, ${set}`, request: 'probe' });
      const [variant, invariant] = [warm('variant'), warm('invariant')];
      if (!variant || !invariant) return notMeasured(runCommand('warm-cold'));
      const at = variant.how === 'tokens' ? `, from token ${variant.at} on` : '';
      const found = `Warm, a probe’s answer has ${PARTS[variant.how]}${at} under variant kernels, and ${PARTS[invariant.how]} under invariant ones.`;
      if (variant.how === 'nothing') return doesNot(found);
      return invariant.how === 'nothing' && variant.how === 'tokens'
        ? holds(found, 'under kernels whose sums follow the shape; not under invariant ones')
        : depends('how near to another word the answer comes', found);
    },
    short: {
      kind: 'run',
      run: 'warm-cold',
      arms: ['cold, variant', 'warm, variant', 'cold, invariant', 'warm, invariant'],
    },
    full: {
      command: runCommand('warm-cold'),
      takes: 'half a minute',
    },
    ...{ experiment: '#load/preset/warm-cold', card: 'prefix', lesson: 'leaking' },
  },
  {
    ...{ id: 'rank-noise', document: 'reports', group: 'shape', quoted: false, place: null },
    says: 'Sampling noise that is keyed by rank turns a reorder by one ulp into another token with the same seed.',
    source: {
      checked: 'not given',
      says: 'A defect of samplers that sort first; found while this lab was built.',
    },
    needs: 'one company and another, noise keyed by rank and by token, under both kernel sets',
    judge: (evidence) => {
      const [rank, cured] = ['sampler-rank', 'sampler-rank-invariant'].map((id) => strongestOf(evidence, id));
      const byToken = cellOf(evidence, 'sampler-rank', 'shape');
      if (rank === null || cured === null || !byToken)
        return notMeasured(couplingsCommand(['sampler-rank', 'sampler-rank-invariant']));
      const found = `Another company moves ${MOVES[rank]} where noise is keyed by rank, ${MOVES[byToken.control]} where it is keyed by token; under invariant kernels ${MOVES[cured]}.`;
      if (!touchesTokens(rank)) return doesNot(found);
      if (touchesTokens(byToken.control)) return depends('more than the keying', found);
      return touchesBits(cured) ? depends('more than bits', found) : holds(found);
    },
    short: { kind: 'couplings', only: ['sampler-rank', 'sampler-rank-invariant'] },
    full: {
      command: 'npm run -s lab -- run experiments/sampler-keys.json --engine cpu',
      takes: 'five minutes',
    },
    ...{ experiment: '#preset/sampler-keys', card: 'sampler', lesson: 'trades' },
  },
];
