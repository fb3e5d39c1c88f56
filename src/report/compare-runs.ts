import { fingerprintVersion } from '../experiment/fingerprint-text.ts';
import { visible } from '../experiment/visible.ts';
import type { Comparable, Obstacle } from '../results/comparable.ts';
import type { PairForks, RunsCompared } from '../results/compare-runs.ts';
import type { StreamsCompared } from '../results/compare-streams.ts';
import { counted, listed, measured } from '../results/text.ts';
import { TWO_VERSIONS } from './earlier.ts';

/** What is compared of two streams, and why no more. */
export function comparableWords({ comparable, obstacles, unplanned, sameBits }: StreamsCompared): string {
  const why = listed(obstacles.map(obstacleWords));
  if (comparable !== 'bits' && sameBits) return `The same bits all the same, although ${why}.`;
  if (unplanned !== null)
    return `Tokens and bits: one model, one prompt and the same kernels, but no plan says in which order ${visible(unplanned)} add, so that equal bits are seen and not claimed.`;
  return comparable === 'bits' ? WHAT.bits : `${WHAT[comparable]}: ${why}.`;
}

const WHAT: Readonly<Record<Comparable, string>> = {
  bits: 'Tokens and bits: one model, one prompt and one plan for each sum, so that equal bits are a claim and others are news.',
  tokens: 'Tokens and margins, no bits',
  text: 'Text alone, neither tokens nor bits',
  nothing: 'Nothing is compared',
};

function obstacleWords(obstacle: Obstacle): string {
  switch (obstacle.kind) {
    case 'prompt':
      return 'the prompts differ, so that these are answers to two questions';
    case 'model':
      return 'the models differ';
    case 'decoding':
      return 'tokens are drawn otherwise';
    case 'settings':
      return visible(obstacle.words);
    case 'rules':
      return `the plans differ, A ${visible(obstacle.a)} / B ${visible(obstacle.b)}`;
  }
}

/** What was found of two streams, a sentence. */
export function streamsFinding(streams: StreamsCompared): string {
  const { comparable, sameBits, fork, textFork, firstDifference, bitsKnown } = streams;
  if (sameBits) return 'The same bits: fingerprints are equal.';
  if (comparable === 'nothing') return 'Two answers to two questions.';
  if (comparable === 'text')
    return textFork === null ? 'The same text.' : `The texts part after ${counted(textFork, 'character')}.`;
  if (fork !== null) return `They fork at token ${fork}.${bitsBefore(streams, fork)}`;
  if (comparable === 'tokens') return 'The same tokens.';
  if (sameBits === null) return `The same tokens. ${TWO_VERSIONS}`;
  if (firstDifference !== null) return `The same tokens, other bits: from token ${firstDifference} on.`;
  if (bitsKnown) return 'The same tokens, other bits: the runs differ in what was kept of them.';
  const [versionA, versionB] = [streams.a, streams.b].map(({ fingerprint }) =>
    fingerprintVersion(fingerprint),
  );
  const why = versionA === versionB ? 'no logits were kept' : 'what was kept of them is of two versions';
  return `The same tokens, other bits: where they begin is not known, since ${why}.`;
}

function bitsBefore({ comparable, firstDifference, bitsKnown }: StreamsCompared, fork: number): string {
  if (comparable !== 'bits' || !bitsKnown || fork === 0) return '';
  return firstDifference === null
    ? ' Before it every bit agrees.'
    : ` The bits differ from token ${firstDifference} on.`;
}

/** `1.2e-3 in A, 0 in B`: how far the best token led; null where that is known of neither run. */
export function marginsWords({ margins: { a, b } }: StreamsCompared): string | null {
  if (a === null && b === null) return null;
  const words = (margin: number | null) => (margin === null ? 'not known' : measured(margin));
  return `${words(a)} in A, ${words(b)} in B`;
}

/** The whole comparison in a sentence, for above everything else. */
export function runsFinding({ streams, sameModel }: RunsCompared): string {
  const compared = streams.filter(({ comparable }) => comparable !== 'nothing');
  if (compared.length === 0) return 'These runs have no stream in common that can be compared.';
  const same = compared.filter(({ sameBits }) => sameBits).length;
  const all = compared.length;
  if (same === all)
    return all === 1
      ? 'The one stream has the same bits in both runs.'
      : `All ${all} streams have the same bits in both runs.`;
  if (!sameModel) return `Two models: ${counted(all, 'text')} side by side.`;
  const forked = compared.filter(({ sameBits, fork }) => !sameBits && fork !== null).length;
  const rest = compared.filter(({ sameBits, fork }) => !sameBits && fork === null);
  // Other bits are news only where the same ones were to be expected.
  const other = rest.filter(({ comparable, sameBits }) => comparable === 'bits' && sameBits === false).length;
  const kept = [
    [same, 'the same bits'],
    [other, 'the same tokens with other bits'],
    [rest.length - other, 'the same tokens, bits not compared'],
  ] as const;
  const parts = kept
    .filter(([count]) => count > 0)
    .map(([count, what], at) => `${count} ${at > 0 ? '' : count === 1 ? 'has ' : 'have '}${what}`);
  if (forked > 0) parts.push(`${forked} ${forked === 1 ? 'forks' : 'fork'}`);
  return `Of ${counted(all, 'stream')} ${listed(parts)}.`;
}

/** `forks at 35 in A, at 33 in B`: what became of one pair of arms in each run. */
export function pairForksWords({ a, b }: PairForks): string {
  if (a === null && b === null) return 'forks in neither';
  if (a !== null && b !== null) return a === b ? `forks at ${a} in both` : `forks at ${a} in A, at ${b} in B`;
  return a === null ? `forks at ${b} in B alone` : `forks at ${a} in A alone`;
}
