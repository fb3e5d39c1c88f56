import { describe, expect, it } from 'vitest';
import { LoadLinesError, type RunLine, readLines } from './load-lines.ts';

const RUN: RunLine = {
  ...{ type: 'run', version: 1, experiment: 'e', model: 'm', engine: 'cpu', clock: 'real' },
};
const STEP = {
  ...{ type: 'step', arm: 'a', step: 3, at: 0, milliseconds: 1, slices: [], moves: [], preempted: [] },
  ...{ tokens: [], blocks: { held: 0, cached: 0, free: 1 }, positions: { filled: 0, reserved: 0 } },
};
const REQUEST = {
  ...{
    type: 'request',
    arm: 'a',
    id: 'r0',
    promptTokens: 1,
    arrived: 0,
    tokenTimes: [],
    outcome: { kind: 'done' },
  },
  ...{ cached: 0, evicted: 0 },
};
const ARM = { type: 'arm', arm: 'a', clock: { kind: 'real' } };

const textOf = (...lines: readonly unknown[]) => lines.map((line) => `${JSON.stringify(line)}\n`).join('');

describe('lines of a run under load', () => {
  it('are read up to where the last one was cut off', () => {
    const whole = textOf(RUN, ARM);
    const { arms, length } = readLines(`${whole}{"type":"arm-en`, RUN);
    expect(length).toBe(whole.length);
    expect(arms.get('a')).toMatchObject({ clock: { kind: 'real' }, steps: [], isOver: false });
  });

  it('are read where each arm counts its own steps', () => {
    const other = { ...STEP, arm: 'b' };
    const { arms } = readLines(textOf(RUN, ARM, STEP, other, { ...STEP, step: 7 }), RUN);
    expect([...arms].map(([name, { steps }]) => [name, steps.map(({ step }) => step)])).toEqual([
      ['a', [3, 7]],
      ['b', [3]],
    ]);
  });

  it('are read where two arms have a request of one name', () => {
    const { arms } = readLines(textOf(RUN, ARM, REQUEST, { ...REQUEST, arm: 'b' }), RUN);
    expect([...arms.values()].map(({ requests }) => requests.length)).toEqual([1, 1]);
  });

  it.each<[string, string]>([
    ['line 1: engine: expected cpu, as this run has it, found webgpu', textOf({ ...RUN, engine: 'webgpu' })],
    ['line 2: expected JSON', `${textOf(RUN)}{"type":\n${textOf(ARM)}`],
    ['line 2: type: expected one of run, arm,', textOf(RUN, null)],
    ["line 3: step: expected this step line's number", textOf(RUN, ARM, { type: 'step', arm: 'a' })],
    ["line 3: id: expected this request line's text", textOf(RUN, ARM, { type: 'request', arm: 'a' })],
    ["line 2: arm: expected this arm-ended line's text", textOf(RUN, { type: 'arm-ended', arm: null })],
    ['line 3: expected one run, found another', textOf(RUN, ARM, RUN)],
    ['line 4: step: expected a step of a after 3, found 3', textOf(RUN, ARM, STEP, STEP)],
    ['line 4: step: expected a step of a after 3, found 2', textOf(RUN, ARM, STEP, { ...STEP, step: 2 })],
    [
      'line 4: id: expected a request of a that has no line yet, found r0',
      textOf(RUN, ARM, REQUEST, REQUEST),
    ],
    ["line 3: found: expected this step line's list", textOf(RUN, ARM, { ...STEP, found: 16 })],
    [
      "line 3: tokens[1]: expected this step line's list",
      textOf(RUN, ARM, { ...STEP, tokens: [['r0', 1, ''], null] }),
    ],
    [
      "line 3: tokens[0][2]: expected this step line's text",
      textOf(RUN, ARM, { ...STEP, tokens: [['r0', 1]] }),
    ],
    [
      "line 3: slices[0].request: expected this step line's text",
      textOf(RUN, ARM, { ...STEP, slices: [{}] }),
    ],
    ["line 3: shadows[0]: expected this step line's object", textOf(RUN, ARM, { ...STEP, shadows: [null] })],
    ["line 3: blocks.held: expected this step line's number", textOf(RUN, ARM, { ...STEP, blocks: {} })],
    [
      "line 2: clock.table: expected this arm line's object",
      textOf(RUN, { ...ARM, clock: { kind: 'virtual' } }),
    ],
    ["line 3: swapped: expected this step line's list", textOf(RUN, ARM, { ...STEP, swapped: 'r0' })],
  ])('are refused: %s', (message, text) => {
    expect(() => readLines(text, RUN)).toThrow(LoadLinesError);
    expect(() => readLines(text, RUN)).toThrow(message);
  });
});
