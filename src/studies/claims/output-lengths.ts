import { type Experiment, parseExperiment } from '../../experiment/schema.ts';

/** Tokens of a request at its end, half of them prompt, by which paging's waste is told. */
export const WASTE_LENGTHS = [24, 64, 180, 480] as const;

/** Positions of pico: what a reservation by maximum length takes for each request. */
const CONTEXT = 512;
const BLOCK = 16;

const ALIKE = 24;
/** Of the same mean as `ALIKE`, one of sixteen long. */
const UNEVEN = (i: number) => (i % 16 === 5 ? 264 : 8);
const CROWD = 64;
/** Requests of each length whose waste is told, that come one after the other. */
const SPREAD = 8;
/** A step of 10 ms and a quarter for each further row: a device whose steps are bound by reading the weights. */
const TABLE = {
  measuredOn: '10 ms a step and 0.25 ms a row, as written',
  entries: [
    { rows: 1, keys: 1, ms: 10.25 },
    { rows: 257, keys: 1, ms: 74.25 },
  ],
  swapMs: 0,
};

/**
 * What follows from how long answers are: the same crowd in static batches of 16 and batched continuously, with answers alike and with one of
 * sixteen long; and requests of one length each, for what blocks of 16 leave empty. On the virtual clock, whose steps take what is written.
 */
export function outputLengths(): Experiment {
  const crowd = (name: string, length: (i: number) => number) =>
    Array.from({ length: CROWD }, (_, i) => request(`${name}-${i}`, [16, length(i)], 0, i));
  const alike = crowd('alike', () => ALIKE);
  const uneven = crowd('uneven', UNEVEN);
  const spread = WASTE_LENGTHS.map((length) =>
    Array.from({ length: SPREAD }, (_, i) =>
      request(`of-${length}-${i}`, [length >> 1, length >> 1], i * 40, i),
    ),
  );
  const arm = (name: string, requests: readonly { readonly id: string }[], policy: unknown) => ({
    ...{ name, kernels: 'invariant', requests: requests.map(({ id }) => id) },
    ...{ limits: { maxSequences: 16, maxTokensPerStep: 512, blocks: 512 }, serving: { policy } },
  });
  const batches = { kind: 'static', batch: 16 };
  return parseExperiment({
    ...{ version: 3, title: 'How long answers are', model: { name: 'pico' } },
    description:
      'One crowd in static batches and batched continuously; and what blocks of 16 leave empty, by length.',
    requests: [alike, uneven, ...spread].flat(),
    arms: [
      arm('static, alike', alike, batches),
      arm('continuous, alike', alike, 'fcfs'),
      arm('static, uneven', uneven, batches),
      arm('continuous, uneven', uneven, 'fcfs'),
      ...WASTE_LENGTHS.map((length, i) => arm(`${length} tokens`, spread[i], 'fcfs')),
    ],
    clock: { kind: 'virtual', table: TABLE },
  });
}

/** Of a reservation of the whole context, the share without a token, told of one that takes what the arm's longest request does in blocks. */
export function emptyOfContext(length: number, reserved: number): number {
  return 1 - ((1 - reserved) * Math.ceil(length / BLOCK) * BLOCK) / CONTEXT;
}

function request(id: string, [prompt, output]: readonly [number, number], ms: number, i: number) {
  return {
    // An arm has a probe; nothing is read of it.
    ...{ id, role: i === 0 ? 'probe' : 'clean' },
    promptIds: Array.from({ length: prompt }, (_, at) => 5 + ((at * 7) % 200)),
    ...{ maxNewTokens: output, ignoreEos: true, arrival: { ms } },
  };
}
