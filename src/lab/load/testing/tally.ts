import type { LoadArm, LoadRequest, LoadStep } from '../../../results/load/load-record.ts';
import type { LoadEvent } from '../load-events.ts';
import type { LoadSink } from '../load-sink.ts';

/** How a request may end; of those that are refused, why. */
const ENDS = ['done', 'queue full', 'too late', 'never fits', 'failed', 'unfinished'] as const;
export type End = (typeof ENDS)[number];

function endOf({ outcome }: Pick<LoadRequest, 'outcome'>): End {
  if (outcome.kind !== 'refused') return outcome.kind;
  if (outcome.message.startsWith('the queue is full')) return 'queue full';
  return outcome.message.startsWith('no first token after') ? 'too late' : 'never fits';
}

const count = <Name extends string>(names: readonly Name[]) =>
  Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;

/**
 * Counts one arm's requests and steps as its lines tell of them, and once more as its events do, in a few numbers, however long the run; of each
 * request one byte, which says that it has ended. Throws Error where one ends twice, or that never came.
 */
export class Tally implements LoadSink {
  readonly ends = count(ENDS);
  readonly told = {
    arrived: 0,
    ended: 0,
    done: 0,
    refused: 0,
    failed: 0,
    unfinished: 0,
    tokens: 0,
    steps: 0,
    gaveWay: 0,
  };
  readonly lines = {
    steps: 0,
    tokens: 0,
    preempted: 0,
    swapped: 0,
    evicted: 0,
    cached: 0,
    promptTokens: 0,
    shortened: 0,
  };
  readonly steps = {
    preempted: 0,
    swappedOut: 0,
    evicted: 0,
    drafted: 0,
    accepted: 0,
    handedOver: 0,
    dropped: 0,
    found: 0,
  };
  readonly most = { waiting: 0, held: 0, lowered: 0 };
  tokensOfDone = 0;
  promptsOfDone = 0;
  dropped = 0;
  cascades = 0;
  windows = 0;
  routed = 0;
  readonly #ended: Uint8Array;
  readonly #eachHour: (hour: number) => void;
  #hour = 0;

  constructor(requests: number, eachHour: (hour: number) => void) {
    this.#ended = new Uint8Array(requests);
    this.#eachHour = eachHour;
  }

  /** Requests that have ended, by name: the probe, and the crowd in order. */
  get ended(): number {
    return this.#ended.reduce((sum, each) => sum + each, 0);
  }

  request(request: LoadRequest): void {
    const at = request.id === 'probe' ? 0 : Number(request.id.replace('crowd-', ''));
    if (this.#ended[at] !== 0) throw new Error(`${request.id} has ended twice, or never came`);
    this.#ended[at] = 1;
    const end = endOf(request);
    this.ends[end]++;
    const { lines } = this;
    lines.tokens += request.tokens.length;
    lines.preempted += request.preempted;
    lines.swapped += request.swapped;
    lines.evicted += request.evicted;
    lines.cached += request.cached;
    lines.promptTokens += request.promptTokens;
    if (request.budget && request.budget.newTokens < request.budget.asked) lines.shortened++;
    this.routed += request.route?.replica ?? 0;
    this.dropped += request.dropped ?? 0;
    if (end !== 'done') return;
    this.tokensOfDone += request.tokens.length;
    this.promptsOfDone += request.promptTokens;
  }

  step(step: LoadStep): void {
    const { steps, most } = this;
    this.lines.steps++;
    steps.preempted += step.preempted.length;
    steps.swappedOut += step.moves.filter(({ kind }) => kind === 'swap-out').length;
    steps.handedOver += step.handedOver ?? 0;
    for (const [, keys] of step.evicted ?? []) steps.evicted += keys;
    for (const [, tokens] of step.found ?? []) steps.found += tokens;
    for (const [, choices] of step.dropped ?? []) steps.dropped += choices;
    for (const { drafted = 0, accepted = 0 } of step.slices) {
      steps.drafted += drafted;
      steps.accepted += accepted;
    }
    if (step.cascade) this.cascades++;
    if (step.verified && step.verified.decoded > 0) this.windows++;
    most.waiting = Math.max(most.waiting, step.waiting);
    most.held = Math.max(most.held, step.blocks.held);
    most.lowered = Math.max(most.lowered, step.lowered ?? 0);
    for (; step.at >= (this.#hour + 1) * 3_600_000; ) this.#eachHour(++this.#hour);
  }

  over(): void {
    this.#eachHour(++this.#hour);
  }

  /** What the page is told. */
  tell(event: LoadEvent): void {
    const { told } = this;
    if (event.type === 'arrived') told.arrived++;
    if (event.type === 'token') told.tokens++;
    if (event.type === 'step') told.steps++;
    if (event.type === 'gave-way') told.gaveWay++;
    if (event.type !== 'ended') return;
    told.ended++;
    told[event.outcome.kind]++;
  }

  /** The sums that lines, events and record each have, side by side, with what they are to agree on. */
  sums({ metrics, mechanisms, speculation }: LoadArm): Record<string, readonly number[]> {
    const { ends, told, lines, steps } = this;
    const refused = ends['queue full'] + ends['too late'] + ends['never fits'];
    return {
      ended: [this.ended, told.ended, told.arrived, Object.values(ends).reduce((sum, each) => sum + each, 0)],
      done: [ends.done, told.done, metrics.completed],
      refused: [refused, told.refused, metrics.refused],
      failed: [ends.failed, told.failed, metrics.failed],
      tokens: [lines.tokens, told.tokens],
      'tokens of those done': [this.tokensOfDone, metrics.outputTokens],
      'prompts of those done': [this.promptsOfDone, metrics.inputTokens],
      prompts: [lines.promptTokens, mechanisms.promptTokens],
      steps: [lines.steps, told.steps, mechanisms.steps],
      'lost their blocks': [
        lines.preempted + lines.swapped,
        steps.preempted,
        told.gaveWay,
        mechanisms.preemptions,
      ],
      'blocks swapped out': [steps.swappedOut, mechanisms.swappedOut],
      'keys dropped': [lines.evicted, steps.evicted, mechanisms.evictedTokens],
      'found in the cache': [lines.cached, steps.found, mechanisms.cachedTokens],
      shortened: [lines.shortened, mechanisms.shortened ?? 0],
      routed: [this.routed, mechanisms.routed ?? 0],
      drafted: [steps.drafted, mechanisms.drafted ?? 0, speculation?.drafted ?? 0],
      accepted: [steps.accepted, mechanisms.accepted ?? 0, speculation?.accepted ?? 0],
      'handed over': [steps.handedOver, mechanisms.handedOver],
      'choices dropped': [this.dropped, steps.dropped, mechanisms.droppedChoices ?? 0],
      windows: [this.windows, mechanisms.verification?.windows ?? 0],
      cascades: [this.cascades, mechanisms.cascadeSteps],
    };
  }
}
