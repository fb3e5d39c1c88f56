import { type LoadMonitor, takeRequest, takeStep } from '../../../../audit/monitor/load-monitor.ts';
import type { MonitoredRequest } from '../../../../audit/monitor/monitored.ts';
import type { ArmView } from '../../load/arm-view.ts';
import { forkOf } from '../../load/probe-gaps.ts';
import type { ViewedRequest } from '../../load/viewed-request.ts';

/** How far a view has been counted. */
interface Place {
  steps: number;
  arrived: number;
  /** Requests that have arrived and not ended. */
  under: number[];
  /** Who was left so many tokens as it began: its answer is no canary's. */
  readonly budgeted: Set<string>;
}

/**
 * Counts what the page Load shows: views grow in place, and what has been counted is not gone through again. Nothing is told to it, so a
 * run that nobody monitors is not slower for it.
 */
export class LoadFollower {
  readonly #places = new Map<string, Place>();

  /** Takes in what came since it was last asked. */
  follow(views: readonly ArmView[], monitor: LoadMonitor): void {
    for (const view of views) this.#followArm(view, monitor);
  }

  #followArm({ arm, scene: { steps }, requests }: ArmView, monitor: LoadMonitor): void {
    const place = this.#places.get(arm) ?? { steps: 0, arrived: 0, under: [], budgeted: new Set() };
    this.#places.set(arm, place);
    const into = monitor.arm(arm);
    for (; place.steps < steps.length; place.steps++) {
      const step = steps[place.steps];
      for (const [request] of step.budgets ?? []) place.budgeted.add(request);
      takeStep(into, step);
    }
    for (; place.arrived < requests.length; place.arrived++) {
      const { prompt, promptTokens, arrived } = requests[place.arrived];
      // A record does not say what was asked.
      if (prompt !== '' || promptTokens === 0) monitor.prompt(arm, prompt, arrived, promptTokens);
      place.under.push(place.arrived);
    }
    place.under = place.under.filter((at) => {
      const request = requests[at];
      if (!request.outcome) return true;
      takeRequest(into, monitoredView(request, place.budgeted.has(request.id)));
      return false;
    });
  }
}

function monitoredView(request: ViewedRequest, budgeted: boolean): MonitoredRequest {
  const { id, role, promptTokens, arrived, tokens, ended, outcome, fingerprint, promptHash, shadows } =
    request;
  return {
    ...{ id, role, promptTokens, arrived, ended, fingerprint, tokenTimes: tokens.map(({ at }) => at) },
    outcome: outcome ?? { kind: 'unfinished' },
    forked: shadows.size > 0 ? forkOf(request) !== null : null,
    ...(promptHash !== null && !budgeted && { promptHash }),
  };
}
