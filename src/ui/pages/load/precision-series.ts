import { isGood, latenciesOf, type Measured } from '../../../results/load/load-metrics.ts';
import type { ServiceLimits } from '../../../results/load/load-record.ts';
import type { ArmView } from './arm-view.ts';
import type { ViewedRequest } from './viewed-request.ts';

/** A moment of a run that lowers layers: what it gives up, and what it gains by that. */
export interface PrecisionPoint {
  /** Milliseconds of the clock. */
  readonly at: number;
  /** Layers in a smaller format. */
  readonly lowered: number;
  /** KV blocks that are there. */
  readonly blocks: number;
  /** Requests that wait. */
  readonly waiting: number;
  /** Largest KL of a probe's row beside itself alone, in nats; null where none was looked at. */
  readonly kl: number | null;
  /** Share of the requests done so far that missed a stated limit; null where none is stated or none is done. */
  readonly missed: number | null;
}

/** Moments that are drawn. */
const MOST = 240;

/** Of at most 240 spans of steps, all of the run: the last of each, with the largest KL in it. Empty where no layer was lowered. */
export function precisionSeries({ scene, requests }: ArmView, limits: ServiceLimits): PrecisionPoint[] {
  const { steps } = scene;
  if (!steps.some(({ lowered = 0 }) => lowered > 0)) return [];
  const ended = requests
    .flatMap((request) => {
      const { outcome, ended: at } = request;
      return outcome?.kind === 'done' && at !== null
        ? [{ at, missed: !isGood(latenciesOf(timesOf(request)), limits) }]
        : [];
    })
    .toSorted((a, b) => a.at - b.at);
  const stated = Object.keys(limits).length > 0;
  const span = Math.ceil(steps.length / MOST);
  const points: PrecisionPoint[] = [];
  let [done, missed] = [0, 0];
  for (let first = 0; first < steps.length; first += span) {
    const last = steps[Math.min(first + span, steps.length) - 1];
    const at = last.at + last.milliseconds;
    for (; done < ended.length && ended[done].at <= at; done++) missed += Number(ended[done].missed);
    const looked = steps
      .slice(first, first + span)
      .flatMap(({ shadows = [] }) => shadows.map(({ kl }) => kl));
    points.push({
      ...{ at, lowered: last.lowered ?? 0, waiting: last.waiting },
      blocks: last.blocks.held + last.blocks.cached + last.blocks.free,
      kl: looked.length > 0 ? Math.max(...looked) : null,
      missed: stated && done > 0 ? missed / done : null,
    });
  }
  return points;
}

function timesOf({ id, promptTokens, arrived, tokens, ended, outcome }: ViewedRequest): Measured {
  return { id, promptTokens, arrived, tokenTimes: tokens.map(({ at }) => at), ended, outcome: outcome! };
}
