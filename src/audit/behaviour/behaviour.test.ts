import { describe, expect, test } from 'vitest';
import { meanInterval } from '../../numerics/mean-interval.ts';
import type { BehaviourReport } from './behaviour-report.ts';
import { canonicalJson } from './canonical-json.ts';
import type { MeasureId } from './measures.ts';
import { readsAsRefusal } from './refusal.ts';
import { fileOf, linesOf, reportOf } from './testing/transcripts.ts';

const measure = (report: BehaviourReport, id: MeasureId) => {
  const found = report.measures.find((each) => each.id === id);
  if (!found) throw new Error(`no measure ${id}`);
  return found;
};
const plain = (id: string | number, completion: string) => ({ id, prompt: `p${id}`, completion });
const LOOP = 'wait, let me check that again. '.repeat(6);
const call = (name: string, path: string) => ({
  type: 'function',
  id: `c${Math.random()}`,
  function: { name, arguments: JSON.stringify({ path, lines: 10 }) },
});

describe('two windows', () => {
  const before = Array.from({ length: 40 }, (_, i) => plain(i, `The answer is ${i}, since ${i} + 0 = ${i}.`));
  const now = before.map(({ id }, i) => plain(id, i < 12 ? LOOP : `It is ${i}.`));

  test('of the same questions are taken pair by pair', async () => {
    const report = await reportOf(linesOf('a.jsonl', before), linesOf('b.jsonl', [...now].reverse()));
    expect(report).toMatchObject({ unit: 'word', comparison: { pairs: 40 }, notes: [] });
    const { reference, current, difference } = measure(report, 'looped');
    expect([reference?.value, current?.value, difference?.value]).toEqual([0, 0.3, 0.3]);
    // Tango 1998 at 12 against 0 of 40 pairs; McNemar: 2 / 2^12.
    expect(difference?.p).toBeCloseTo(2 ** -11, 12);
    expect(difference?.low).toBeGreaterThan(0.15);
    expect(difference?.differs).toBe(true);
    const length = measure(report, 'length');
    const lengths = now.map(({ completion }) => completion.split(/\s+/).filter(Boolean).length);
    const { mean, low, high } = meanInterval(lengths.map((each) => each - 10));
    expect(length.difference?.value).toBeCloseTo(mean, 10);
    expect(Math.abs(length.difference!.low! - low) + Math.abs(length.difference!.high! - high)).toBeLessThan(
      0.05,
    );
    expect(report.measures.map(({ id }) => id)).not.toContain('repeatedCalls');
    expect(measure(report, 'cut').difference).toBeNull();
  });

  test('of other questions are independent, by Newcombe and Fisher', async () => {
    const others = now.map(({ completion }, i) => plain(1000 + i, completion));
    const report = await reportOf(linesOf('a', before), linesOf('b', others));
    expect(report.comparison?.pairs).toBeNull();
    const { difference } = measure(report, 'looped');
    // R: fisher.test(matrix(c(12, 28, 0, 40), 2))
    expect(difference?.p).toBeCloseTo(0.0001854661, 9);
    expect([difference?.low, difference?.high].map((end) => end?.toFixed(3))).toEqual(['0.152', '0.454']);
  });

  test('what is the same in both differs in nothing', async () => {
    const report = await reportOf(linesOf('a', before), linesOf('b', before));
    for (const { difference } of report.measures)
      if (difference) expect(difference).toMatchObject({ value: 0, p: 1, differs: false });
  });

  test('the worst loops are kept as text', async () => {
    const report = await reportOf(linesOf('a', before), linesOf('b', now));
    expect(report.reference.loops).toEqual([]);
    expect(report.current?.loops).toHaveLength(5);
    expect(report.current?.loops[0]).toEqual({
      ...{ id: '0', at: 'line 1', said: 'wait, let me check that again.' },
      ...{ times: 6, covered: 36, length: 36 },
    });
  });
});

