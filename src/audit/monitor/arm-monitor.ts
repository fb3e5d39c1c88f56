import { latenciesOf } from '../../results/load/load-metrics.ts';
import type { Shadow } from '../../results/load/load-record.ts';
import type { Canaries, CanaryResult } from './canaries.ts';
import type { InputHealth } from './input-health.ts';
import type { Instruments } from './instruments.ts';
import { type MonitoredRequest, type MonitoredStep, occupancyOf, refusalOf } from './monitored.ts';

/** Series of an arm by the metric's name: looked up once, since a step touches most of them. */
function seriesOf(of: Instruments, arm: string) {
  const labels = { arm };
  return {
    ttft: of.ttft.with(labels),
    tpot: of.tpot.with(labels),
    itl: of.itl.with(labels),
    e2e: of.e2e.with(labels),
    promptTokens: of.promptTokens.with(labels),
    outputTokens: of.outputTokens.with(labels),
    stepSeconds: of.stepSeconds.with(labels),
    rows: of.rows.with(labels),
    plans: of.plans.with(labels),
    planChanges: of.planChanges.with(labels),
    waiting: of.waiting.with(labels),
    recompute: of.preemptions.with({ ...labels, how: 'recompute' }),
    swap: of.preemptions.with({ ...labels, how: 'swap' }),
    evicted: of.evicted.with(labels),
    found: of.found.with(labels),
  };
}

/** Series of what not every run has: made once there is something of it. */
function poolSeries(of: Instruments, arm: string) {
  const state = (name: 'held' | 'cached' | 'free') => of.blocks.with({ arm, state: name });
  return {
    ...{ occupancy: of.occupancy.with({ arm }), peak: of.occupancyPeak.with({ arm }) },
    ...{ held: state('held'), cached: state('cached'), free: state('free') },
  };
}

/** Where fingerprints are held against earlier ones. */
export interface CanaryWatch {
  readonly canaries: Canaries;
  /** As `Canary.scope`. */
  readonly scope: string;
}

/** Counts what an arm does. Times come in milliseconds and are counted in seconds. */
export class ArmMonitor {
  readonly #of: Instruments;
  readonly #arm: string;
  readonly #watch: CanaryWatch;
  readonly #series: ReturnType<typeof seriesOf>;
  #pool: ReturnType<typeof poolSeries> | null = null;
  readonly #plans = new Set<number>();
  #plan: number | null = null;

  constructor(of: Instruments, arm: string, watch: CanaryWatch) {
    this.#of = of;
    this.#arm = arm;
    this.#watch = watch;
    this.#series = seriesOf(of, arm);
  }

  /** A prompt, as it arrives. */
  prompt({ faults, characters, script }: InputHealth): void {
    const { prompts, inputFaults, promptCharacters } = this.#of;
    const arm = this.#arm;
    prompts.with({ arm, script }).add();
    promptCharacters.with({ arm }).add(characters);
    for (const fault of faults) inputFaults.with({ arm, fault }).add();
  }

  step(step: MonitoredStep): void {
    const series = this.#series;
    series.stepSeconds.add(step.milliseconds / 1000);
    series.rows.add(step.rows);
    series.waiting.value = step.waiting;
    this.#takePlan(step.plan);
    this.#takePool(step);
    const swapped = step.swapped?.length ?? 0;
    if (swapped > 0) series.swap.add(swapped);
    if (step.preempted.length > swapped) series.recompute.add(step.preempted.length - swapped);
    if (step.evicted) series.evicted.add(step.evicted.reduce((sum, [, tokens]) => sum + tokens, 0));
    if (step.found) series.found.add(step.found.reduce((sum, [, tokens]) => sum + tokens, 0));
    for (const shadow of step.shadows ?? []) this.#takeShadow(shadow);
  }

  /** One that has ended. @returns what its fingerprint was as a canary's; null where it is none. */
  request(request: MonitoredRequest): CanaryResult | null {
    const { outcome, tokenTimes, promptTokens, forked } = request;
    const arm = this.#arm;
    this.#of.requests.with({ arm, outcome: outcome.kind }).add();
    this.#series.promptTokens.add(promptTokens);
    if (outcome.kind === 'refused') this.#of.refusals.with({ arm, reason: refusalOf(outcome.message) }).add();
    if (outcome.kind !== 'done') return null;
    const { ttft, tpot, e2el } = latenciesOf(request);
    this.#series.ttft.add(ttft / 1000);
    if (tpot !== null) this.#series.tpot.add(tpot / 1000);
    this.#series.e2e.add(e2el / 1000);
    // Where several tokens are there at once, the clock stands between them.
    for (let i = 1; i < tokenTimes.length; i++)
      this.#series.itl.add(Math.max(0, tokenTimes[i] - tokenTimes[i - 1]) / 1000);
    this.#series.outputTokens.add(tokenTimes.length);
    if (forked) this.#of.forks.with({ arm }).add();
    return this.#takeCanary(request);
  }

  #takePlan(plan: number): void {
    if (this.#plan !== null && this.#plan !== plan) this.#series.planChanges.add();
    this.#plan = plan;
    this.#plans.add(plan);
    this.#series.plans.value = this.#plans.size;
  }

  #takePool(step: MonitoredStep): void {
    const share = occupancyOf(step);
    if (!step.blocks || share === null) return;
    this.#pool ??= poolSeries(this.#of, this.#arm);
    const { occupancy, peak, held, cached, free } = this.#pool;
    occupancy.value = share;
    if (share > peak.value) peak.value = share;
    held.value = step.blocks.held;
    cached.value = step.blocks.cached;
    free.value = step.blocks.free;
  }

  #takeShadow({ differing, crossings = 0, maxUlp, kl }: Shadow): void {
    const { shadows, shadowUlp, shadowKl } = this.#of;
    const arm = this.#arm;
    shadows.with({ arm, bits: differing + crossings > 0 ? 'differing' : 'equal' }).add();
    shadowUlp.with({ arm }).add(maxUlp);
    // Of equal distributions rounding leaves a little, of either sign.
    if (Number.isFinite(kl)) shadowKl.with({ arm }).add(Math.max(0, kl));
  }

  /** One that was left fewer tokens than it asked for gives another answer, and is no sign of other bits. */
  #takeCanary({ id, role, promptHash, fingerprint, budget, ended }: MonitoredRequest): CanaryResult | null {
    const shortened = budget && budget.newTokens < budget.asked;
    if (role !== 'probe' || promptHash === undefined || fingerprint === null || shortened) return null;
    const arm = this.#arm;
    const { canaries, scope } = this.#watch;
    const result = canaries.add({ request: id, scope, arm, prompt: promptHash, fingerprint, at: ended ?? 0 });
    if (!result) return null;
    this.#of.canaries.with({ arm, fingerprint: result }).add();
    const unchanged = this.#of.canaryUnchanged.with({ arm });
    if (result === 'first' && this.#of.canaries.with({ arm, fingerprint: 'changed' }).value === 0)
      unchanged.value = 1;
    if (result === 'changed') unchanged.value = 0;
    return result;
  }
}
