import { expect, it } from 'vitest';
import type { LoadStep } from '../../../results/load/load-record.ts';
import { ArmView } from './arm-view.ts';
import { lowersLayers, precisionSeries, precisionSummary } from './precision-series.ts';
import { scheduledRun } from './testing/scheduled-run.ts';

/** A run of the scheduler whose layers go from none to six and back, and whose probe's KL is that many thousandths. */
function lowered(): ArmView {
  const view = new ArmView('crowd');
  const crowd = { requests: 60, perSecond: 200, outputTokens: 20 };
  const limits = { maxSequences: 16, maxTokensPerStep: 64, blocks: 120 };
  const events = scheduledRun({ ...crowd, limits });
  const last = events.filter(({ type }) => type === 'step').length - 1;
  for (const event of events) {
    if (event.type !== 'step') view.take(event);
    else view.take({ ...event, step: withLayers(event.step, last) });
  }
  return view;
}

function withLayers(step: LoadStep, last: number): LoadStep {
  const layers = Math.round(6 * Math.sin((Math.PI * step.step) / last));
  const shadow = { request: 'probe', position: step.step, differing: 1, maxUlp: 1, kl: layers / 1000 };
  return {
    ...step,
    shadows: [shadow],
    weightBytes: 1000 - 10 * layers,
    ...(layers > 0 && { lowered: layers }),
  };
}

it('goes through the whole run, and keeps the largest KL of what it draws as one moment', () => {
  const view = lowered();
  const points = precisionSeries(view, { ttft: 1 });
  const { steps } = view.scene;
  expect(points.length).toBeLessThanOrEqual(240);
  expect(points.at(-1)?.at).toBe(steps.at(-1)!.at + steps.at(-1)!.milliseconds);
  expect(Math.max(...points.map(({ kl }) => kl ?? 0))).toBe(0.006);
  expect(Math.min(...points.map(({ bytes }) => bytes!))).toBe(940);
  // A millisecond is less than any step takes: whoever is done has missed it.
  expect(points.find(({ missed }) => missed !== null)?.missed).toBe(1);
  expect(points[0].missed).toBeNull();
  expect(precisionSeries(view, {}).every(({ missed }) => missed === null)).toBe(true);
});

it('knows what the probe lost, and what it is left with', () => {
  const view = lowered();
  const { steps } = view.scene;
  const { most, worst, last, firstToken } = precisionSummary(view);
  expect(most).toEqual({ lowered: 6, blocks: 120 });
  const middle = steps.findIndex((step) => step.lowered === 6);
  expect(worst).toEqual({ position: middle, kl: 0.006, lowered: 6 });
  expect(last).toEqual({ position: steps.length - 1, kl: 0, lowered: 0 });
  const [probe] = view.requests;
  expect(firstToken).toBe(probe.tokens[0].at - probe.arrived);
});

it('says of a run that lowers no layer that it does not', () => {
  const view = new ArmView('crowd');
  for (const event of scheduledRun({
    requests: 5,
    perSecond: 50,
    outputTokens: 4,
    limits: { maxSequences: 4, maxTokensPerStep: 64, blocks: 60 },
  }))
    view.take(event);
  expect(view.scene.steps.length).toBeGreaterThan(0);
  expect(lowersLayers(view)).toBe(false);
  expect(lowersLayers(lowered())).toBe(true);
  expect(precisionSeries(view, {}).every(({ bytes }) => bytes === null)).toBe(true);
});
