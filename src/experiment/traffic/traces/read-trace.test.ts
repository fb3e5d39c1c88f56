import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { crowdSchema } from '../../crowd-schema.ts';
import { drawCrowd } from '../draw-crowd.ts';
import { formatOf } from './formats.ts';
import { linesOf, piecesOf, TraceError } from './lines.ts';
import { readTrace, replaying } from './read-trace.ts';

// Written for these tests in the form of the published files.
const AZURE = [
  'TIMESTAMP,ContextTokens,GeneratedTokens',
  '2024-02-29 23:59:59.9750000,310,7',
  '2024-03-01 00:00:00.0251250,1204,19',
  '2024-03-01 00:01:00.0000000,88,230',
];
const MOONCAKE = [
  '{"timestamp": 0, "input_length": 1300, "output_length": 40, "hash_ids": [0, 1, 2]}',
  '{"timestamp": 3000, "input_length": 1100, "output_length": 9, "hash_ids": [0, 1, 3]}',
  '{"timestamp": 3000, "input_length": 600, "output_length": 2, "hash_ids": [4, 5]}',
];
const BAILIAN = [
  '{"chat_id": 9, "parent_chat_id": -1, "timestamp": 0.5, "input_length": 40, "output_length": 12, "type": "text", "turn": 1, "hash_ids": [70, 71, 72]}',
  '{"chat_id": 11, "parent_chat_id": 9, "timestamp": 61.114, "input_length": 70, "output_length": 5, "type": "text", "turn": 2, "hash_ids": [70, 71, 90, 91, 92]}',
];

