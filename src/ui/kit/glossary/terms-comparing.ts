import type { TermEntry } from './term-entry.ts';

export const COMPARING = {
  'bit-identical': {
    name: 'bit-identical',
    means: 'Every token and every bit of every compared logit agrees: not merely the same text.',
    see: ['fingerprint', 'batch-invariant'],
  },
  'batch-invariant': {
    name: 'batch-invariant',
    means:
      "A row's bits do not depend on M, its place in the batch or its batchmates: on who else is being served. It says nothing of the row's own schedule.",
    see: ['schedule-invariant', 'run-to-run', 'invariant', 'certificate'],
    sources: ['vllm-batch-invariance', 'he-2025'],
  },
  'schedule-invariant': {
    name: 'schedule-invariant',
    means:
      "A row's bits do not depend on how its own prompt was cut into steps, on what of it was cached, or on how many of its rows share a step. The invariant kernels here claim this beside batch invariance.",
    see: ['batch-invariant', 'chunked-prefill', 'certificate'],
  },
  'run-to-run': {
    name: 'run-to-run deterministic',
    means:
      'The same step twice gives the same bits. All kernels here are; it does not make them batch-invariant.',
    see: ['batch-invariant'],
  },
  portable: {
    name: 'portable',
    means:
      'The kernel set whose bits are the same on every adapter that rounds sums and products to the nearest float: the invariant set’s order, and an arithmetic made of those alone. A probe tests the adapter first.',
    see: ['batch-invariant', 'barrier', 'census', 'fingerprint'],
  },
  census: {
    name: 'census',
    means:
      'What one adapter does where WGSL leaves it open: how it rounds, fuses and flushes, how exact its functions are. One file an adapter, so that they compare.',
    see: ['adapter', 'portable'],
    sources: ['wgsl'],
  },
  fork: {
    name: 'fork',
    means: 'The first generated token at which two arms differ. After it they continue different texts.',
    see: ['margin', 'tie-flip', 'confident-flip'],
  },
  margin: {
    name: 'margin',
    means:
      "The highest logit minus the second highest: the winner's lead. Greedy decoding can fork only where the perturbation reaches it.",
    see: ['perturbation', 'logit', 'danger-line'],
  },
  perturbation: {
    name: 'perturbation',
    means:
      'How far this company changed the gap between the winner and a rival at a token: the largest such change among the top tokens of each arm. Another company may change it more.',
    see: ['margin', 'danger-line'],
  },
  'danger-line': {
    name: 'danger line',
    means:
      'Margin and perturbation of every token on one axis. Where the perturbation reaches the margin, company could change the word.',
    see: ['margin', 'perturbation', 'fork'],
  },
  'tie-flip': {
    name: 'tie flip',
    means:
      'A fork where the two best logits were equal to the bit in arm A, so that the smallest change decides.',
    see: ['confident-flip', 'margin'],
  },
  'confident-flip': {
    name: 'confident flip',
    means: 'A fork where the winner was ahead in arm A, and was overtaken in arm B all the same.',
    see: ['tie-flip', 'margin'],
  },
  'top-k': {
    name: 'top-k',
    means: 'The k tokens with the highest logits, best first.',
    see: ['logit', 'margin'],
  },
  kl: {
    name: 'KL divergence',
    means: 'How far one distribution over tokens is from another, in nats; 0 where they are equal.',
    see: ['softmax', 'perturbation'],
  },
  'teacher-forced': {
    name: 'teacher-forced replay',
    means:
      "Running arm B again on arm A's tokens, so that the two can be compared past the fork, where their own texts differ.",
    see: ['fork'],
  },
  fingerprint: {
    name: 'fingerprint',
    means:
      "SHA-256 over a request's tokens and a digest of the bits of its logits at each: the same bits give the same fingerprint. It begins with its version, 2; without one it is of version 1, over the whole logits.",
    see: ['bit-identical', 'receipt'],
  },
  receipt: {
    name: 'receipt',
    means:
      'Fingerprints that travel with a link, so that whoever opens it learns whether their device gives the same bits.',
    see: ['fingerprint', 'adapter'],
  },
  certificate: {
    name: 'certificate',
    means:
      'The record of what was tested on this adapter, bit by bit: operations by what their bits must not follow. It is needed since WGSL lets an implementation turn (a + b) + c into a + (b + c).',
    see: ['batch-invariant', 'adapter', 'invariant'],
    sources: ['wgsl'],
  },
  trace: {
    name: 'trace',
    means: "Every operation's output for one row of one step, captured while the step is run again.",
    see: ['microscope', 'step'],
  },
  microscope: {
    name: 'microscope',
    means:
      'Two traces side by side: which operation differs first, how its terms were added in each arm, and how the difference grew up to the logits.',
    see: ['trace', 'reduction-plan'],
  },
  bisect: {
    name: 'bisect',
    means:
      'Switching operations to invariant kernels one set at a time, to find the smallest set that brings the bits back.',
    see: ['invariant', 'blame'],
  },
  blame: {
    name: 'blame',
    means: 'Muting batchmates one at a time, to find which of them the flipped token needs.',
    see: ['batchmate', 'bisect'],
  },
  wilson: {
    name: 'Wilson interval',
    means:
      'The range of true rates that a share of successes does not rule out, at 95 %. Its level is about right on average, also for few trials; near 0 and 100 % it can be as low as 84 %.',
    see: ['mcnemar'],
    sources: ['brown-2001'],
  },
  mcnemar: {
    name: "McNemar's test",
    means:
      'Whether two arms pass the same tasks equally often, judged by the tasks that only one of them passes.',
    see: ['wilson'],
    sources: ['mcnemar-1947'],
  },
} as const satisfies Record<string, TermEntry>;
