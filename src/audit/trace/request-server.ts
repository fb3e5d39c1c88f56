import type { Experiment } from '../../experiment/schema.ts';
import type { Gpu } from '../../gpu/device.ts';
import type { ArmRun } from '../../lab/arm-run.ts';
import { type LabSetting, type OpenRunner, openRunner, startArm } from '../../lab/open-arm.ts';
import { type ResolvedArm, resolveExperiment } from '../../lab/resolve.ts';
import type { PositionTrace } from '../../results/position-trace.ts';
import type { RequestRecord } from '../../results/record.ts';
import type { Retention } from '../../results/retention.ts';
import { certify } from '../../studies/certificate/certify.ts';
import { claimsOf } from '../../studies/certificate/claims.ts';
import type { Overhead } from './overheads.ts';
import { ADDED_PARTS } from './span-kind.ts';
import type { SpanRecorder } from './span-recorder.ts';
import { ALONE, SERVED, TRACED } from './traced-experiment.ts';

export interface ServerSetting extends LabSetting {
  /** The device that the engine runs on. */
  readonly gpu: Gpu | null;
  readonly experiment: Experiment;
  /** Where lines of the step log go. */
  readonly log: (line: string) => void;
}

/** How long a request was waited for, milliseconds from when it came. */
export interface RequestTimes {
  /** To its first token. */
  readonly ttft: number;
  /** Mean of the further ones. */
  readonly tpot: number;
  /** To its whole text. */
  readonly e2el: number;
}

export interface Served extends RequestTimes {
  readonly record: RequestRecord;
  readonly trace: readonly PositionTrace[];
  readonly steps: number;
}

const PLAIN: Retention = { logits: 'top', steps: 'totals' };
const WITH_LOGITS: Retention = { logits: 'whole', steps: 'totals' };

/** Serves one request of an experiment again and again, by arms that stay open as a server's would. */
export class RequestServer {
  readonly #setting: ServerSetting;
  readonly #runners = new Map<string, OpenRunner>();

  constructor(setting: ServerSetting) {
    this.#setting = setting;
  }

  /**
   * From the text to the answer, as a run of the lab goes: its own queue, scheduler, engine and records. Throws the engine's errors, and the signal's
   * reason before the next step where aborted.
   */
  async serve(asked: ReadonlySet<Overhead>, spans?: SpanRecorder): Promise<Served> {
    const { model } = this.#setting;
    const retention = asked.has('logits') ? WITH_LOGITS : PLAIN;
    const open = await this.#open(SERVED, retention);
    const began = performance.now();
    spans?.begin('request');
    if (asked.has('certificate')) await this.#certify(spans);
    const arm = this.#resolve(SERVED);
    spans?.lap('tokenise');
    const run = startArm(this.#setting, arm, { retention, ...(spans && { laps: spans }) }, open);
    spans?.lap('queue');
    const { first, steps } = await this.#steps(run, asked, began, spans);
    const record = run.toRecord(model.tokenizer).requests.find(({ id }) => id === TRACED)!;
    const ended = performance.now();
    spans?.lap('detokenise');
    spans?.end();
    if (record.finish.reason === 'error')
      throw new RangeError(`the traced request failed: ${record.finish.message}`);
    const further = record.tokens.length - 1;
    const tpot = further > 0 ? (ended - began - first) / further : 0;
    return { record, trace: run.soFar(TRACED).trace, steps, ttft: first, tpot, e2el: ended - began };
  }

  /** The same request without company. */
  async alone(): Promise<Pick<Served, 'record' | 'trace'>> {
    const open = await this.#open(ALONE, PLAIN);
    const run = startArm(this.#setting, this.#resolve(ALONE), { retention: PLAIN }, open);
    while (!run.done) {
      this.#setting.signal?.throwIfAborted();
      await run.step();
    }
    const [record] = run.toRecord(this.#setting.model.tokenizer).requests;
    return { record, trace: run.soFar(TRACED).trace };
  }

  close(): void {
    for (const { runner } of this.#runners.values()) runner.destroy();
    this.#runners.clear();
  }

  async #steps(run: ArmRun, asked: ReadonlySet<Overhead>, began: number, spans?: SpanRecorder) {
    const { signal, log } = this.#setting;
    let first = Number.NaN;
    let steps = 0;
    // Others may go on for longer; nobody waits for them.
    while (!run.hasEnded(TRACED)) {
      signal?.throwIfAborted();
      const position = run.soFar(TRACED).tokens.length;
      spans?.begin(`step ${steps}`);
      const look = asked.has('captures') ? { request: TRACED, position } : undefined;
      const { record, tokens } = await run.step(look);
      if (asked.has('log')) {
        log(`${JSON.stringify({ ...record, tokens })}\n`);
        spans?.lap(ADDED_PARTS.log);
      }
      spans?.end({ 'batchmates.step.index': steps, 'batchmates.step.rows': record.rows });
      steps++;
      if (position === 0 && run.soFar(TRACED).tokens.length > 0) first = performance.now() - began;
    }
    return { first, steps };
  }

  #resolve(name: string): ResolvedArm {
    const { experiment, model } = this.#setting;
    return resolveExperiment(experiment, model).together.find(({ spec }) => spec.name === name)!;
  }

  async #open(name: string, retention: Retention): Promise<OpenRunner> {
    const key = `${name} ${retention.logits}`;
    const open =
      this.#runners.get(key) ?? (await openRunner(this.#setting, this.#resolve(name), { retention }));
    this.#runners.set(key, open);
    return open;
  }

  async #certify(spans?: SpanRecorder): Promise<void> {
    const { experiment, model, engine, gpu, signal } = this.#setting;
    const claims = claimsOf(experiment, model.checkpoint);
    if (claims.length > 0) await certify({ engine, gpu, model, claims, signal, form: 'short', key: '' });
    spans?.lap(ADDED_PARTS.certificate);
  }
}
