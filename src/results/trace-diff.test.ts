import { describe, expect, it } from 'vitest';
import { f32FromBits } from '../numerics/bits.ts';
import type { RowTrace, TracedOutput } from '../steps/trace.ts';
import { diffTraces } from './trace-diff.ts';

const output = (name: TracedOutput['name'], ...values: number[]): TracedOutput => ({
  layer: null,
  name,
  dtype: 'bf16',
  values: Float32Array.from(values),
  partials: null,
});

const trace = (...outputs: TracedOutput[]) => ({ outputs }) as unknown as RowTrace;

/** 1 and the bf16 value after it. */
const [ONE, NEXT] = [1, f32FromBits(0x3f81_0000)];

describe('diffTraces', () => {
  it('names the first output and element that differ, and counts in ulp of the dtype', () => {
    const diff = diffTraces(
      trace(output('embed', 2, ONE), output('norm', 4, ONE, 3, -8), output('head', 1, 2)),
      trace(output('embed', 2, ONE), output('norm', 4, NEXT, 3, -9), output('head', 1, 2)),
    );
    expect(diff.first).toBe(1);
    expect(diff.outputs[1]).toMatchObject({
      differing: 2,
      elements: 4,
      firstElement: 1,
      worstElement: 3,
      maxUlp: 16,
      maxAbsolute: 1,
    });
    expect(diff.outputs[1].relative).toBeCloseTo(Math.sqrt((2 ** -14 + 1) / 90), 12);
    expect(diff.outputs[0].hashes[0]).toBe(diff.outputs[0].hashes[1]);
    expect(diff.outputs[1].hashes[0]).not.toBe(diff.outputs[1].hashes[1]);
  });

  it('tells 0 from -0, keeps crossings of zero out of the ulp, and finds nothing between equal rows', () => {
    const crossed = diffTraces(trace(output('norm', 0, 1e-30)), trace(output('norm', -0, -1e-30)));
    expect(crossed.outputs[0]).toMatchObject({ differing: 2, firstElement: 0, maxUlp: 0 });
    const same = diffTraces(trace(output('norm', 1)), trace(output('norm', 1)));
    expect(same).toMatchObject({ first: null });
  });

  it('refuses traces of different models', () => {
    const [two, one] = [trace(output('norm', 1, 2)), trace(output('norm', 1))];
    expect(() => diffTraces(two, one)).toThrow(/norm \(2\) with norm \(1\)/);
    expect(() => diffTraces(two, trace())).toThrow(/1 outputs with 0/);
  });
});
