import { type LoadMonitor, takeRequest, takeStep } from '../../../../audit/monitor/load-monitor.ts';
import { promptHash } from '../../../../results/load/prompt-hash.ts';
import type { RequestRecord, StepRecord } from '../../../../results/record.ts';
import type { RunView } from '../../../state/lab-state.ts';

/** What is known of a request while its run goes on. */
interface Under {
  readonly arrived: number;
  readonly tokenTimes: number[];
}

/** An arm's clock: its steps, one after the other. */
interface Place {
  steps: number;
  ms: number;
  readonly under: Map<string, Under>;
  readonly plans: Map<string, number>;
}

/** Counts the lab's own run: its steps as they come, and its answers once its record is there. */
export class LabFollower {
  readonly #places = new Map<string, Place>();
  #recorded: RunView['record'] = null;

  /** Whether a view still shows what has been counted: a run that begins anew has fewer steps, or another record. */
  isOf({ steps, record }: Pick<RunView, 'steps' | 'record'>): boolean {
    if (this.#recorded && record !== this.#recorded) return false;
    return [...this.#places].every(([arm, place]) => (steps[arm]?.length ?? 0) >= place.steps);
  }

  follow({ steps, record }: Pick<RunView, 'steps' | 'record'>, monitor: LoadMonitor): void {
    for (const [arm, taken] of Object.entries(steps)) this.#followArm(arm, taken, monitor);
    if (!record || this.#recorded) return;
    this.#recorded = record;
    for (const { name, requests } of record.arms)
      for (const request of requests) this.#end(name, request, monitor);
  }

  #followArm(arm: string, steps: readonly StepRecord[], monitor: LoadMonitor): void {
    const place = this.#places.get(arm) ?? { steps: 0, ms: 0, under: new Map(), plans: new Map() };
    this.#places.set(arm, place);
    for (; place.steps < steps.length; place.steps++) {
      const { milliseconds, rows, plans, preempted, waiting, slices } = steps[place.steps];
      const at = place.ms;
      const text = JSON.stringify(plans);
      const plan = place.plans.get(text) ?? place.plans.size;
      place.plans.set(text, plan);
      takeStep(monitor.arm(arm), {
        ...{ at, milliseconds, rows, plan, preempted, waiting: waiting.length, blocks: null },
      });
      place.ms += milliseconds;
      for (const id of waiting) this.#request(place, id, at);
      for (const { request, token, accepted = 0 } of slices) {
        const { tokenTimes } = this.#request(place, request, at);
        if (token !== null) for (let i = 0; i <= accepted; i++) tokenTimes.push(place.ms);
      }
    }
  }

  #request({ under }: Place, id: string, at: number): Under {
    const known = under.get(id) ?? { arrived: at, tokenTimes: [] };
    under.set(id, known);
    return known;
  }

  /** Of arms whose steps are not kept there are no times to count. */
  #end(arm: string, request: RequestRecord, monitor: LoadMonitor): void {
    const known = this.#places.get(arm)?.under.get(request.id);
    if (!known) return;
    const { id, role, promptTokens, fingerprint, finish, tokens } = request;
    const tokenTimes = known.tokenTimes.slice(0, tokens.length);
    const failed = finish.reason === 'error' || tokenTimes.length === 0;
    takeRequest(monitor.arm(arm), {
      ...{ id, role, promptTokens: promptTokens.length, arrived: known.arrived, tokenTimes, fingerprint },
      ended: tokenTimes.at(-1) ?? known.arrived,
      outcome: failed ? { kind: 'failed', message: '' } : { kind: 'done', reason: 'length' },
      ...{ forked: null, promptHash: promptHash(promptTokens) },
    });
  }
}
