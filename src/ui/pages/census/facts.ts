import type { Accuracy, Census, Distribution } from '../../../census/census-types.ts';
import { bytesWords } from '../../../results/amounts.ts';
import { grouped } from '../../../results/text.ts';
import {
  EXPRESSION_WORDS,
  halfWords,
  microsecondsText,
  SUBNORMAL_WORDS,
  shareText,
  ulpText,
} from './census-words.ts';

export const FACT_GROUPS = {
  roundings: 'roundings',
  functions: 'functions',
  expressions: 'expressions',
  subnormals: 'near zero',
  halves: '16 bits',
  habits: 'edges',
  device: 'device',
  timing: 'times',
} as const;

export type FactGroup = keyof typeof FACT_GROUPS;

/** A question and what one adapter answered, short enough for a cell. */
export interface Fact {
  /** Unique among the facts of a census, the same in every census. */
  readonly id: string;
  readonly group: FactGroup;
  /** The question by its name, which tells it from others of its group. */
  readonly name: string;
  readonly asked: string;
  readonly found: string;
  /** Of all result bits, where the answer sums up many; null where it is the whole answer. */
  readonly bits: string | null;
}

/** All that a census says, one fact a question, in its order. */
export function factsOf(census: Census): Fact[] {
  const { roundings, functions, expressions, subnormals, halves, habits } = census;
  return [
    ...roundings.map((each) => accuracyFact('roundings', each)),
    ...functions.map((each) => accuracyFact('functions', each)),
    ...expressions.map(({ id, asked, found, digest }) =>
      fact('expressions', id, asked, EXPRESSION_WORDS[found], digest),
    ),
    ...subnormals.map(({ id, asked, found }) => fact('subnormals', id, asked, SUBNORMAL_WORDS[found])),
    ...halves.map((each) => fact('halves', each.id, each.asked, halfWords(each))),
    ...habits.map(({ id, asked, found }) => fact('habits', id, asked, found)),
    ...deviceFacts(census),
    ...timingFacts(census),
  ];
}

function fact(group: FactGroup, id: string, asked: string, found: string, bits: string | null = null): Fact {
  return { id: `${group}.${id}`, group, name: id, asked, found, bits };
}

function accuracyFact(group: FactGroup, { id, asked, nearest, cases, largestUlp, digest }: Accuracy): Fact {
  const off = largestUlp === null ? 'no number' : `${ulpText(largestUlp)} ulp`;
  const found = nearest === cases ? 'nearest' : `${shareText(nearest, cases)} nearest, ${off}`;
  return fact(group, id, asked, found, digest);
}

function deviceFacts({ device }: Census): Fact[] {
  if (!device) return [];
  const { subgroups, limits, features, languageFeatures } = device;
  const words = subgroups ? `${subgroups.min} to ${subgroups.max}, seen ${subgroups.seen ?? 'none'}` : 'none';
  return [
    fact('device', 'subgroups', 'threads of a subgroup', words),
    ...Object.entries(limits).map(([name, value]) => fact('device', name, name, limitText(name, value))),
    fact('device', 'features', 'features', features.join(', ') || 'none'),
    fact('device', 'languageFeatures', 'language features', languageFeatures.join(', ') || 'none'),
  ];
}

function limitText(name: string, value: number): string {
  return /size/i.test(name) && !/workgroup(size|s)/i.test(name) && value >= 1024
    ? bytesWords(value)
    : grouped(value);
}

function timingFacts({ timing }: Census): Fact[] {
  if (!timing) return [];
  const { timestampGrain, clockGrain, dispatch, map } = timing;
  return [
    fact(
      'timing',
      'timestamp',
      'grain of timestamps',
      timestampGrain === null ? 'none' : `${grouped(timestampGrain)} ns`,
    ),
    fact('timing', 'clock', 'grain of the clock', microsecondsText(clockGrain)),
    fact('timing', 'dispatch', 'one more dispatch', distributionText(dispatch)),
    fact('timing', 'map', 'an empty kernel, read', distributionText(map)),
  ];
}

function distributionText({ median, p95 }: Distribution): string {
  return `${microsecondsText(median)}, p95 ${microsecondsText(p95)}`;
}

/** How two answers to one question stand. Times differ between any two runs and are never compared. */
export type Standing = 'same' | 'differs' | 'other bits' | 'not asked' | 'not compared';

export function standing(a: Fact | undefined, b: Fact | undefined): Standing {
  if (!a || !b) return 'not asked';
  if (a.group === 'timing') return 'not compared';
  if (a.found !== b.found) return 'differs';
  return a.bits === b.bits ? 'same' : 'other bits';
}

export interface ComparedFact {
  readonly id: string;
  readonly group: FactGroup;
  readonly name: string;
  readonly asked: string;
  /** `–` where one was not asked. */
  readonly a: string;
  readonly b: string;
  readonly standing: Standing;
}

/** Two censuses, question by question: those that either was asked. */
export function comparedFacts(a: Census, b: Census): ComparedFact[] {
  const [left, right] = [factsOf(a), factsOf(b)];
  const rightOf = new Map(right.map((each) => [each.id, each]));
  const leftIds = new Set(left.map(({ id }) => id));
  const pairs = [
    ...left.map((each) => [each, rightOf.get(each.id)] as const),
    ...right.filter(({ id }) => !leftIds.has(id)).map((each) => [undefined, each] as const),
  ];
  return pairs.map(([one, other]) => {
    const { id, group, name, asked } = (one ?? other)!;
    const standingNow = standing(one, other);
    return { id, group, name, asked, a: one?.found ?? '–', b: other?.found ?? '–', standing: standingNow };
  });
}
