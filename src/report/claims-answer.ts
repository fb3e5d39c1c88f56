import { priceOf } from '../bench/summary.ts';
import { adapterName } from '../results/adapter-name.ts';
import { listed } from '../results/text.ts';
import { claimOf } from '../studies/claims/claims.ts';
import { cellOf, strongestOf, touchesBits } from '../studies/claims/couplings-words.ts';
import type { DamagedFile, Evidence } from '../studies/claims/evidence.ts';
import { fixed, percent } from '../studies/claims/figures.ts';
import { watched } from '../studies/claims/judge-claim.ts';
import { type Answered, answered, isHigher, isLower, isNone } from '../studies/claims/study-judges.ts';
import { differenceWords, points, testedIn } from '../studies/claims/study-words.ts';

/** One sentence of the answer, with the address of what it is read from. */
export interface AnswerSentence {
  readonly text: string;
  /** Fragment of an address: a claim's or a study's. */
  readonly href: string;
  readonly link: string;
}

const PRECISIONS = ['f32', 'bf16', 'f16', 'q8', 'q4'];

/** What can reach a request by what its neighbours say: rows of the matrix, and what they are called here. */
const BY_CONTENT = [
  ['scale-per-tensor', 'one activation scale for all'],
  ['widths-batch', 'a precision that is chosen for all'],
  ['packing-leaking', 'packing without a mask'],
] as const;

/** "Can a noisy crowd make my answers worse?", in five sentences; every figure is read from what was measured. */
export function answerOf(evidence: Evidence): readonly AnswerSentence[] {
  return [bits, completions, right, content, cure].map((sentence) => {
    const missed = new Set<DamagedFile>();
    const answer = sentence(watched(evidence, (file) => missed.add(file)));
    if (missed.size === 0) return answer;
    const files = listed([...missed].map(({ path }) => path));
    return { ...answer, text: `What this sentence is read from cannot be read: ${files}.` };
  });
}

/** How far shape and content reach. */
function bits(evidence: Evidence): AnswerSentence {
  const [shape, words] = ['shape', 'content'].map((id) => testedIn(evidence, 'content-shape-load', id));
  const place = { href: '#claims/study/content-shape-load', link: 'shape, content and load' };
  if (!shape || !words) return { text: 'How far a crowd reaches is not measured yet.', ...place };
  const moved = (share: number) => (share === 0 ? 'none' : percent(share));
  const [byShape, byWords] = [shape.a.value > 0, words.a.value > 0];
  const answer = byShape
    ? `It moves their bits, by its shape${byWords ? ' and by what it says' : ' and not by what it says'}`
    : byWords
      ? 'It moves their bits, by what it says'
      : 'It moves not even their bits';
  return {
    text: `${answer}: with common kernels a crowd of another size and length moves bits of ${moved(shape.a.value)} of ${shape.n} answers, and one of the same lengths with other words those of ${moved(words.a.value)}.`,
    ...place,
  };
}

/** Whether bits become words. */
function completions(evidence: Evidence): AnswerSentence {
  const claim = claimOf('eighty-completions')!;
  const { verdict, found } = claim.judge(evidence);
  const place = { href: '#claims/claim/eighty-completions', link: 'a thousand companies' };
  if (verdict === 'not measured')
    return { text: 'How many answers a thousand companies give is not measured yet.', ...place };
  const begins = verdict === 'does not' ? 'Words are none the less the same' : 'Sometimes bits become words';
  return { text: `${begins}: ${found.replace(/^./, (first) => first.toLowerCase())}`, ...place };
}

/** Whether words become wrong ones. */
function right(evidence: Evidence): AnswerSentence {
  const asked = PRECISIONS.map((dtype) => ({ id: `share-100-${dtype}`, words: dtype }));
  const found = answered(evidence, 'noise-precision-speculation', asked);
  const place = { href: '#claims/claim/noise-share', link: 'noise and pass rates' };
  if (found.length === 0) return { text: 'What noise costs in right answers is not measured yet.', ...place };
  const worst = found.toSorted((a, b) => a.tested.difference.value - b.tested.difference.value)[0];
  const moves = `the pass rate moves by ${differenceWords(worst.tested)}`;
  if (found.some(({ tested }) => isLower(tested)))
    return {
      text: `They can become wrong ones: with all of the company noise, in ${worst.words}, ${moves}.`,
      ...place,
    };
  const figure = `in the worst of ${found.length} precisions ${moves}`;
  return {
    text: `More wrong answers were not seen: with all of the company noise, ${figure}, and ${boundWords(found)}.`,
    ...place,
  };
}

/** In which precisions a loss that matters is excluded, and in which that is open. */
function boundWords(found: readonly Answered[]): string {
  const smallest = points(Math.max(...found.map(({ tested }) => tested.hypothesis.smallest)));
  const loss = `a loss of ${smallest} points or more is`;
  const names = (of: typeof found) => listed(of.map(({ words }) => words));
  const none = found.filter(({ tested }) => isNone(tested) || isHigher(tested));
  const open = found.filter((each) => !none.includes(each));
  if (open.length === 0) return `${loss} excluded`;
  return none.length === 0
    ? `${loss} not yet excluded once all comparisons are corrected for`
    : `${loss} excluded in ${names(none)}, not yet in ${names(open)}`;
}

/** What is computed over everybody's values. */
function content(evidence: Evidence): AnswerSentence {
  const cells = BY_CONTENT.flatMap(([id, words]) => {
    const cell = cellOf(evidence, id, 'content');
    return cell ? [{ words, cell }] : [];
  });
  const place = { href: '#claims/claim/one-scale', link: 'what is computed over all' };
  if (cells.length === 0) return { text: 'What noise can reach by its words is not measured yet.', ...place };
  const reached = cells.filter(({ cell }) => touchesBits(cell.effect));
  const names = listed(reached.map(({ words }) => words));
  const text =
    reached.length === 0
      ? `None of ${cells.length} mechanisms that compute over several requests let what neighbours say through.`
      : `What neighbours say reaches you where something is computed over all of you: ${names} did it in ${reached.length} of ${cells.length} such mechanisms.`;
  return { text, ...place };
}

/** What stops it, and the price. */
function cure(evidence: Evidence): AnswerSentence {
  const place = { href: '#claims/claim/sixty-percent', link: 'the price' };
  const ratios = evidence.bench?.cases.flatMap((each) => priceOf(each)?.ratio.estimate ?? []) ?? [];
  const quality = testedIn(evidence, 'invariance-quality', 'variant-against-invariant');
  if (ratios.length === 0) return { text: 'What stopping it costs is not measured yet.', ...place };
  const extra = (ratio: number) => fixed(100 * (ratio - 1));
  const stops = strongestOf(evidence, 'batching-invariant');
  const cured = stops !== null && !touchesBits(stops);
  const begins = cured ? 'Batch-invariant kernels stop it' : 'Batch-invariant kernels are to stop it';
  const price = `${begins}, for ${extra(Math.min(...ratios))} to ${extra(Math.max(...ratios))} % more time a step on ${adapterName(evidence.bench!.adapter)}`;
  const right = quality
    ? `; the pass rate under common kernels differs from theirs by ${differenceWords(quality)}`
    : '';
  return { text: `${price}${right}.`, ...place };
}
