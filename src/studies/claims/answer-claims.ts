import { counted, grouped, listed } from '../../results/text.ts';
import { cliffOf, WIDTHS } from '../cliffs/cliff-report.ts';
import type { Estimate } from '../sweep/outcome.ts';
import type { Claim } from './claim.ts';
import { depends, doesNot, holds, misattributed, notMeasured, undecided } from './judgements.ts';
import { answered, isNone, judgeLower } from './study-judges.ts';
import { estimateWords, studyCommand, testedIn } from './study-words.ts';

const NOISE = 'noise-precision-speculation';

/** Of so many alike, companies that tell are fewer than one in a hundred, with a confidence of 95 %: three over their number. */
const ENOUGH_COMPANIES = 300;

const RANDOM = [
  { id: 'random-bits', words: 'answers with other bits' },
  { id: 'random-against-trained', words: 'answers that fork' },
  { id: 'random-kl', words: 'KL' },
  { id: 'random-margin', words: 'margins' },
];

/** How far answers part, and by what they can be made to. */
export const ANSWER_CLAIMS: readonly Claim[] = [
  {
    ...{ id: 'eighty-completions', document: 'paper', group: 'shape', quoted: false, place: null },
    says: 'A model of 235 B gave 80 unique completions of 1,000 at temperature 0.',
    source: {
      checked: 'as cited',
      says: 'Of the 2025 article on batch invariance: identical up to token 102, then 992 went one way and 8 another.',
    },
    needs: 'one prompt in a thousand companies, under both kernel sets',
    judge: (evidence) => {
      const tested = testedIn(evidence, 'thousand-companies', 'greedy-variant');
      if (!tested) return notMeasured(studyCommand('thousand-companies'));
      const count = ({ value }: Estimate) => counted(Math.round(value), 'completion');
      const seeds = evidence.studies['thousand-companies']!.definition.seeds.length;
      const found = `Greedy, one prompt in ${grouped(seeds)} companies gave ${count(tested.a)} under variant kernels, and ${count(tested.b)} under invariant ones.`;
      if (tested.a.value <= 1)
        return seeds < ENOUGH_COMPANIES
          ? undecided(`${found} So few can miss what one company in a hundred does.`)
          : doesNot(found);
      return tested.b.value <= 1
        ? holds(found, 'the effect; how many follows from model, prompt and length')
        : depends('more than the kernels', found);
    },
    short: { kind: 'study', study: 'thousand-companies', hypotheses: ['greedy-variant'] },
    full: { command: studyCommand('thousand-companies'), takes: 'an hour' },
    ...{ experiment: '#preset/unique-completions', card: 'continuous', lesson: 'one-bit-to-another-word' },
  },
  {
    ...{ id: 'nine-percent', document: 'paper', group: 'shape', quoted: false, place: null },
    says: 'Up to 9 % of accuracy and 9,000 tokens of length vary in bf16 under greedy decoding.',
    source: {
      checked: 'elsewhere',
      says: 'Of another work, over numbers and types of GPUs and batch sizes; the paper merges the two.',
      url: 'https://arxiv.org/abs/2506.09501',
    },
    needs: 'pass rates in bf16 with and without noise',
    judge: (evidence) =>
      misattributed(
        'it is of another work than the one it is told with, and is over hardware too',
        judgeLower(evidence, {
          study: NOISE,
          asked: [{ id: 'share-100-bf16', words: 'in bf16' }],
          begins: 'By company alone, on one device, the pass rate moves by',
          on: 'precision',
        }),
      ),
    short: { kind: 'study', study: NOISE, hypotheses: ['share-100-bf16'] },
    full: { command: studyCommand(NOISE), takes: 'hours' },
    ...{ experiment: '#preset/dtype', lesson: 'floats' },
  },
  {
    ...{ id: 'below-four-bit', document: 'paper', group: 'shape', quoted: false, place: null },
    says: 'Below 4 bit there is notable degradation.',
    source: { checked: 'elsewhere', says: 'The study that is cited tested 8 and 4 bit, nothing below.' },
    needs: 'pass rates with weights as stored, in q8 and in q4',
    judge: (evidence) =>
      misattributed(
        'the study that is cited tested nothing below 4 bit, and neither does this lab',
        judgeLower(evidence, {
          study: NOISE,
          asked: [
            { id: 'q8-against-bf16', words: 'in q8' },
            { id: 'q4-against-bf16', words: 'in q4' },
          ],
          begins: 'Against bf16 the pass rate moves by',
          on: 'the width',
        }),
      ),
    short: { kind: 'study', study: NOISE, hypotheses: ['q4-against-bf16'] },
    full: { command: studyCommand(NOISE), takes: 'hours' },
    ...{ experiment: '#preset/dtype', card: 'precision', lesson: 'trades' },
  },
  {
    ...{
      id: 'width-of-verification',
      document: 'reports',
      group: 'shape',
      quoted: false,
      place: 'llama.cpp #25618',
    },
    says: 'Verifying drafted tokens leaves plain greedy decoding: 57 of 75 requests at one drafted token.',
    source: {
      checked: 'as cited',
      says: 'The thread’s own figure, with quantised weights; it follows a table of kernels by width.',
      url: 'https://github.com/ggml-org/llama.cpp/issues/25618',
    },
    needs: 'openings decoded plainly and verified 2 to 9 rows at a time, under both kernel sets',
    judge: ({ cliffs }) => {
      if (!cliffs || cliffs.rows.length === 0) return notMeasured('npm run -s lab -- cliffs --engine cpu');
      const part = (set: string, what: readonly string[]) => {
        const cells = cliffs.rows.filter((row) => row.set === set).flatMap((row) => row.cells);
        return { of: cells.length, parted: cells.filter((cell) => what.includes(cliffOf(cell))).length };
      };
      const [words, bits, cured] = [
        part('variant', ['tokens']),
        part('variant', ['bits', 'tokens']),
        part('invariant', ['bits', 'tokens']),
      ];
      const found = `Of ${words.of} answers that were verified ${WIDTHS[0]} to ${WIDTHS.at(-1)} rows at a time ${words.parted} come to another word and ${bits.parted} have other bits under variant kernels; under invariant ones ${cured.parted} of ${cured.of}.`;
      if (bits.parted === 0) return doesNot(found);
      if (words.parted === 0) return depends('how near to another word an answer comes', found);
      return cured.parted === 0 ? holds(found) : depends('more than the kernels', found);
    },
    short: { kind: 'cliffs', prompts: 1 },
    full: { command: 'npm run -s lab -- cliffs --engine cpu', takes: 'two minutes' },
    ...{ experiment: '#preset/speculation', card: 'speculation', lesson: 'trades' },
  },
  {
    ...{ id: 'random-weights', document: 'reports', group: 'shape', quoted: false, place: 'vLLM #54506' },
    says: 'Tests on random inputs mislead: 92 to 114 of 20,480 elements differ on them and none on the real checkpoint.',
    source: {
      checked: 'as cited',
      says: 'The thread’s own figures, corrected later by its author.',
      url: 'https://github.com/vllm-project/vllm/issues/54506',
    },
    needs: 'the same cells on trained and on random weights',
    judge: (evidence) => {
      const found = answered(evidence, 'random-weights', RANDOM);
      if (found.length === 0) return notMeasured(studyCommand('random-weights'));
      const figures = ({ tested: { a, b, hypothesis } }: (typeof found)[number]) =>
        `${estimateWords(a, hypothesis.measure)} against ${estimateWords(b, hypothesis.measure)}`;
      const sentence = `In company against alone, random weights against trained ones: ${found.map((each) => `${each.words} ${figures(each)}`).join('; ')}.`;
      const apart = found.filter(({ tested }) => tested.conclusion === 'difference');
      if (apart.some(({ id }) => id === 'random-bits' || id === 'random-against-trained'))
        return holds(sentence);
      if (apart.length > 0)
        return depends(
          `what is looked at: they differ in ${listed(apart.map(({ words }) => words))}`,
          sentence,
        );
      return found.every(({ tested }) => isNone(tested)) ? doesNot(sentence) : undecided(sentence);
    },
    short: { kind: 'study', study: 'random-weights', hypotheses: RANDOM.map(({ id }) => id) },
    full: { command: studyCommand('random-weights'), takes: 'an hour' },
    ...{ experiment: '#load', lesson: 'neighbours' },
  },
];
