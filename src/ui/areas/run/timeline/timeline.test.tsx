import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { parseExperiment } from '../../../../experiment/schema.ts';
import { WORST_EXPERIMENTS } from '../../../../experiment/testing/worst-experiments.ts';
import type { StepRecord } from '../../../../results/record.ts';
import { StepTable } from './step-table.tsx';
import { Timeline } from './timeline.tsx';

const { requests, arms } = parseExperiment(WORST_EXPERIMENTS.members);
const [arm] = arms;
/** Each request after the other, for as long as one that runs them one by one takes: more than can be arguments of a call. */
const STEPS = 200_000;
const steps = Array.from({ length: STEPS }, (_, at): StepRecord => {
  const request = arm.requests[at % arm.requests.length];
  return {
    rows: 1 + (at % 3),
    slices: [{ request, rows: 1, kind: at % 2 === 0 ? 'prefill' : 'decode', token: null }],
    waiting: [],
    plans: {},
    preempted: [],
    milliseconds: 1,
  };
});
const count = (html: string, tag: string) => html.split(`<${tag}`).length - 1;

it('draws of hundreds of requests over thousands of steps what is in sight', () => {
  const html = renderToStaticMarkup(
    <Timeline
      {...{ arm, requests, steps }}
      step={STEPS - 1}
      fork={null}
      onPreview={() => undefined}
      onChoose={() => undefined}
    />,
  );
  expect(html).toContain(`aria-valuemax="${STEPS - 1}"`);
  expect(html).toContain('M ≤ 3');
  expect(count(html, 'rect')).toBeLessThan(1000);
  expect(count(html, 'rect')).toBeGreaterThan(10);
  expect(count(html, 'g')).toBeLessThan(300);
  expect(count(html, 'li')).toBeLessThan(120);
});

it('writes a table of the first of them', () => {
  const html = renderToStaticMarkup(<StepTable steps={steps} />);
  expect(count(html, 'tr')).toBe(401);
  expect(html).toContain('Show 100 more of 199600 steps');
});
