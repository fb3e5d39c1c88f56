import { visible } from '../experiment/visible.ts';
import type { SequenceSummary } from '../results/compare-transcripts.ts';
import { counted, grouped, measured, quoted } from '../results/text.ts';
import type { Unit } from '../results/transcripts.ts';
import type { SideReport, TranscriptsReport } from '../results/transcripts-report.ts';

/** `4 sequences, 256 tokens: completions, log probabilities` */
export function sideWords({ sequences, positions, source, evidence, alternatives }: SideReport): string {
  const listed = alternatives > 0 ? ` with up to ${counted(alternatives, 'alternative')}` : '';
  return `${source.format}: ${counted(sequences, 'sequence')}, ${counted(positions, 'position')}; ${EVIDENCE[evidence]}${evidence === 'logprobs' ? listed : ''}`;
}

const EVIDENCE: Readonly<Record<SideReport['evidence'], string>> = {
  bits: 'evidence of bits',
  logprobs: 'log probabilities',
  text: 'text alone',
};

/** What one sequence is counted in. */
export function unitWords(unit: Unit, count: number): string {
  return counted(count, { token: 'token', word: 'word', choice: 'choice', row: 'row' }[unit]);
}

/** What was found, in one or two sentences. */
export function comparisonFinding({ rows, by }: TranscriptsReport): string {
  if (rows.length === 0) return 'Nothing to compare: no sequence of one run belongs to one of the other.';
  const paired = `${counted(rows.length, 'sequence')} ${rows.length === 1 ? 'was' : 'were'} paired by ${by}`;
  return `${foundWords(rows)} (${paired}.)`;
}

function foundWords(rows: readonly SequenceSummary[]): string {
  const forked = rows.filter(({ fork }) => fork !== null);
  if (forked.length > 0) return forkedWords(rows.length, forked);
  const known = rows.filter(({ bits }) => bits !== null);
  if (known.length === rows.length) {
    const differing = rows.filter(({ bits }) => bits === false).length;
    return differing === 0
      ? 'Equal in every bit.'
      : `No sequence forks, but ${differing} of ${grouped(rows.length)} differ in some bit.`;
  }
  const deltas = rows.flatMap(({ maxDelta }) => (maxDelta === null ? [] : [maxDelta]));
  if (deltas.length === 0)
    return 'No sequence forks, and of the numbers behind them nothing is known on both sides.';
  const most = deltas.reduce((max, delta) => Math.max(max, delta), 0);
  return most === 0
    ? 'No sequence forks, and no log probability that both sides tell differs as it is printed.'
    : `No sequence forks; log probabilities differ by up to ${measured(most)}.`;
}

function forkedWords(all: number, forked: readonly SequenceSummary[]): string {
  if (forked.every(({ unit }) => unit === 'choice'))
    return `${grouped(forked.length)} of ${counted(all, 'question')} ${forked.length === 1 ? 'gets' : 'get'} another answer, the first ${visible(forked[0].id)}: ${forkTextsWords(forked[0])}.`;
  const first = forked.reduce((earliest, row) => (row.fork! < earliest.fork! ? row : earliest));
  const share =
    all === 1
      ? 'The sequence forks'
      : `${grouped(forked.length)} of ${grouped(all)} sequences ${forked.length === 1 ? 'forks' : 'fork'}`;
  return `${share}${all === 1 ? '' : ', the earliest'} at ${first.unit} ${grouped(first.fork!)}${all === 1 ? '' : ` of ${visible(first.id)}`}: ${forkTextsWords(first)}.`;
}

/** `A ' much' / B ' good'` */
export function forkTextsWords({ forkTexts }: Pick<SequenceSummary, 'forkTexts'>): string {
  const words = (text: string | null | undefined) =>
    text === null || text === undefined ? 'ended' : quoted(text);
  return `A ${words(forkTexts?.a)} / B ${words(forkTexts?.b)}`;
}

/** What a fork's margin and perturbation say of it; null where there is no fork or they are not known. */
export function forkCause(row: SequenceSummary): string | null {
  const { fork, margin, perturbation, drawn } = row;
  if (fork === null || row.unit === 'word') return null;
  if (margin === null) return 'How close it was is not known: no second alternative is listed.';
  if (perturbation === null) return `The margin in A was ${measured(margin)}; what moved it is not known.`;
  const reached = perturbation >= margin && perturbation > 0;
  if (reached)
    return `The perturbation of ${measured(perturbation)} reached the margin of ${measured(margin)}: a greedy flip was possible there.`;
  const by =
    drawn.a + drawn.b > 0
      ? 'tokens that were drawn, not the best'
      : 'what the lists do not hold, or no greedy choice';
  return `The perturbation of ${measured(perturbation)} stayed below the margin of ${measured(margin)}: the fork comes from ${by}.`;
}

