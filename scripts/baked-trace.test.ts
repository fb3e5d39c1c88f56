import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PRICED } from '../src/audit/trace/overheads.ts';
import type { RequestTrace } from '../src/audit/trace/request-trace.ts';
import { timeShares } from '../src/audit/trace/shares.ts';
import { DEFAULT_REQUEST } from '../src/audit/trace/traced-experiment.ts';

const trace: RequestTrace = JSON.parse(readFileSync('public/audit/trace.json', 'utf8'));

test('the trace that ships is of the model that ships, and of what is asked by default', () => {
  const nano: { hash: string } = JSON.parse(
    readFileSync('public/examples/couplings/nano.json', 'utf8'),
  ).model;
  expect(trace).toMatchObject({
    version: 1,
    with: [],
    company: DEFAULT_REQUEST.company,
    set: DEFAULT_REQUEST.set,
  });
  if (nano.hash) expect(trace.model.hash).toBe(nano.hash);
  expect(trace.request.tokens).toBe(DEFAULT_REQUEST.tokens);
  expect(trace.diff?.identical).toBe(true);
});

test('it nests, its shares add up, and everything is priced', () => {
  for (const { parent, begin, end } of trace.spans) {
    expect(end).toBeGreaterThanOrEqual(begin);
    if (parent === null) continue;
    expect(begin).toBeGreaterThanOrEqual(trace.spans[parent].begin);
    expect(end).toBeLessThanOrEqual(trace.spans[parent].end);
  }
  const { tensor, movement, outside } = timeShares(trace.spans);
  expect(tensor + movement + outside).toBeCloseTo(1, 6);
  expect(trace.prices.map(({ of }) => of)).toEqual([...PRICED]);
});
