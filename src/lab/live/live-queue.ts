import type { LoadOutcome } from '../../results/load/load-record.ts';
import { bothSinks } from '../load/both-sinks.ts';
import type { EngineSeat } from '../load/engine-device.ts';
import { LiveRequest } from '../load/live-request.ts';
import type { LoadEvent } from '../load/load-events.ts';
import type { LoadOptions } from '../load/load-options.ts';
import type { LoadRun } from '../load/load-run.ts';
import type { Occupancy } from '../load/occupancy.ts';
import { openLoadArm, type ServedArm } from '../load/open-load-arm.ts';
import { passGate } from '../load/run-load.ts';
import { Answer } from './answer.ts';
import { AnswerSink } from './answer-sink.ts';
import type { LiveSetting } from './live-setting.ts';
import { LiveSource, type Submitted } from './live-source.ts';
import type { LiveAsk } from './live-types.ts';
import type { Turns } from './turns.ts';

/** What the queues of a service have in common. */
export interface QueueParts {
  readonly setting: LiveSetting;
  readonly seat: EngineSeat;
  /** Whoever's step it is: what engines write while they compute, their arms share. */
  readonly turns: Turns;
  readonly tell: (event: LoadEvent) => void;
  /** Those that are open: their clocks stand still together. */
  readonly runs: Set<LoadRun>;
}

const NOBODY: Occupancy = { running: 0, waiting: 0, freeBlocks: 0, blocks: 0 };

/** Requests that share steps: those of one kernel set. */
export class LiveQueue {
  readonly spec: LiveSetting['spec'];
  readonly #parts: QueueParts;
  readonly #source: LiveSource;
  readonly #answers = new Map<string, Answer>();
  #run: LoadRun | null = null;
  #failure: unknown = null;
  /** When it is open; rejects where it could not be opened. */
  readonly opened: Promise<void>;
  /** When everyone has ended; never rejects. */
  readonly ended: Promise<void>;

  /** Opens it at the next turn. `start`: milliseconds of its clock then. */
  constructor(spec: LiveSetting['spec'], parts: QueueParts, start: () => number) {
    this.spec = spec;
    this.#parts = parts;
    this.#source = new LiveSource(parts.turns, parts.setting.shadows?.most ?? 0);
    this.opened = parts.turns.during(() => this.#open(start));
    this.ended = this.opened.then(
      () => this.#serve(),
      (error) => this.#fail(error),
    );
  }

  /** Why it takes nobody any more; null where it does. */
  get failure(): unknown {
    return this.#failure;
  }

  /** Milliseconds of its clock; 0 before it is open. */
  get now(): number {
    return this.#run?.now ?? 0;
  }

  get occupancy(): Occupancy {
    const known = this.#run?.occupancy ?? NOBODY;
    return { ...known, waiting: known.waiting + this.#source.waiting };
  }

  has(id: string): boolean {
    return this.#answers.has(id);
  }

  submit(ask: LiveAsk, request: Submitted): Answer {
    const answer = new Answer(ask, (end) => this.#source.cancel({ id: ask.id, end }));
    this.#answers.set(ask.id, answer);
    this.#source.submit(request);
    return answer;
  }

  cancelAll(message: string): void {
    for (const answer of this.#answers.values()) answer.cancel(message);
  }

  shut(): void {
    this.#source.shut();
  }

  wake(): void {
    this.#source.wake();
  }

  async #open(start: () => number): Promise<void> {
    const { setting, seat, tell } = this.#parts;
    const { shadows = null, ...given } = setting;
    const { spec } = this;
    const sink = new AnswerSink(this.#answers);
    const options: LoadOptions = {
      ...given,
      shadows,
      ...{ clock: 'real', start: start(), endless: true, keeping: { requests: false, steps: false } },
      sinkOf: (arm) => bothSinks(sink, setting.sinkOf?.(arm) ?? {}),
      onEvent: tell,
    };
    const { probes } = this.#source;
    const watched = { length: shadows?.most ?? 0, includes: (id: string) => probes.has(id) };
    const resolved: ServedArm = { spec, probes: watched, source: () => this.#source };
    this.#run = (await openLoadArm(resolved, seat, options, new Map())).run;
  }

  async #serve(): Promise<void> {
    const run = this.#run!;
    const { setting, turns, runs } = this.#parts;
    const { control, signal } = setting;
    const unwatch = control?.gate.onPause(() => this.wake());
    try {
      runs.add(run);
      run.begin();
      let goesOn = true;
      const advance = async () => {
        await passGate(runs, { ...(control && { control }), signal });
        return await run.advance();
      };
      while (goesOn) goesOn = await turns.during(advance);
      await run.end();
    } catch (error) {
      await this.#fail(error);
    } finally {
      unwatch?.();
      runs.delete(run);
      run.close();
    }
  }

  /** Whoever is left hears why. */
  async #fail(error: unknown): Promise<void> {
    this.#failure = error;
    const message = error instanceof Error ? error.message : String(error);
    const outcome: LoadOutcome = { kind: 'failed', message };
    await this.#run?.end(outcome).catch(() => undefined);
    const { tokenizer } = this.#parts.setting.model;
    const now = this.now;
    for (const request of this.#source.left(now))
      this.#answers.get(request.id)?.end(new LiveRequest(request, -1).toRecord(tokenizer, now, outcome));
    this.#answers.clear();
  }
}
