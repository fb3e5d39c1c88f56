import type { TermEntry } from './term-entry.ts';

export const MODEL = {
  token: {
    name: 'token',
    means:
      'The unit that a language model reads and writes: a word, a part of one, or a character, with a number.',
    see: ['logit', 'greedy'],
  },
  logit: {
    name: 'logit',
    means:
      "The score that the model gives one token of its vocabulary as the next one. Softmax turns a step's logits into probabilities.",
    see: ['softmax', 'margin', 'greedy'],
  },
  softmax: {
    name: 'softmax',
    means: 'Exponentiate every score and divide by their sum: scores become shares that add up to 1.',
    see: ['logit', 'online-softmax', 'attention'],
  },
  'online-softmax': {
    name: 'online softmax',
    means:
      'Softmax in one pass over pieces: keep the largest score so far and the sum relative to it; a larger one replaces the maximum and scales sum and weighted values down. Number and order of pieces are part of the result.',
    see: ['softmax', 'attention'],
    sources: ['milakov-2018'],
  },
  'mixture-of-experts': {
    name: 'mixture of experts',
    means:
      'A model whose layers have many small MLPs, the experts, of which a router picks a few for each token. It holds many weights and computes with few.',
    see: ['softmax', 'expert-capacity'],
  },
  greedy: {
    name: 'greedy decoding',
    means:
      'Always take the token with the highest logit: temperature 0. Nothing is drawn at random, yet the answer may still vary.',
    sources: ['he-2025', 'yuan-2025'],
    see: ['logit', 'temperature', 'margin'],
  },
  temperature: {
    name: 'temperature',
    means:
      'What logits are divided by before a token is drawn from their softmax. 0 stands for greedy decoding.',
    see: ['greedy', 'softmax'],
  },
  'rank-keyed': {
    name: 'noise keyed by rank',
    means:
      'A sampler that sorts logits first may draw its noise for the first, the second and so on, not for a token. Two logits that a last bit swaps then swap their noise too: another token, with the same seed.',
    see: ['temperature', 'greedy', 'margin'],
  },
  kernel: {
    name: 'kernel',
    means:
      'A small program that many threads of a GPU run at once. Each operation of the model is one or a few.',
    see: ['workgroup', 'kernel-set'],
  },
  workgroup: {
    name: 'workgroup',
    means:
      'Threads that run together on one of the hundred or so cores of a GPU (multiprocessors, not the thousands of “CUDA cores” in one) and share its memory. A GPU is busy only while there are as many workgroups as cores.',
    see: ['kernel', 'split-k', 'parallelism'],
  },
  matmul: {
    name: 'matmul',
    means:
      'Matrix product: every element is the dot product of a row and a column. Most of the work of a language model at short contexts; attention overtakes it at long ones.',
    see: ['dot-product', 'split-k', 'tile'],
  },
  rmsnorm: {
    name: 'RMSNorm',
    means:
      'Divides a row by the root of the mean of its squares and scales it by learned gains. The mean is a sum, so order matters here too.',
    see: ['reduction-plan', 'lane'],
  },
  attention: {
    name: 'attention',
    means:
      'The operation in which a position looks at earlier ones: a dot product with every key, a softmax over those scores, and the sum of the values weighted by it.',
    see: ['kv-cache', 'online-softmax'],
  },
  'residual-stream': {
    name: 'residual stream',
    means: 'The vector of each position that every layer reads from and adds its output to.',
    see: ['rmsnorm', 'matmul'],
  },
  tile: {
    name: 'tile',
    means:
      'The block of output elements that one workgroup computes. Larger tiles load each input less often, smaller ones keep more workgroups busy.',
    see: ['workgroup', 'split-k'],
  },
  'split-k': {
    name: 'split-K',
    means:
      'Cutting the K terms of each dot product into parts that different workgroups add, and then adding the parts. It keeps a GPU busy when there are few rows, and it changes the order of the sum.',
    see: ['matmul', 'chunk', 'reduction-plan'],
  },
  chunk: {
    name: 'chunk',
    means:
      'A run of consecutive terms of a sum that is added by itself, before the chunk sums are added: in order, or as a tree.',
    see: ['lane', 'split-k', 'reduction-plan'],
  },
  lane: {
    name: 'lane',
    means:
      "One of several running sums inside a chunk: lane j takes every n-th term from the j-th on, as a GPU's threads do.",
    see: ['chunk', 'reduction-plan'],
  },
  'reduction-plan': {
    name: 'reduction plan',
    means:
      'The exact order in which the terms of one output element are added: chunks, lanes within them, and how both are combined. In the lab it is data, which the kernels execute and the pictures draw.',
    see: ['chunk', 'lane', 'kernel-set'],
  },
  'kernel-set': {
    name: 'kernel set',
    means:
      'For each operation, the rule that picks its reduction plan: the lab’s own (variant, invariant, pinned; portable for every device, tree for every number of workers), or one that states what a library does, with its source. pinned alone fixes the tile.',
    see: ['variant', 'invariant', 'pinned'],
  },
  variant: {
    name: 'variant kernels',
    means:
      'Kernels whose reduction plan may follow M, as in most serving software: whatever keeps the device busy at this batch size.',
    see: ['kernel-set', 'batch-invariant'],
    sources: ['he-2025', 'flash-decoding', 'vllm-layernorm'],
  },
  invariant: {
    name: 'invariant kernels',
    means:
      'Kernels with one reduction order and many tilings: they fit the work to the device, yet a row is always added in the same order.',
    see: ['kernel-set', 'batch-invariant', 'certificate'],
  },
  pinned: {
    name: 'pinned kernels',
    means:
      'The simple way to invariance: one tile for every M and no splits. Slow where a device needs splits to be busy.',
    see: ['kernel-set', 'invariant'],
  },
  parallelism: {
    name: 'parallelism',
    means:
      'How many workgroups the variant kernels try to keep busy. WebGPU does not tell how many cores there are, so it is part of the experiment.',
    see: ['workgroup', 'split-k'],
  },
  adapter: {
    name: 'adapter',
    means: "WebGPU's word for one GPU with its driver, or for the software that stands in for one.",
    see: ['certificate'],
  },
} as const satisfies Record<string, TermEntry>;
