import { type Mutant, unit } from './mutant.ts';

const FACTS = 'src/ui/pages/census/facts.ts';
const LATENCY = 'src/ui/pages/census/latency-strip.tsx';
const TESTS = 'src/ui/pages/census/facts.test.ts';
const LESSON = 'src/ui/pages/learn/lessons/same-everywhere';

/** Faults in the census page and in the lesson on portable bits. */
export const CENSUS_PAGE_MUTANTS: readonly Mutant[] = [
  unit(
    FACTS,
    'what sounds alike passes for the same bits',
    "a.bits === b.bits ? 'same'",
    "a.bits !== undefined ? 'same'",
    TESTS,
  ),
  unit(FACTS, 'times are compared', "a.group === 'timing'", "a.group === 'device'", TESTS),
  unit(
    'src/ui/pages/census/census-words.ts',
    'nearly all counts as all',
    "percent > 99.9 ? 'over 99.9 %'",
    "percent > 99.9 ? 'all'",
    TESTS,
  ),
  unit(LATENCY, 'a clock that tells nothing has no axis', 'Math.max(least, 0.01)', 'least', TESTS),
  unit(
    `${LESSON}/small-case.ts`,
    'the rule keeps what is too small',
    'rule ? kept(x) : x',
    'rule ? x : kept(x)',
    `${LESSON}/same-everywhere.test.ts`,
  ),
  unit(
    `${LESSON}/census-pair.ts`,
    'one that keeps portable bits stands for both',
    'a.portable.holds && b.portable.holds',
    'a.portable.holds || b.portable.holds',
    `${LESSON}/same-everywhere.test.ts`,
  ),
];
