import type { Claim, Judgement } from './claim.ts';

export const holds = (found: string, because: string | null = null): Judgement => ({
  ...{ verdict: 'holds', found, because },
});

export const doesNot = (found: string, because: string | null = null): Judgement => ({
  ...{ verdict: 'does not', found, because },
});

/** @param on as it goes on after "depends on". */
export const depends = (on: string, found: string): Judgement => ({ verdict: 'depends', found, because: on });

/** Measured, with too little to tell. */
export const undecided = (found: string): Judgement => ({ verdict: 'undecided', found, because: null });

/** @param command what would measure it. */
export const notMeasured = (command: string): Judgement => ({
  ...{ verdict: 'not measured', found: `Not measured yet: ${command}.`, because: null },
});

/** Whatever was measured, the figure is not of the work that is named for it; what was found is said all the same. */
export function misattributed(whose: string, found: Judgement): Judgement {
  return { verdict: 'misattributed', found: found.found, because: whose };
}

/** @param why as it goes on after "cannot be tested in a browser". */
export const notTestable = (why: string, found = ''): Judgement => ({
  ...{ verdict: 'not testable', found, because: why },
});

/** The judge of a claim that nothing here can test. */
export function untestable(why: string): Claim['judge'] {
  return () => notTestable(why);
}
