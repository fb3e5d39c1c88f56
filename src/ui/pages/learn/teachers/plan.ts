/** One part of a class. */
export interface PlanPart {
  readonly minutes: number;
  readonly what: string;
  readonly address?: string;
  readonly how: string;
}

/** One class, from a surprise to its cause. */
export const PLAN: readonly PlanPart[] = [
  {
    minutes: 5,
    what: 'The story',
    address: '#learn/story?large',
    how: 'Project it. Stop at the first picture and collect explanations before going on: most will say “randomness”.',
  },
  {
    minutes: 8,
    what: 'Two ways to add three numbers',
    address: '#learn/order-matters/grouping',
    how: 'In pairs. Who finds three numbers of like size and sign that disagree?',
  },
  {
    minutes: 7,
    what: 'One list, many sums',
    address: '#learn/order-matters/shuffle',
    how: 'Predict by show of hands, then shuffle. Ask why one order always gives the same bits.',
  },
  {
    minutes: 10,
    what: 'Your row, bit by bit',
    address: '#learn/why-reorder/bits',
    how: 'Each slides M. What changed, although the row did not? Collect the borders on the board and explain them by tiles and parts.',
  },
  {
    minutes: 8,
    what: 'The needle, live',
    address: '#',
    how: 'Run it in the lab, on one machine or on all. Forks will differ between machines; the invariant arms agree on each.',
  },
  {
    minutes: 7,
    what: 'What follows, and what does not',
    address: '#learn/neighbours/conclude',
    how: 'Vote on the six claims with the answers locked, then open the sheet.',
  },
];

export function planMinutes(): number {
  return PLAN.reduce((sum, { minutes }) => sum + minutes, 0);
}
