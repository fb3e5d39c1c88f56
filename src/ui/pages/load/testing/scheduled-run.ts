import { createRandom } from '../../../../experiment/random.ts';
import type { LoadEvent } from '../../../../lab/load/load-events.ts';
import { loadMetrics, type Measured } from '../../../../results/load/load-metrics.ts';
import type { LoadSlice, LoadStep, Mechanisms } from '../../../../results/load/load-record.ts';
import { commit } from '../../../../steps/commit.ts';
import { createQueue, isDone, type QueueState, type SchedulerLimits } from '../../../../steps/queue.ts';
import { schedule } from '../../../../steps/scheduler.ts';
import { DEFAULT_SERVING, type Serving } from '../../../../steps/serving.ts';
import { isSampled, type StepPlan } from '../../../../steps/step-plan.ts';

export interface ScheduledCrowd {
  readonly requests: number;
  /** Arrivals a second. */
  readonly perSecond: number;
  readonly outputTokens: number;
  readonly limits: SchedulerLimits;
  readonly serving?: Serving;
}

/** Of a step, in milliseconds: made up, for tests alone. */
const costOf = (rows: number) => 4 + 0.2 * rows;

/**
 * Events of a crowd that goes through the real scheduler with made-up times and tokens: a run of any size for tests and measurements
 * of the page, without an engine. The first request is the probe; every third of the others is noise.
 */
export function scheduledRun(crowd: ScheduledCrowd, arm = 'crowd'): LoadEvent[] {
  return [...eventsOf(crowd, arm)];
}

function* eventsOf(
  { requests, perSecond, outputTokens, limits, serving = DEFAULT_SERVING }: ScheduledCrowd,
  arm: string,
): Generator<LoadEvent> {
  const source = createRandom(7);
  const random = () => source.below(1_000_000) / 1_000_000;
  let came = 0;
  const crowd = Array.from({ length: requests }, (_, at) => {
    came += (-Math.log(1 - random()) / perSecond) * 1000;
    return {
      id: at === 0 ? 'probe' : `crowd-${at}`,
      role: at === 0 ? ('probe' as const) : at % 3 === 0 ? ('noise' as const) : ('clean' as const),
      at: came,
      prompt: new Array<number>(4 + Math.floor(random() * 60)).fill(1),
      output: Math.max(2, Math.round(outputTokens * (0.5 + random()))),
    };
  });
  const index = new Map(crowd.map(({ id }, at) => [id, at]));
  const measured = crowd.map(({ id, at, prompt }) => ({
    id,
    at,
    prompt,
    times: [] as number[],
    ended: null as number | null,
  }));
  let queue: QueueState = createQueue(
    crowd.map(({ id, at, prompt, output }) => ({
      ...{ id, prompt, stopTokens: [], maxNewTokens: output, arrival: { ms: at } },
    })),
    limits,
  );
  const clock = { kind: 'virtual', table: { measuredOn: 'made-up times', entries: [], swapMs: 0 } } as const;
  yield {
    ...{ type: 'began', arm, at: 0, serving, clock, blocks: limits.blocks, hostBlocks: 0 },
    ...{ maxSequences: limits.maxSequences, expected: requests },
  };
  let [now, arrived, number] = [0, 0, 0];
  while (!isDone(queue)) {
    while (arrived < requests && crowd[arrived].at <= now) {
      const { id, role, at, prompt, output } = crowd[arrived];
      const sizes = { tier: 0, promptTokens: prompt.length, outputTokens: output };
      yield { type: 'arrived', arm, at, request: arrived, id, role, ...sizes, prompt: 'Once upon a time' };
      arrived++;
    }
    const plan = schedule(queue, limits, serving, { step: queue.step, ms: now });
    if (plan.slices.length === 0 && plan.preempted.length === 0) {
      now = crowd[arrived]?.at ?? now + 1;
      continue;
    }
    for (const id of plan.preempted)
      yield { type: 'gave-way', arm, at: now, request: index.get(id)!, step: number, how: 'recompute' };
    const before = queue;
    queue = commit(queue, plan, new Map(plan.slices.filter(isSampled).map(({ request }) => [request, 2])));
    const position = measured[0].times.length;
    const known = { queue, before, number, now, blocks: limits.blocks, index, arrived, position };
    const step = stepOf(plan, known);
    now += step.milliseconds;
    for (const { request } of plan.slices.filter(isSampled)) {
      const at = index.get(request)!;
      const place = measured[at].times.push(now) - 1;
      yield {
        type: 'token',
        arm,
        at: now,
        request: at,
        step: number,
        position: place,
        token: place,
        text: WORDS[place % WORDS.length],
      };
    }
    for (const { id } of queue.finished.slice(before.finished.length)) {
      const at = index.get(id)!;
      measured[at].ended = now;
      yield {
        type: 'ended',
        arm,
        at: now,
        request: at,
        outcome: { kind: 'done', reason: 'length' },
        fingerprint: null,
      };
    }
    yield { type: 'step', arm, at: now, step };
    number++;
  }
  const done = measured.map(
    ({ id, at, prompt, times, ended }): Measured => ({
      ...{ id, promptTokens: prompt.length, arrived: at, tokenTimes: times, ended },
      outcome: { kind: 'done', reason: 'length' },
    }),
  );
  yield {
    type: 'arm-ended',
    arm,
    at: now,
    metrics: loadMetrics(done),
    mechanisms: { ...NO_MECHANISMS, steps: number },
  };
}