describe('formats', () => {
  test('conversations with tool calls: the same call again is a repeated read', async () => {
    const calls = [call('read', 'a.ts'), call('read', 'b.ts'), call('read', 'a.ts'), call('list', 'a.ts')];
    const messages = [
      { role: 'user', content: 'Fix it' },
      ...calls.flatMap((each) => [
        { role: 'assistant', content: null, tool_calls: [each] },
        { role: 'tool', content: 'never counted '.repeat(50) },
      ]),
      { role: 'assistant', content: [{ type: 'text', text: 'It is fixed now.' }] },
    ];
    const report = await reportOf(
      linesOf('agents.jsonl', [{ messages }, { messages: messages.slice(0, 4) }]),
    );
    expect(report.reference).toMatchObject({ answers: 2, toolCalls: 6 });
    expect(measure(report, 'repeatedCalls').reference?.value).toBe(0.5);
    expect(measure(report, 'length').reference?.value).toBe(2);
    expect(report.reference.calls).toEqual([
      { id: 'Fix it', at: 'line 1', name: 'read', arguments: '{"lines":10,"path":"a.ts"}', times: 2 },
    ]);
  });

  test('responses with choices, alone and in the batch API’s lines, with what they ended by', async () => {
    const choice = (content: string, finish_reason: string) => ({ message: { content }, finish_reason });
    const records = [
      { id: 'chatcmpl-1', choices: [choice('one two', 'length'), choice('one', 'stop')] },
      { custom_id: 'q', response: { body: { choices: [choice('I’m sorry, but I can’t help.', 'stop')] } } },
      { custom_id: 'r', response: null, error: { message: 'overloaded' } },
      {
        output: [{ type: 'message', content: [{ type: 'output_text', text: 'three' }] }],
        status: 'completed',
      },
    ];
    const report = await reportOf(linesOf('answers.jsonl', records));
    expect(report.reference.answers).toBe(4);
    expect(measure(report, 'cut').reference).toMatchObject({ value: 0.25, n: 4 });
    expect(measure(report, 'refused').reference?.value).toBe(0.25);
  });

  test('tokens count where each window has them, words else', async () => {
    const tokens = [{ ...plain(1, 'a b'), tokens: [1, 2, 3, 4, 5] }];
    const inTokens = await reportOf(linesOf('a', tokens), linesOf('b', tokens));
    expect([inTokens.unit, measure(inTokens, 'length').reference?.value]).toEqual(['token', 5]);
    const mixed = await reportOf(linesOf('a', tokens), linesOf('b', [plain(1, 'a b')]));
    expect([mixed.unit, measure(mixed, 'length').reference?.value]).toEqual(['word', 2]);
    await expect(reportOf(linesOf('a', [...tokens, plain(2, 'x')]))).rejects.toThrow(
      'a, line 2: expected token ids',
    );
  });

  test('a run of this lab, of which one arm is read', async () => {
    const request = (id: string, tokens: number[]) => ({
      ...{ id, tokens, text: 'x'.repeat(tokens.length), fingerprint: null, outcome: { kind: 'done' } },
    });
    const arms = [
      { name: 'alone', requests: [request('a', [1, 2]), request('b', [1])] },
      { name: 'busy', requests: [request('a', [1])] },
    ];
    const load = { experiment: {}, clock: { kind: 'virtual' }, arms };
    const run = { experiment: { requests: [{ id: 'a', prompt: 'p' }, { id: 'b' }] }, arms };
    for (const record of [load, run]) {
      const text = JSON.stringify(record, null, 2);
      const report = await reportOf(fileOf('r.json', text, 'alone'), fileOf('r.json', text, 'busy'));
      expect([report.reference.answers, report.current?.answers, report.unit]).toEqual([2, 1, 'token']);
      await expect(reportOf(fileOf('r.json', text))).rejects.toThrow(
        /an arm to be named, of “alone”, “busy”/,
      );
    }
    const lines = [
      { type: 'run', version: 1, experiment: 'sha' },
      { type: 'arm', arm: 'alone' },
      ...arms.flatMap(({ name, requests }) =>
        requests.map((each) => ({ type: 'request', arm: name, ...each })),
      ),
    ];
    await expect(reportOf(linesOf('r.jsonl', lines))).rejects.toThrow(
      'r.jsonl, line 5: arm: expected “alone”',
    );
  });
});

test.each([
  ['{"id":1,"completion":"a"}\n{"id":2,\n', 'x.jsonl, line 2: '],
  ['{"id":1,"completion":"a"}\n{"id":2}\n', 'x.jsonl, line 2: expected messages'],
  ['{"id":1,"completion":"a"}\n[]\n', 'x.jsonl, line 2: expected messages'],
  ['{"messages":[{"role":"user","content":"q"}]}\n', 'line 1: messages: expected a message of the role'],
  [
    '{"messages":[{"role":"assistant","content":7}]}\n',
    'line 1: messages[0].content: expected text, found 7',
  ],
  ['{"choices":[{"message":{"content":"a","tool_calls":[{}]}}]}\n', 'tool_calls[0].name: expected text'],
  ['not json\n', 'x.jsonl, line 1: '],
  ['', 'x.jsonl: expected transcripts, found an empty file'],
  ['\n\n', 'x.jsonl'],
])('%j is refused at its place', async (text, message) => {
  await expect(reportOf(fileOf('x.jsonl', text))).rejects.toThrow(message);
});

test('an answer that is too long to be looked through is refused', async () => {
  const long = [plain(1, 'a b'), plain(2, 'a '.repeat(1_000_001))];
  await expect(reportOf(linesOf('x', long))).rejects.toThrow(
    'x, line 2: expected an answer of at most 1,000,000 words, found 1,000,001',
  );
});

test('arguments are the same whatever their order and blanks', () => {
  expect(canonicalJson('{ "b": [1, {"d":2,"c":3}], "a": null }')).toBe(
    canonicalJson({ a: null, b: [1, { c: 3, d: 2 }] }),
  );
  expect(canonicalJson(' not json ')).toBe('"not json"');
});

test.each([
  ['I’m sorry, but I can’t help with that.', true],
  ['I cannot assist with this request.', true],
  ['I am unable to provide medical advice.', true],
  ["I apologize, but I'm not able to do that.", true],
  ['The cat said: sorry. Then it slept.', false],
  ['You cannot divide by zero, so there is no answer.', false],
  [`${'Well. '.repeat(80)}I cannot help with that.`, false],
])('%s', (text, refused) => {
  expect(readsAsRefusal(text)).toBe(refused);
});
