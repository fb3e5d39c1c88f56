import { TRACKED_FAULTS } from '../../studies/tracker/faults.ts';
import { GROWN_BY, LEAK_STAGES } from './service-runs.ts';

/** Where requests of a day come from. */
export interface DrawnFrom {
  readonly run: string;
  /** How full the pool is, is seen in the `part`-th of so many stretches of the run alone; left out: in all of it. */
  readonly part?: readonly [part: number, of: number];
  /** Of requests, each by itself, those that another run answers. */
  readonly astray?: { readonly run: string; readonly share: number };
}

/** What a change counts as: a fault that alarms should tell, nothing that they should go off at, or neither since chance was larger. */
export type Judged = 'broken' | 'sound' | 'unsettled';

/** Something that changes at a day: a fault, a leak that grows, or nothing that anybody should be woken for. */
export interface GradedFault {
  readonly id: string;
  readonly name: string;
  readonly kind: 'fault' | 'leak' | 'nothing';
  /** Where what was seen of it is not what its kind says. */
  readonly seenAs?: Judged;
  /** What is served until then. */
  readonly before: DrawnFrom;
  /** From then on, stage by stage, each for as many days. */
  readonly stages: readonly DrawnFrom[];
  /** Pass chances of a tracker's own tasks: under one of its faults, as each stage answered them, or as ever. */
  readonly answers:
    | { readonly kind: 'tracked'; readonly fault: string }
    | { readonly kind: 'stages' }
    | { readonly kind: 'as-ever'; readonly setting: string };
}

export function judgedAs({ kind, seenAs }: GradedFault): Judged {
  return seenAs ?? (kind === 'nothing' ? 'sound' : 'broken');
}

const NONE: DrawnFrom = { run: 'none' };
const AS_EVER = { kind: 'as-ever', setting: 'none' } as const;

/** The tracker's, each as it answers under load. */
const TRACKED = TRACKED_FAULTS.filter(({ id }) => id !== 'none').map(
  ({ id, name, answers, share }): GradedFault => {
    const stage = share === 1 ? { run: answers } : { ...NONE, astray: { run: answers, share } };
    return {
      ...{ id, name, kind: 'fault', before: NONE, stages: [stage] },
      answers: { kind: 'tracked', fault: id },
      // A warm cache under invariant kernels moved no bit and no answer and took less time: nobody should be woken for it.
      ...(id === 'warm-invariant' && { seenAs: 'sound' }),
    };
  },
);

const stretch = (part: number): DrawnFrom => ({ run: 'kept-blocks', part: [part, LEAK_STAGES] });

const LEAKS: readonly GradedFault[] = [
  {
    ...{ id: 'readback', name: 'an extra readback a step', kind: 'leak', before: NONE, answers: AS_EVER },
    stages: [{ run: 'readback' }],
  },
  {
    ...{ id: 'readback-real', name: 'the same on the real clock', kind: 'leak', answers: AS_EVER },
    ...{ before: { run: 'real' }, stages: [{ run: 'real-readback' }] },
    // There the stretch without the readback was the slower one.
    seenAs: 'unsettled',
  },
  {
    ...{ id: 'kept-blocks', name: 'KV blocks never freed', kind: 'leak', before: NONE, answers: AS_EVER },
    stages: Array.from({ length: LEAK_STAGES }, (_, part) => stretch(part)),
  },
  {
    ...{ id: 'growing-prompt', name: 'a prompt that grows', kind: 'leak', before: NONE },
    stages: GROWN_BY.map((before) => ({ run: `grown-${before}` })),
    answers: { kind: 'stages' },
  },
];

const AGAIN: DrawnFrom = { run: 'company-again' };

/** Nothing is wrong with the service in any of these: whatever alarms is a false alarm. */
const NOTHING: readonly GradedFault[] = [
  { ...{ id: 'none', name: 'no fault', kind: 'nothing', before: NONE, stages: [NONE], answers: AS_EVER } },
  {
    ...{ id: 'variant', name: 'no fault, variant kernels as ever', kind: 'nothing', before: AGAIN },
    stages: [AGAIN],
    answers: { kind: 'as-ever', setting: 'company-variant' },
  },
  {
    ...{
      id: 'arrivals',
      name: 'no fault, other arrivals',
      kind: 'nothing',
      before: { run: 'company-variant' },
    },
    stages: [AGAIN],
    answers: { kind: 'as-ever', setting: 'company-variant' },
  },
  {
    ...{ id: 'busier', name: 'a quarter more traffic', kind: 'nothing', before: NONE, answers: AS_EVER },
    stages: [{ run: 'busier' }],
  },
  {
    ...{ id: 'harder', name: 'users ask harder questions', kind: 'nothing', before: NONE, answers: AS_EVER },
    stages: [{ run: 'harder' }],
  },
];

export const GRADED_FAULTS: readonly GradedFault[] = [...NOTHING, ...TRACKED, ...LEAKS];
