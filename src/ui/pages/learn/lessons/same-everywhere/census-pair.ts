import type { Census } from '../../../../../census/census-types.ts';
import { comparedFacts, FACT_GROUPS, type FactGroup } from '../../../census/facts.ts';

/** What a lesson asks of a pair; times and what a device offers are no arithmetic. */
const ARITHMETIC: readonly FactGroup[] = [
  'roundings',
  'functions',
  'expressions',
  'subnormals',
  'halves',
  'habits',
];

export interface GroupCount {
  readonly name: string;
  /** Questions that both answered. */
  readonly asked: number;
  /** Of them, those with other answers or other bits. */
  readonly apart: number;
}

export interface CensusPair {
  readonly groups: readonly GroupCount[];
  /** Whether e^x of the two platforms has other bits. */
  readonly expApart: boolean;
  readonly bothPortable: boolean;
}

export function pairOf(a: Census, b: Census): CensusPair {
  const facts = comparedFacts(a, b).filter(({ standing }) => standing !== 'not asked');
  const isApart = ({ standing }: (typeof facts)[number]) => standing !== 'same';
  return {
    groups: ARITHMETIC.map((group) => {
      const own = facts.filter((fact) => fact.group === group);
      return { name: FACT_GROUPS[group], asked: own.length, apart: own.filter(isApart).length };
    }),
    expApart: facts.some((fact) => fact.id === 'functions.exp' && isApart(fact)),
    bothPortable: a.portable.holds && b.portable.holds,
  };
}
