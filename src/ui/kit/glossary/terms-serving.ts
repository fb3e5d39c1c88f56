import type { TermEntry } from './term-entry.ts';

export const SERVING = {
  row: {
    name: 'row',
    means:
      'One token position that goes through the model in one step. A request being read has many rows in a step, one being answered has one.',
    see: ['step', 'm', 'request'],
  },
  m: {
    name: 'M',
    means:
      'The number of rows in a step, over all its requests: the height of the matrices that the kernels see.',
    see: ['row', 'step', 'variant'],
  },
  step: {
    name: 'step',
    means:
      'One forward pass of the model over M rows, of which some read prompts and others produce the next token.',
    see: ['row', 'prefill', 'decode'],
  },
  batch: {
    name: 'batch',
    means:
      'The requests that go through the model together, so that each of its weights is read once for all of them. It is what makes serving many people cheap.',
    see: ['request', 'batchmate', 'm'],
  },
  request: {
    name: 'request',
    means: 'A prompt that is being served. The probe is one we watch; the others are its batchmates.',
    see: ['probe', 'batchmate'],
  },
  probe: {
    name: 'probe',
    means: 'The request whose answer is compared between arms.',
    see: ['request', 'arm', 'batchmate'],
  },
  batchmate: {
    name: 'batchmate',
    means:
      'Another request that shares steps with the probe. It cannot see the probe, but it is counted in M.',
    see: ['probe', 'm', 'continuous-batching'],
  },
  arm: {
    name: 'arm',
    means: 'One way to run the same probes: which batchmates, which kernels, which dtypes, which scheduler.',
    see: ['experiment', 'probe', 'fork'],
  },
  experiment: {
    name: 'experiment',
    means: 'Prompts, arms, decoding and model: everything that decides a run, and all that a link carries.',
    see: ['arm', 'fingerprint'],
  },
  prefill: {
    name: 'prefill',
    means: 'Reading a prompt: all of its tokens are rows of one step, or of a few.',
    see: ['decode', 'step', 'chunked-prefill'],
  },
  decode: {
    name: 'decode',
    means: 'Producing an answer: one row a step, which gives one token.',
    see: ['prefill', 'step'],
  },
  'chunked-prefill': {
    name: 'chunked prefill',
    means:
      'Reading a long prompt over several steps, so that it does not hold up the requests that are being answered.',
    see: ['prefill', 'continuous-batching'],
  },
  'continuous-batching': {
    name: 'continuous batching',
    means:
      'Requests join and leave the batch between steps, rather than waiting for all of it to finish. So M changes all the time.',
    see: ['m', 'step', 'batchmate'],
    sources: ['orca-2022'],
  },
  'kv-cache': {
    name: 'KV cache',
    means:
      'The keys and values of the positions read so far, kept so that each step computes only new ones. A difference written there is read by every later step.',
    see: ['attention', 'paged-kv'],
  },
  'paged-kv': {
    name: 'paged KV cache',
    means:
      'A KV cache in blocks of 16 positions that need not lie side by side; a table says which blocks are a request’s.',
    see: ['kv-cache', 'preemption'],
    sources: ['kwon-2023'],
  },
  preemption: {
    name: 'preemption',
    means:
      'Taking the cache blocks of a running request for others; it waits and is read again later, with the tokens that it had given.',
    see: ['paged-kv', 'continuous-batching', 'eviction'],
  },
  eviction: {
    name: 'eviction',
    means:
      'Dropping keys and values for good where memory runs out, here those between a request’s first and last tokens. The answer goes on with less of what was before it, and may become another one.',
    see: ['kv-cache', 'preemption'],
    sources: ['xiao-2024'],
  },
  'precision-under-load': {
    name: 'precision under load',
    means:
      'Running layers in a smaller format while memory is short, so that the bytes that frees hold more keys. Answers given meanwhile are those of a coarser model.',
    see: ['q8', 'q4', 'paged-kv', 'preemption'],
  },
  effort: {
    name: 'effort under load',
    means:
      'How many new tokens a request may have, set as it begins by how many others wait. What is cut off is the end of its working, where the answer stands.',
    see: ['continuous-batching', 'replica'],
  },
  percentile: {
    name: 'percentile',
    means:
      'The value that so many per cent of all do not exceed: of latencies p99 is what the slowest one in a hundred takes or more. A mean tells nothing of it.',
    see: ['canary', 'drift'],
  },
  drift: {
    name: 'drift',
    means:
      'A change, between two windows of time, of what a model is given or of what it does: another mean, another spread, other words. Tests tell that it changed, not whether it matters.',
    see: ['percentile', 'canary'],
  },
  canary: {
    name: 'canary',
    means:
      'A small share of the requests that a new version gets first, so that few are hurt where it is worse. The smaller the share, the larger a fault must be to show.',
    see: ['replica', 'percentile'],
  },
  replica: {
    name: 'replica',
    means:
      'One of several copies of a service, each with a queue, memory and weights of its own; a router sends each request to one. They need not run the same model, and nobody need say so.',
    see: ['tier', 'effort'],
  },
  fairness: {
    name: 'Jain’s index',
    means:
      'How evenly several are served: the squared sum of what each gets over their number times the sum of squares. 1 is alike for all, 1/n is all for one.',
    see: ['tier', 'replica'],
  },
  'expert-capacity': {
    name: 'expert capacity',
    means:
      'How many rows of a step one expert takes. Whoever comes later in the batch is left out there and goes on without that expert, so a neighbour’s words reach your answer.',
    see: ['mixture-of-experts', 'continuous-batching'],
  },
  tier: {
    name: 'tier',
    means:
      'A class of requests that a scheduler serves before those of the next one. What it saves some, others wait.',
    see: ['continuous-batching', 'preemption'],
  },
  'speculative-decoding': {
    name: 'speculative decoding',
    means:
      'Tokens are guessed ahead and computed several in one step; those that the model would have chosen itself are kept, and the rest of the cache is rolled back.',
    see: ['draft', 'row', 'batch-invariant'],
  },
  'verified-speculation': {
    name: 'verified speculation',
    means:
      'Tokens are decoded by fast kernels with everyone; a window of them at a time is computed again alone, under invariant kernels, and cut where these choose another. Only what was verified is told.',
    see: ['speculative-decoding', 'batch-invariant'],
  },
  draft: {
    name: 'draft',
    means:
      'Tokens proposed to follow: by a smaller model with the same tokens, or by looking up what followed the same words before. How many of them stand is the accepted length.',
    see: ['speculative-decoding'],
  },
} as const satisfies Record<string, TermEntry>;