/** What cannot be said, for want of evidence: of these two runs, not of runs in general. */
export function limitWords(report: TranscriptsReport): string[] {
  const { a, b, rows } = report;
  return [
    ...pairingLimits(report),
    ...ofEither(numberLimits(a), numberLimits(b)),
    ...bitLimits(report),
    ...rowLimits(report),
    ...drawnLimits(rows),
    ...(rows.some(
      ({ fork, unit, comparable, lengths }) =>
        fork !== null && unit !== 'word' && comparable < Math.max(lengths.a, lengths.b),
    )
      ? ['Behind a fork the two sides answer to different texts, so no numbers are compared there.']
      : []),
  ];
}

function pairingLimits({ by, rows, onlyA, onlyB }: TranscriptsReport): string[] {
  const words: string[] = [];
  if (by === 'order' && rows.length + onlyA.count + onlyB.count > 1)
    words.push(
      'Neither run tells what it answers: sequences were paired in their order, which may be wrong.',
    );
  const left = onlyA.count + onlyB.count;
  if (left > 0)
    words.push(
      `Left out: ${counted(onlyA.count, 'sequence')} that only A has, ${grouped(onlyB.count)} that only B has.`,
    );
  if (rows.some(({ unit }) => unit === 'word'))
    words.push(
      'Where tokens are not told on both sides, texts are compared word by word: the first token that differs may stand inside the word.',
    );
  return words;
}

/** What is so of both sides is said once; each sentence lacks its subject. */
function ofEither(a: readonly string[], b: readonly string[]): string[] {
  return [
    ...a.map((words) => `${b.includes(words) ? 'Each side' : 'A'} ${words}`),
    ...b.filter((words) => !a.includes(words)).map((words) => `B ${words}`),
  ];
}

function numberLimits({ evidence, alternatives, precision, positions }: SideReport): string[] {
  if (evidence === 'text')
    return ['tells no probabilities: where the texts part is known, how close it was is not.'];
  if (evidence !== 'logprobs' || positions === 0) return [];
  const words = [printedWords(precision)];
  if (alternatives === 0) words.push('lists no alternatives: without a second one there is no margin.');
  else if (alternatives === 1)
    words.push('lists one alternative at most: without a second one there is no margin.');
  else words.push(`lists the best ${grouped(alternatives)}: what is not listed may have moved more.`);
  return words;
}

function printedWords({ decimals, f32 }: SideReport['precision']): string {
  if (f32)
    return 'prints log probabilities as whole f32 values: equal ones are still not equal logits, whose common shift and last bits they lose.';
  if (decimals === null)
    return 'prints log probabilities with many digits: equal ones are still not equal bits.';
  return `prints log probabilities to ${counted(decimals, 'decimal')}: equal ones are not equal bits, and differences below ${(10 ** -decimals).toFixed(decimals)} do not show.`;
}

function bitLimits({ a, b, rows }: TranscriptsReport): string[] {
  if (rows.length === 0) return [];
  if (rows.every(({ bits }) => bits === null)) return [unknownBits(rows)];
  const withoutLogits = rows.some(({ bits, logits }) => bits === false && logits === null);
  const words = withoutLogits
    ? ['Fingerprints tell that bits differ, not how many, where or by how much.']
    : [];
  const rounded = [a, b].some(({ notes }) => notes.some((note) => note.includes('rounded')));
  return rounded
    ? [...words, 'Values were rounded when they were read: bits are those of the rounded values.']
    : words;
}

const TAKES = 'that takes logits, or fingerprints of them, on both sides';

function unknownBits(rows: readonly SequenceSummary[]): string {
  const cannot = 'Whether the bits agree cannot be said';
  const apart = rows.filter(({ twoVersions }) => twoVersions).length;
  if (apart === 0) return `${cannot}: ${TAKES}.`;
  const versions =
    'one side’s fingerprints are of version 1, over whole logits, the other’s of version 2, over digests';
  return apart === rows.length
    ? `${cannot}: ${versions}.`
    : `${cannot}: of ${grouped(apart)} of ${counted(rows.length, 'sequence')} ${versions}; for the rest ${TAKES}.`;
}

function rowLimits({ rows, sameInputs }: TranscriptsReport): string[] {
  if (!rows.some(({ unit }) => unit === 'row')) return [];
  return sameInputs
    ? ['That both were fed the same tokens is your word for it: the files do not tell.']
    : [
        'The files do not tell which tokens were fed: rows are compared up to the first whose best differs, unless you say that both were fed the same.',
      ];
}

function drawnLimits(rows: readonly SequenceSummary[]): string[] {
  const drawn = rows.reduce((sum, { drawn: { a, b } }) => sum + a + b, 0);
  if (drawn === 0) return [];
  return [
    `${counted(drawn, 'token')} ${drawn === 1 ? 'is' : 'are'} not the most probable of their place: where tokens are drawn, a fork needs no margin reached.`,
  ];
}
