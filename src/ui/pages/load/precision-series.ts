import { isGood, latenciesOf, type Measured } from '../../../results/load/load-metrics.ts';
import type { LoadStep, ServiceLimits } from '../../../results/load/load-record.ts';
import type { ArmView } from './arm-view.ts';
import type { ViewedRequest } from './viewed-request.ts';

/** A moment of a run that lowers layers: what it gives up, and what it gains by that. */
export interface PrecisionPoint {
  /** Milliseconds of the clock. */
  readonly at: number;
  /** Bytes of the layers' matrices; null where the run does not say. */
  readonly bytes: number | null;
  /** KV blocks that are there. */
  readonly blocks: number;
  /** Share of the requests done so far that missed a stated limit; null where none is stated or none is done. */
  readonly missed: number | null;
  /** Largest KL of a probe's row beside itself alone, in nats; null where none was looked at. */
  readonly kl: number | null;
}

/** Moments that are drawn. */
const MOST = 240;

/** Whether any layer of an arm was lowered so far. */
export function lowersLayers({ scene }: ArmView): boolean {
  return scene.steps.some(({ lowered = 0 }) => lowered > 0);
}

/** Of at most 240 spans of steps, all of the run: the last of each, with the largest KL in it. */
export function precisionSeries({ scene, requests }: ArmView, limits: ServiceLimits): PrecisionPoint[] {
  const { steps } = scene;
  const ended = endedIn(requests, limits);
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
      ...{ at, bytes: last.weightBytes ?? null, blocks: blocksIn(last) },
      kl: looked.length > 0 ? Math.max(...looked) : null,
      missed: stated && done > 0 ? missed / done : null,
    });
  }
  return points;
}

/** When requests were done, and whether they missed a limit, in the order in which they were. */
function endedIn(requests: readonly ViewedRequest[], limits: ServiceLimits) {
  return requests
    .flatMap((request) => {
      const { outcome, ended: at } = request;
      return outcome?.kind === 'done' && at !== null
        ? [{ at, missed: !isGood(latenciesOf(timesOf(request)), limits) }]
        : [];
    })
    .toSorted((a, b) => a.at - b.at);
}

/** What an arm gave up and got over a run, and what of it its first probe had. */
export interface PrecisionSummary {
  readonly arm: string;
  readonly most: { readonly lowered: number; readonly blocks: number };
  /** Milliseconds from the probe's arrival to its first token; null where it has none. */
  readonly firstToken: number | null;
  /** Of the probe's tokens, looked at beside itself alone: the largest KL in nats and how many layers were lowered in that step, and the same of its last token. */
  readonly worst: LookedToken | null;
  readonly last: LookedToken | null;
}

export interface LookedToken {
  readonly position: number;
  readonly kl: number;
  readonly lowered: number;
}

export function precisionSummary(view: ArmView): PrecisionSummary {
  const { arm, scene, requests, probes } = view;
  const probe = requests.at(probes[0] ?? -1);
  const looked = probe ? lookedTokens(scene.steps, probe.id) : [];
  const most = (of: (step: LoadStep) => number) =>
    scene.steps.reduce((largest, step) => Math.max(largest, of(step)), 0);
  const [first] = probe?.tokens ?? [];
  return {
    arm,
    most: { lowered: most(({ lowered = 0 }) => lowered), blocks: most(blocksIn) },
    firstToken: probe && first ? first.at - probe.arrived : null,
    worst: looked.reduce<LookedToken | null>(
      (worst, token) => (worst === null || token.kl > worst.kl ? token : worst),
      null,
    ),
    last: looked.at(-1) ?? null,
  };
}

function lookedTokens(steps: readonly LoadStep[], id: string): LookedToken[] {
  return steps.flatMap(({ shadows = [], lowered = 0 }) =>
    shadows.flatMap(({ request, position, kl }) => (request === id ? [{ position, kl, lowered }] : [])),
  );
}

function blocksIn({ blocks: { held, cached, free } }: LoadStep): number {
  return held + cached + free;
}

function timesOf({ id, promptTokens, arrived, tokens, ended, outcome }: ViewedRequest): Measured {
  return { id, promptTokens, arrived, tokenTimes: tokens.map(({ at }) => at), ended, outcome: outcome! };
}