// biome-ignore lint/suspicious/useAwait: a file comes in pieces that are awaited.
async function* pieces(text: string, size = 7) {
  const bytes = new TextEncoder().encode(text);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const read = (lines: readonly string[], most?: number, end = '\n') =>
  readTrace(pieces(lines.join(end) + end), most);

describe('traces', () => {
  it('of Azure: times by their fractions, over the end of a month, with Windows line ends and a byte order mark', async () => {
    const trace = await read(
      ['\ufeffTIMESTAMP,ContextTokens,GeneratedTokens', ...AZURE.slice(1)],
      100,
      '\r\n',
    );
    expect(trace).toEqual({
      format: 'Azure',
      block: 16,
      rows: [
        [0, 310, 7],
        [50.125, 1204, 19],
        [60_025, 88, 230],
      ],
      notes: [],
    });
  });

  it('of Mooncake: milliseconds, blocks of 512, of which those stay that requests share', async () => {
    const trace = await read(MOONCAKE);
    expect(trace).toMatchObject({ format: 'Mooncake', block: 512 });
    expect(trace.rows).toEqual([
      [0, 1300, 40, [0, 1]],
      [3000, 1100, 9, [0, 1]],
      [3000, 600, 2],
    ]);
  });

  it('of Qwen-Bailian: seconds, blocks of 16', async () => {
    const trace = await read(BAILIAN);
    expect(trace).toMatchObject({ format: 'Qwen-Bailian', block: 16 });
    expect(trace.rows).toEqual([
      [0, 40, 12, [0, 1]],
      [60_614, 70, 5, [0, 1]],
    ]);
  });

  it('become a crowd of their times, lengths and shared beginnings', async () => {
    const crowd = crowdSchema.parse({ arrivals: { kind: 'poisson', perSecond: 1 }, most: 1, noise: 0.5 });
    const replayed = crowdSchema.parse(replaying(crowd, await read(MOONCAKE), 'mine.jsonl'));
    const requests = drawCrowd(replayed);
    expect(requests.map(({ at, promptTokens, outputTokens }) => [at, promptTokens, outputTokens])).toEqual([
      [0, 1300, 40],
      [3000, 1100, 9],
      [3000, 600, 2],
    ]);
    expect(requests[0].prefix).toEqual([
      { name: 'block-0', tokens: 512 },
      { name: 'block-1', tokens: 512 },
    ]);
    expect(requests[1].prefix).toEqual(requests[0].prefix);
  });

  it('are brought into order, and what was left out or changed is said', async () => {
    const trace = await read(
      [
        AZURE[0],
        AZURE[2],
        AZURE[1],
        '',
        '2024-03-01 00:00:01.0,5,0',
        '2024-03-09 00:00:01.0,5,1',
        AZURE[3],
        AZURE[3],
      ],
      5,
    );
    expect(trace.rows.map(([ms]) => ms)).toEqual([0, 50.125, 1025, 60_025]);
    expect(trace.rows[2]).toEqual([1025, 5, 1]);
    expect(trace.notes).toEqual([
      'the first 5 requests are read, and the file goes on',
      'lines were not in the order of time, and are now',
      '1 requests come more than a day after the first and are left out',
      '1 requests have no prompt or no answer: one token stands for it',
    ]);
  });

  it.each<[string, readonly string[]]>([
    ['trace: expected a request a line, found none', []],
    ['trace: expected a request a line, found none', [AZURE[0]]],
    [
      "line 1: expected Azure's header TIMESTAMP,ContextTokens,GeneratedTokens, or a JSON object",
      ['Timestamp,Model,Request tokens'],
    ],
    ["line 1: expected Azure's header", ['{"version": 1, "title": "an experiment"}']],
    ["line 1: expected Azure's header", ['[1, 2]']],
    [
      'Azure trace: line 3: GeneratedTokens: expected a whole number from 0 to 10000000, found "x"',
      [AZURE[0], AZURE[1], '2024-03-01 00:00:00.5,1,x'],
    ],
    ['Azure trace: line 2: TIMESTAMP: expected a time such as', [AZURE[0], 'yesterday,1,1']],
    [
      'Azure trace: line 2: GeneratedTokens: expected a whole number from 0 to 10000000, found nothing',
      [AZURE[0], '2024-03-01 00:00:00.5,1'],
    ],
    ['Mooncake trace: line 2: expected a JSON object, found "not', [MOONCAKE[0], 'not json']],
    [
      'Mooncake trace: line 2: hash_ids: expected a list of numbers, found a list of 1',
      [MOONCAKE[0], MOONCAKE[1].replace('[0, 1, 3]', '["a"]')],
    ],
    [
      'Qwen-Bailian trace: line 2: timestamp: expected a number from 0 to 9007199254740, found -1',
      [BAILIAN[0], BAILIAN[1].replace('61.114', '-1')],
    ],
    [
      'Qwen-Bailian trace: line 1: timestamp: expected a number from 0 to 9007199254740, found 1e+308',
      [BAILIAN[0].replace('0.5', '1e308')],
    ],
    [
      'Mooncake trace: line 2: timestamp: expected a number from 0 to 9007199254740991, found Infinity',
      [MOONCAKE[0], MOONCAKE[1].replace('3000', '1e999')],
    ],
  ])('are refused: %s', async (message, lines) => {
    await expect(read(lines)).rejects.toThrow(TraceError);
    await expect(read(lines)).rejects.toThrow(message);
  });

  it('of more blocks than a crowd can hold are refused', () => {
    const line = MOONCAKE[0].replace('[0, 1, 2]', JSON.stringify(Array(100_001).fill(7)));
    expect(() => formatOf(line).format.read(line)).toThrow(
      'hash_ids: expected at most 100000, found a list of 100001',
    );
  });

  it('name five bad lines and read no further', async () => {
    const lines = [AZURE[0], ...Array.from({ length: 9 }, () => 'bad')];
    const error: unknown = await read(lines).catch((thrown: unknown) => thrown);
    expect(String(error).match(/line \d+/g)).toEqual(['line 2', 'line 3', 'line 4', 'line 5', 'line 6']);
  });

  it('whatever a file holds, are read or refused by a TraceError', async () => {
    const line = fc.oneof(fc.string(), fc.json(), fc.constantFrom(...AZURE, ...MOONCAKE, ...BAILIAN));
    await fc.assert(
      fc.asyncProperty(fc.array(line, { maxLength: 6 }), async (lines) => {
        const trace = await read(lines).catch((error: unknown) => error);
        if (trace instanceof Error) expect(trace).toBeInstanceOf(TraceError);
      }),
      { numRuns: 60 },
    );
  });
});

describe('lines', () => {
  it('are the same however a file is cut, in a character or in a line end', async () => {
    const text = 'ä,1\r\n\r\nöß🙂\nlast';
    for (const size of [1, 2, 3, 100]) {
      const lines: string[] = [];
      for await (const line of linesOf(pieces(text, size))) lines.push(line);
      expect(lines, `pieces of ${size}`).toEqual(['ä,1', '', 'öß🙂', 'last']);
    }
    const lines: string[] = [];
    for await (const line of linesOf(piecesOf(new Blob(['a\nb'])))) lines.push(line);
    expect(lines).toEqual(['a', 'b']);
  });

  it('end where one is longer than any of a trace', async () => {
    const all = linesOf(pieces('x'.repeat(3_000_000), 1 << 20));
    await expect(all.next()).rejects.toThrow('line 1: expected at most 2000000 characters');
  });
});
