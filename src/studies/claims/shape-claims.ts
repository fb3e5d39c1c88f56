import type { Estimate } from '../sweep/outcome.ts';
import type { Claim } from './claim.ts';
import { runCommand } from './evidence.ts';
import { depends, doesNot, holds, notMeasured, undecided } from './judgements.ts';
import { PARTS, partingOf } from './ran.ts';
import { isHigher, isNone, judgeLower } from './study-judges.ts';
import { differenceWords, estimateWords, studyCommand, testedIn } from './study-words.ts';

const DTYPES = ['f32', 'bf16', 'f16', 'q8', 'q4'];
const NOISE = 'noise-precision-speculation';

const COMPOSED = ['plain', 'reused', 'cascade'].flatMap((way) => [`${way}-identical`, `${way}-varied`]);

/** What follows from how many rows a step has, and of which lengths. */
export const SHAPE_CLAIMS: readonly Claim[] = [
  {
    ...{ id: 'noise-share', document: 'paper', group: 'shape', quoted: false, place: '6.5' },
    says: 'Noisy prompts in a shared batch lower everybody’s pass rate, the more of them the more.',
    source: {
      checked: 'not given',
      says: 'The paper’s own hypothesis; section 6.5 asks for the experiment and gives no result.',
    },
    needs: 'held-out tasks with and without noise beside them, paired, in five precisions',
    judge: (evidence) =>
      judgeLower(evidence, {
        study: NOISE,
        asked: DTYPES.map((dtype) => ({ id: `share-100-${dtype}`, words: `in ${dtype}` })),
        begins: 'All of the company noise, where it was other tasks, moves the pass rate by',
        on: 'precision',
      }),
    short: { kind: 'study', study: NOISE, hypotheses: ['share-100-bf16'] },
    full: { command: studyCommand(NOISE), takes: 'hours' },
    ...{ experiment: '#preset/needle', card: 'continuous', lesson: 'neighbours' },
  },
  {
    ...{ id: 'noisier-larger', document: 'paper', group: 'shape', quoted: true, place: null },
    says: 'noisier batches, larger discrepancies',
    source: { checked: 'not given', says: 'Said as what is to be expected; no measurement is cited.' },
    needs: 'one shape with two contents, in three kernel sets',
    judge: ({ runs }) => {
      const ran = runs['same-shape'];
      const found = (['variant', 'invariant', 'pinned'] as const).flatMap((set) => {
        const parting = ran && partingOf(ran, { arm: `${set}-these` }, { arm: `${set}-others` });
        return parting ? [{ set, how: parting.how }] : [];
      });
      if (found.length < 3) return notMeasured(runCommand('same-shape'));
      const words = found.map(({ set, how }) => `${PARTS[how]} under ${set}`).join(', ');
      const sentence = `Between two contents of one shape a probe’s answer has ${words}.`;
      const moved = found.filter(({ how }) => how !== 'nothing');
      if (moved.length === 0)
        return doesNot(sentence, 'in a dense model shape decides, not what the others say');
      return moved.length === found.length ? holds(sentence) : depends('the kernels', sentence);
    },
    short: { kind: 'run', run: 'same-shape' },
    full: { command: studyCommand('content-shape-load'), takes: 'an hour' },
    ...{ experiment: '#preset/same-shape', card: 'continuous', lesson: 'neighbours' },
  },
  {
    ...{ id: 'structured-suffer', document: 'paper', group: 'shape', quoted: false, place: null },
    says: 'Well-structured prompts suffer more than casual ones.',
    source: { checked: 'not given', says: 'No measurement is cited.' },
    needs: 'tokens to the fork of tasks and of prose, at equal noise',
    judge: (evidence) => {
      const tested = testedIn(evidence, 'fork-survival', 'prose-against-tasks');
      if (!tested) return notMeasured(studyCommand('fork-survival'));
      const found = `Tokens to the fork, prose less tasks: ${differenceWords(tested)}.`;
      if (isHigher(tested)) return holds(found);
      if (tested.conclusion === 'inconclusive') return undecided(found);
      return doesNot(found, isNone(tested) ? 'they part about as late' : 'prose parts sooner');
    },
    short: { kind: 'study', study: 'fork-survival', hypotheses: ['prose-against-tasks'] },
    full: { command: studyCommand('fork-survival'), takes: 'an hour' },
    ...{ experiment: '#preset/needle', lesson: 'one-bit-to-another-word' },
  },
  {
    ...{ id: 'middle-ground', document: 'paper', group: 'shape', quoted: false, place: null },
    says: 'Invariant attention and norms alone “could be a practical middle ground”.',
    source: {
      checked: 'not given',
      says: 'Said of invariant attention and norms alone; no measurement is cited.',
    },
    needs: 'eight combinations of three switches, and what each costs',
    judge: (evidence) => {
      const [partial, whole, products] = ['attention-and-norm', 'all-invariant', 'matmul-only'].map((id) =>
        testedIn(evidence, 'partial-invariance', id),
      );
      if (!partial || !whole) return notMeasured(studyCommand('partial-invariance'));
      const share = (estimate: Estimate) => estimateWords(estimate, partial.hypothesis.measure);
      const found = `Company moves bits of ${share(whole.b)} of answers with no operation invariant, ${share(partial.a)} with attention and norms, ${products ? `${share(products.a)} with products of matrices alone, ` : ''}${share(whole.a)} with all.`;
      if (partial.conclusion === 'inconclusive') return undecided(found);
      if (partial.conclusion !== 'difference') return holds(found);
      return partial.a.value < whole.b.value / 2
        ? depends('whether bits may move in some answers', found)
        : doesNot(found, 'products of matrices move them by themselves');
    },
    short: {
      kind: 'study',
      study: 'partial-invariance',
      hypotheses: ['attention-and-norm', 'all-invariant'],
    },
    full: { command: studyCommand('partial-invariance'), takes: 'an hour' },
    ...{ experiment: '#preset/which-op', card: 'continuous', lesson: 'three-kernels' },
  },
  {
    ...{ id: 'composition', document: 'reports', group: 'shape', quoted: false, place: 'vLLM #17652' },
    says: 'The composition of a batch matters, not just its size.',
    source: {
      checked: 'as cited',
      says: 'The thread’s case looks like a defect of shared-prefix attention rather than rounding.',
      url: 'https://github.com/vllm-project/vllm/issues/17652',
    },
    needs: 'twins and others of one length as company, with prefixes shared and not',
    judge: ({ runs }) => {
      const ran = runs['identical-varied'];
      const between = (way: string) =>
        ran && partingOf(ran, { arm: `${way}-identical` }, { arm: `${way}-varied` });
      const [plain, reused, cascade] = ['plain', 'reused', 'cascade'].map(between);
      if (!plain || !reused || !cascade) return notMeasured(runCommand('identical-varied'));
      const found = `Beside seven twins and beside seven others a probe’s answer has ${PARTS[plain.how]} where nothing is shared, ${PARTS[reused.how]} where blocks are, ${PARTS[cascade.how]} where attention reads the shared prefix once.`;
      if (plain.how !== 'nothing') return holds(found);
      return reused.how === 'nothing' && cascade.how === 'nothing'
        ? doesNot(found)
        : depends('whether prompts that begin alike share what is computed', found);
    },
    short: { kind: 'run', run: 'identical-varied', arms: COMPOSED },
    full: {
      command: runCommand('identical-varied'),
      takes: 'two minutes',
    },
    ...{ experiment: '#preset/identical-varied', card: 'cascade', lesson: 'leaking' },
  },
];
