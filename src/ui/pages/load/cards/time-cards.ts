import { timeText } from '../../../../charts/load-window.ts';
import { percentWords } from '../../../../results/amounts.ts';
import { grouped } from '../../../../results/text.ts';
import type { MechanismCard } from './card.ts';

/** Mechanisms that act by load: on when a request is served. */
export const TIME_CARDS: readonly MechanismCard[] = [
  {
    id: 'continuous',
    name: 'Continuous batching',
    field: 'Who is next',
    what: 'The batch is decided anew at every step: who runs goes on, who waits joins while rows, places and blocks last, who is done leaves at once. Static batching, its baseline, waits until all of a batch are done.',
    when: 'Every serving engine in use; iteration-level scheduling comes from Orca.',
    changes: [
      { what: 'time', how: 'of everyone: short answers no longer wait for long ones' },
      {
        what: 'bits',
        how: 'under variant kernels, since M changes from step to step; under invariant ones nothing',
      },
    ],
    proof: ['src/steps/decisions.test.ts', 'src/steps/policies/policies.test.ts'],
    fromLife: [
      {
        says: '2 to 23 times the throughput of static batching; it depends on how far lengths are spread.',
        source: 'vendors’ benchmarks, as the documents behind this lab quote them',
      },
    ],
    ours: (_, { outputThroughput }) =>
      `${grouped(Math.round(outputThroughput))} tokens a second in this run: run it again with static batches to compare.`,
  },
  {
    id: 'chunked',
    name: 'Long prompts among decodes',
    field: 'Who is next',
    what: 'A prompt’s rows are computed in the same steps in which others decode. Prefill first gives it a step alone; chunked prefill cuts it into a budget of tokens a step; apart, two queues hand blocks over.',
    when: 'Chunked prefill is vLLM’s default today; prefill first was before; disaggregated serving uses devices of their own. Here one device computes both queues, so that it is called logical.',
    changes: [
      { what: 'time', how: 'between others’ tokens, against the newcomer’s first one' },
      { what: 'bits', how: 'under variant kernels by M; under invariant ones nothing' },
    ],
    proof: ['src/steps/policies/policies.test.ts', 'src/steps/disaggregated.test.ts'],
    fromLife: [
      {
        says: '10 times slower when prefill is mixed in, 16 % by mixed decode lengths.',
        source: 'quoted by the documents behind this lab from another paper than they name',
      },
    ],
    ours: (_, { itl }) =>
      itl ? `Between tokens here: ${timeText(itl.p50)} at the median, ${timeText(itl.p99)} at p99.` : null,
  },
  {
    id: 'paging',
    name: 'Paged memory',
    field: 'KV blocks',
    what: 'Keys and values lie in blocks of 16 tokens that a request takes as it grows, instead of a reservation by its largest length.',
    when: 'Since vLLM’s PagedAttention nearly everywhere.',
    changes: [
      { what: 'nothing', how: 'of bits: blocks in any order give the same' },
      { what: 'time', how: 'more requests fit at once' },
    ],
    proof: ['src/steps/block-pool.test.ts', 'src/engines/cache-invariance.test.ts'],
    fromLife: [
      {
        says: '60 to 80 % of reserved memory wasted before, under 4 % with paging; below about 180 tokens a request wastes more than that.',
        source: 'Kwon 2023',
        url: 'https://arxiv.org/abs/2309.06180',
      },
    ],
    ours: ({ waste }) =>
      `Without a token here: ${percentWords(waste.paged)} of held blocks; a reservation by largest length would have ${percentWords(waste.reserved)}.`,
  },
  {
    id: 'pressure',
    name: 'Memory that runs out',
    field: 'Where memory runs out',
    what: 'Where the pool is smaller than the demand, somebody gives way: its blocks are freed and computed again, or lie in host memory meanwhile, or keys between the first and the last tokens are dropped for good.',
    when: 'Recompute is vLLM’s way, swapping was; dropping keys is opt-in everywhere, since it changes what the model sees.',
    changes: [
      { what: 'time', how: 'of who gives way' },
      { what: 'bits', how: 'by recompute under variant kernels; swapped blocks come back as they went' },
      { what: 'tokens', how: 'by eviction, always' },
    ],
    proof: [
      'src/steps/pressure.test.ts',
      'src/engines/cache-invariance.test.ts',
      'src/engines/scheduled-cache.test.ts',
    ],
    fromLife: [],
    ours: ({ preemptions, swappedOut, evictedTokens }) =>
      preemptions + swappedOut + evictedTokens === 0
        ? null
        : `Here: ${grouped(preemptions)} times preempted, ${grouped(swappedOut)} blocks swapped out, ${grouped(evictedTokens)} tokens evicted.`,
  },
  {
    id: 'precision',
    name: 'Precision under load',
    field: 'Layers, while memory is short',
    what: 'While much of the pool is held, layers run in q8 or q4, least important first, and the bytes that frees hold keys; they go back once there is room. The order is measured: how far each layer alone moves the next token’s distribution. A virtual clock whose table is measured here charges lowered steps what they take; one from the experiment says so, or charges them as any other. Both formats stay in memory: blocks are counted as for a server that holds one.',
    when: 'Proposed for servers in surges (MorphServe); engines in service choose a precision once.',
    changes: [
      { what: 'time', how: 'less waiting for memory, more rows a step, so that tokens come further apart' },
      { what: 'tokens', how: 'of whoever is served meanwhile, under every kernel set' },
    ],
    proof: ['src/steps/precision.test.ts', 'src/engines/lowered-weights.test.ts'],
    fromLife: [
      {
        says: '92.45 % fewer latency violations by swapping layers.',
        source: 'the abstract of MorphServe, as the documents behind this lab quote it',
      },
    ],
    ours: ({ precision }) =>
      precision
        ? `Here: ${precision.mean.toFixed(1)} layers lowered on average, ${precision.most} at most, in ${grouped(precision.swaps)} swaps.`
        : null,
  },
  {
    id: 'admission',
    name: 'Limits and tiers',
    field: 'At most … wait',
    what: 'A full queue refuses whoever comes next, at once and with the reason; a deadline gives up who waited too long; tiers serve the paying first.',
    when: 'At every gateway in front of an engine, and as priorities in most.',
    changes: [{ what: 'time', how: 'of the others, for those refused' }],
    proof: ['src/steps/queue.test.ts', 'src/steps/policies/policies.test.ts'],
    fromLife: [
      {
        says: 'Azure’s code traffic of 2023: 8,819 requests in 3,436 s, 632 in the busiest minute; conversations: 19,366 in 3,502 s, 507.',
        source: 'Azure LLM inference traces 2023',
      },
    ],
    ours: (_, { refused }) => (refused > 0 ? `${grouped(refused)} refused in this run.` : null),
  },
];
