import { MEASURES } from '../sweep/measures.ts';
import type { Claim } from './claim.ts';
import { doesNot, holds, misattributed, notMeasured, untestable } from './judgements.ts';
import { points, studyCommand } from './study-words.ts';

const NOISE = 'noise-precision-speculation';

/** What is told of models and engines that are not at hand. */
export const HISTORY_CLAIMS: readonly Claim[] = [
  {
    ...{ id: 'no-production-system', document: 'paper', group: 'history', quoted: true, place: null },
    says: 'no production system employs this',
    source: {
      checked: 'superseded',
      says: 'vLLM (beta; NVIDIA, AMD, Intel), SGLang, vLLM-Ascend, Megatron and FastDeploy ship batch invariance as an option.',
      url: 'https://docs.vllm.ai/en/latest/features/batch_invariance/',
    },
    needs: 'what engines ship',
    judge: () => ({
      verdict: 'outdated',
      found: 'Five engines ship batch-invariant kernels as an option today.',
      because: 'engines have come to ship it since',
    }),
    ...{ short: null, full: null, lesson: 'three-kernels' },
  },
  {
    ...{ id: 'gpt4-primes', document: 'paper', group: 'history', quoted: false, place: null },
    says: 'GPT-4’s answers on primes fell from 97.6 % to 2.4 % in three months.',
    source: {
      checked: 'elsewhere',
      says: 'Published as drift of a service: a change of model or of how prompts are handled, not of load.',
      url: 'https://arxiv.org/abs/2307.09009',
    },
    needs: 'how far company alone moves a pass rate',
    judge: ({ studies }) => {
      const tested = (studies[NOISE]?.hypotheses ?? []).filter(
        ({ hypothesis, n }) =>
          n > 0 && hypothesis.measure === 'pass' && hypothesis.id.startsWith('share-100-'),
      );
      if (tested.length === 0) return notMeasured(studyCommand(NOISE));
      const furthest = Math.max(
        ...tested.flatMap(({ difference }) => [Math.abs(difference.low), Math.abs(difference.high)]),
      );
      const found = `Company alone moves the pass rate by at most ${points(furthest)} points here, over ${tested.length} precisions (the furthest end of any interval); 95 points are told.`;
      return misattributed(
        furthest < 0.952
          ? 'a change of model or prompt handling, which load does not make'
          : 'a change of model or prompt handling, though company alone can do as much here',
        furthest < 0.952 ? doesNot(found) : holds(found),
      );
    },
    short: { kind: 'study', study: NOISE, hypotheses: ['share-100-bf16'] },
    full: { command: studyCommand(NOISE), takes: 'hours' },
    ...{ lesson: 'neighbours' },
  },
  {
    ...{ id: 'verbosity', document: 'paper', group: 'history', quoted: false, place: null },
    says: 'Its verbosity fell from 2,163 to 10 characters.',
    source: {
      checked: 'elsewhere',
      says: 'Of the same report: a change of model or of how prompts are handled, not of load.',
      url: 'https://arxiv.org/abs/2307.09009',
    },
    needs: 'how far company alone moves the length of answers',
    judge: ({ studies }) => {
      const lengths = (studies[NOISE]?.cells ?? []).filter(
        ({ measure, unitKind }) => measure === 'length' && unitKind === null,
      );
      if (lengths.length === 0) return notMeasured(studyCommand(NOISE));
      const means = lengths.map(({ estimate }) => estimate.value);
      const [least, most] = [Math.min(...means), Math.max(...means)];
      const found = `Over ${lengths.length} companies, precisions and drafts the mean answer has ${least.toFixed(1)} to ${most.toFixed(1)} ${MEASURES.length.unit}.`;
      return misattributed(
        'a change of model or prompt handling, which load does not make',
        most < 2 * least ? doesNot(found) : holds(found),
      );
    },
    short: { kind: 'study', study: NOISE, hypotheses: ['share-100-bf16'] },
    full: { command: studyCommand(NOISE), takes: 'hours' },
    ...{ card: 'behaviour', lesson: 'trades' },
  },
  {
    ...{ id: 'ninety-one', document: 'article', group: 'history', quoted: false, place: null },
    says: '91 % of models degrade over time.',
    source: { checked: 'second-hand', says: 'Cited second-hand; the first source was not found.' },
    needs: 'many deployed models, over years',
    judge: untestable('it is about models in service over years, cited second-hand'),
    ...{ short: null, full: null },
  },
  {
    ...{ id: 'sixty-seven', document: 'article', group: 'history', quoted: false, place: null },
    says: '67 % of enterprises see it within 12 months.',
    source: { checked: 'second-hand', says: 'Cited second-hand; the first source was not found.' },
    needs: 'a survey of enterprises',
    judge: untestable('it is a survey’s, cited second-hand'),
    ...{ short: null, full: null },
  },
  {
    ...{ id: 'thirty-five', document: 'article', group: 'history', quoted: false, place: null },
    says: 'Error rates jump 35 % after six months.',
    source: { checked: 'second-hand', says: 'Cited second-hand; the first source was not found.' },
    needs: 'models that are left alone for half a year',
    judge: untestable('it takes half a year of a service’s own traffic, and is cited second-hand'),
    ...{ short: null, full: null },
  },
];
