import { describe, expect, it } from 'vitest';
import { LoadMonitor } from './load-monitor.ts';
import { kindOfFile, LinesReader, LogReader, takeRecord } from './read-monitored.ts';

const monitor = () => new LoadMonitor({ windowMs: 10 });
const RUN = '{"type":"run","version":1}';

describe('what is monitored of a file', () => {
  it.each([
    [RUN, 'lines'],
    ['{', 'record'],
    ['{"experiment":{},"arms":[]}', 'record'],
    ['{"prompt":"x"}', 'log'],
    ['[1]', 'log'],
  ])('%s begins %s', (first, kind) => {
    expect(kindOfFile(first)).toBe(kind);
  });

  it('names the line that is broken, and what is missing in it', () => {
    const reader = new LinesReader(monitor());
    reader.take(RUN);
    expect(() => reader.take('{"type":"request"')).toThrow('line 2: expected JSON');
    expect(() => reader.take('{"type":"request","arm":"a"}')).toThrow(
      "line 3: id: expected this request line's text",
    );
    const step = {
      type: 'step',
      arm: 'a',
      step: 0,
      at: 0,
      milliseconds: 1,
      slices: [],
      moves: [],
      preempted: [],
      tokens: [],
    };
    const memory = { blocks: { held: 0, cached: 0, free: 1 }, positions: { filled: 0, reserved: 0 } };
    expect(() => reader.take(JSON.stringify({ ...step, ...memory }))).toThrow(
      "line 4: plan: expected this step line's number",
    );
  });

  it('names the place of a record that is none', () => {
    expect(() => takeRecord(monitor(), { experiment: {} })).toThrow(
      'arms: expected the arms of a run under load',
    );
    expect(() => takeRecord(monitor(), { arms: [{ name: 'a', requests: [{}] }] })).toThrow(
      "arms[0].requests[0]: id: expected a request's text",
    );
  });

  it('counts the health of a log’s field, line by line', () => {
    const into = monitor();
    const reader = new LogReader(into, 'log.jsonl', null);
    for (const line of ['{"input":"Hallo"}', '', '{"input":7}', '{"other":1}', '{"input":"Привет"}'])
      reader.take(line);
    const series = into.registry.metrics.flatMap(({ facts, series: all }) =>
      all.map(({ labels, of }) =>
        [facts.name, ...Object.values(labels), 'value' in of ? of.value : of.values.count].join(' '),
      ),
    );
    expect(series).toContain('batchmates_prompts_total log.jsonl Latin 1');
    expect(series).toContain('batchmates_prompts_total log.jsonl Cyrillic 1');
    expect(series).toContain('batchmates_input_faults_total log.jsonl not_text 1');
    expect(series).toContain('batchmates_input_faults_total log.jsonl null 1');
    expect(into.windowsOf('log.jsonl').map(({ prompts, faultyPrompts }) => [prompts, faultyPrompts])).toEqual(
      [[4, 2]],
    );
  });

  it('refuses a log that is none, or has no such field', () => {
    expect(() => new LogReader(monitor(), 'x', null).take('{"a":1}')).toThrow(
      'line 1: expected one of prompt, input, text, question, content; --field names another one',
    );
    expect(() => new LogReader(monitor(), 'x', 'a').take('[1]')).toThrow('line 1: expected a JSON object');
  });
});
