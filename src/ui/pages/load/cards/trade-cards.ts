import { grouped } from '../../../../results/text.ts';
import type { MechanismCard } from './card.ts';

/** Mechanisms that trade what an answer is worth for how many are served. */
export const TRADE_CARDS: readonly MechanismCard[] = [
  {
    id: 'effort',
    name: 'Effort under load',
    field: 'Answers shrink with the queue',
    what: 'How long an answer may be is set as its request begins: whole while few others wait, fewer tokens the more there are, down to a least. What is cut off is the end of the working, where the answer stands.',
    when: 'Services that think before they answer may set that budget by the hour or the plan; few say so.',
    changes: [
      { what: 'pass rate', how: 'of tasks whose working is longer than what is left of it' },
      { what: 'time', how: 'of everyone: places are free sooner' },
      {
        what: 'nothing',
        how: 'of bits: the tokens that are left are those of the whole answer under invariant kernels',
      },
    ],
    proof: ['src/steps/effort.test.ts', 'src/lab/load/effort.test.ts'],
    fromLife: [],
    ours: ({ shortened = 0, shortenedBy = 0 }) =>
      shortened === 0
        ? null
        : `Here ${grouped(shortened)} answers were left ${grouped(shortenedBy)} tokens fewer than they asked for.`,
  },
  {
    id: 'widths',
    name: 'Two widths, chosen by error',
    field: 'Widths of weights',
    what: 'Each product of a layer may read the weights of the arm or smaller ones. A few random sums of their difference, all of integers, estimate how large an error a row would meet; thresholds are calibrated for so many bits on average. Each row chooses for itself, or the largest estimate of a step for everyone. Both are computed on a device here: it shows bits, not time.',
    when: 'Research engines (DP-LLM) for one request at a time; a choice for the whole batch is what its kernels would make of several.',
    changes: [
      { what: 'nothing', how: 'of anybody else, where each row chooses for itself' },
      { what: 'bits', how: 'by what neighbours say, where the step chooses for everyone' },
      { what: 'pass rate', how: 'against the larger width alone' },
    ],
    proof: [
      'src/engines/dynamic-widths.test.ts',
      'src/engines/webgpu/dynamic-widths.gpu.test.ts',
      'src/lab/dynamic-widths.proof.test.ts',
      'src/lab/widths/quality.proof.test.ts',
    ],
    figure: { words: 'Its preset, six arms beside each other', href: '#load/preset/dynamic-widths' },
    fromLife: [],
    ours: ({ meanBits }) =>
      meanBits === undefined ? null : `Here rows met ${meanBits.toFixed(2)} bits a weight on average.`,
  },
  {
    id: 'route',
    name: 'Routes to a second replica',
    field: 'Replicas',
    what: 'A router sends each request, as it comes, to one of two replicas, each with a queue and blocks of its own: wherever fewer are, by tier, the overflow, or whose prompts are long, compress oddly or surprise a small model. The second may run the smaller model. On the virtual clock each has a device to itself, and judging a prompt takes no time.',
    when: 'Gateways balance and overflow everywhere; which model answers is not always told.',
    changes: [
      { what: 'time', how: 'of those kept apart from a flood, and of those kept with it' },
      { what: 'nothing', how: 'of bits, where both run the same model under invariant kernels' },
      { what: 'pass rate', how: 'of whoever the smaller model answers' },
    ],
    proof: ['src/steps/routing.test.ts', 'src/lab/load/routed-arm.test.ts', 'src/numerics/jain.test.ts'],
    fromLife: [
      {
        says: 'An API answers “sharper” than the consumer product at peak hours.',
        source: 'a claim that the documents behind this lab repeat; one model in two queues can show it',
      },
    ],
    ours: ({ routed = 0 }) =>
      routed === 0 ? null : `Here ${grouped(routed)} requests went to the second replica.`,
  },
  {
    id: 'canary',
    name: 'A canary',
    field: 'Replicas',
    what: 'A share of the requests, told by a hash of their names, tries a new variant: another model, format or kernel set. A sequential test watches both: a quantile of latencies, and where the crowd asks tasks the share of right answers. Harm beyond a margin rolls the canary back, its exclusion promotes it, and the most requests end a trial that shows neither. Its intervals hold at every look. On the virtual clock each replica has a device to itself.',
    when: 'Rollouts of services; often with a fixed wait, or a test that may be looked at once and is looked at daily.',
    changes: [
      { what: 'time', how: 'of those on trial, until it is rolled back' },
      { what: 'pass rate', how: 'of those on trial' },
      { what: 'nothing', how: 'of anybody else, before it is promoted' },
    ],
    proof: [
      'src/steps/canary-test.test.ts',
      'src/lab/load/canary-power.proof.test.ts',
      'src/numerics/inference/sequences.test.ts',
      'src/lab/load/canary-trial.test.ts',
    ],
    figure: { words: '10 % more accurate, 300 % slower: its preset', href: '#load/preset/canary-rollback' },
    fromLife: [],
    ours: () => null,
  },
  {
    id: 'misrouted',
    name: 'A misrouted share',
    field: 'Gone astray, to',
    what: 'A fault, on purpose: some requests, told by a hash of their names, are answered by a wrong model, in a wrong format or through a wrong prompt template, and nothing but one field of the record says which.',
    when: 'A wrong build behind one of many addresses of a service.',
    changes: [
      { what: 'tokens', how: 'of those requests alone' },
      { what: 'nothing', how: 'of anybody else' },
    ],
    proof: ['src/steps/routing.test.ts', 'src/lab/load/routed-arm.test.ts'],
    fromLife: [],
    ours: () => null,
  },
];