interface Scheduled {
  readonly queue: QueueState;
  readonly before: QueueState;
  readonly number: number;
  readonly now: number;
  readonly blocks: number;
  readonly index: ReadonlyMap<string, number>;
  readonly arrived: number;
  /** Tokens that the probe had before. */
  readonly position: number;
}

function stepOf(
  plan: StepPlan,
  { queue, before, number, now, blocks, index, arrived, position }: Scheduled,
): LoadStep {
  const slices = plan.slices.map(
    ({ request, tokens }): LoadSlice => ({
      ...{ request, rows: tokens.length, kind: tokens.length > 1 ? 'prefill' : 'decode' },
    }),
  );
  const rows = slices.reduce((sum, slice) => sum + slice.rows, 0);
  const decodeRows = slices.filter(({ kind }) => kind === 'decode').length;
  const owners = new Array<number>(blocks).fill(-1);
  for (const { request, blocks: own } of plan.slices)
    for (const block of own) owners[block] = index.get(request)!;
  const held = owners.filter((owner) => owner >= 0).length;
  const begun = before.running.length + queue.finished.length;
  return {
    ...{
      step: number,
      at: now,
      milliseconds: costOf(rows),
      rows,
      prefillRows: rows - decodeRows,
      decodeRows,
    },
    ...{ slices, plan: 0, moves: [], preempted: plan.preempted, owners },
    positions: {
      filled: queue.running.reduce((sum, { computed }) => sum + computed, 0),
      reserved: queue.running.reduce((sum, { endLength }) => sum + endLength, 0),
    },
    waiting: Math.max(0, arrived - begun - slices.length + before.running.length),
    blocks: { held, cached: 0, free: blocks - held },
    ...(plan.slices.some((slice) => slice.request === 'probe' && isSampled(slice)) && {
      shadows: [
        {
          request: 'probe',
          position,
          differing: number % 5 === 0 ? 12 : 0,
          maxUlp: 3,
          kl: 1e-9,
          alone: position === 9 ? 77 : position,
        },
      ],
    }),
  };
}

const WORDS = [' there', ' was', ' a', ' little', ' girl', ' who', ' liked', ' to', ' play'];

const NO_MECHANISMS: Mechanisms = {
  ...{ steps: 0, preemptions: 0, swappedOut: 0, swappedIn: 0, copied: 0, evictedTokens: 0, cachedTokens: 0 },
  ...{ promptTokens: 0, cascadeSteps: 0, handedOver: 0 },
  ...{ waste: { paged: 0, reserved: 0 }, occupancy: { mean: 0, most: 0 } },
};
