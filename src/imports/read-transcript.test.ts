import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTranscript } from './read-transcript.ts';
import { jsonFile, linesFile, npyFile, safetensorsFile, textFile } from './testing/files.ts';

const read = async (file: Parameters<typeof readTranscript>[0]) => (await readTranscript(file)).transcript;
const refusal = async (file: Parameters<typeof readTranscript>[0]) =>
  await readTranscript(file).then(
    () => 'read',
    ({ name, message }: Error) => `${name}: ${message}`,
  );

const chatToken = (token: string, logprob: number, top: Record<string, number> = {}) => ({
  token,
  logprob,
  bytes: [...new TextEncoder().encode(token)],
  top_logprobs: Object.entries(top).map(([text, value]) => ({ token: text, logprob: value, bytes: null })),
});
const chat = (content: readonly ReturnType<typeof chatToken>[], index = 0) => ({
  index,
  message: { role: 'assistant', content: content.map(({ token }) => token).join('') },
  logprobs: { content },
});

describe('answers of a server', () => {
  it('reads chat completions with their alternatives, best first', async () => {
    const choices = [chat([chatToken('Hi', -0.5, { Yo: -1, Hi: -0.5 })]), chat([chatToken('Yo', -1)], 1)];
    const found = await read(jsonFile({ id: 'chatcmpl-1', object: 'chat.completion', choices }));
    expect(found).toMatchObject({ evidence: 'logprobs', source: { format: 'chat completions' } });
    expect(found.sequences.map(({ id, named, question }) => [id, named, question])).toEqual([
      ['#0', false, '#0'],
      ['#0/1', false, '#0'],
    ]);
    const [position] = found.sequences[0].positions;
    expect(position.top.map(({ text }) => text)).toEqual(['Hi', 'Yo']);
  });

  it('reads legacy completions, integer-like tokens and an echoed first token included', async () => {
    const logprobs = {
      tokens: ['1', ' 2'],
      token_logprobs: [null, -0.25],
      top_logprobs: [null, { ' 2': -0.25, '3': -2 }],
      text_offset: [0, 1],
    };
    const found = await read(
      jsonFile({ object: 'text_completion', choices: [{ text: '1 2', index: 0, logprobs }] }),
    );
    expect(found.sequences[0].positions.map(({ text, logprob }) => [text, logprob])).toEqual([
      ['1', null],
      [' 2', -0.25],
    ]);
  });

  it('reads lines of the batch API by custom id, and counts those that failed', async () => {
    const body = { choices: [chat([chatToken('a', -1)])] };
    const lines = [
      { id: 'b_1', custom_id: 'q1', response: { status_code: 200, body }, error: null },
      { id: 'b_2', custom_id: 'q2', response: null, error: { message: 'gone' } },
      { id: 'b_3', custom_id: 'q1', response: { status_code: 200, body }, error: null },
    ];
    const found = await read(linesFile(lines));
    expect(found.sequences.map(({ id, named }) => [id, named])).toEqual([
      ['q1', true],
      ['q1 (2)', true],
    ]);
    expect(found.notes).toEqual(['1 records hold an error in the place of an answer.']);
  });

  it('takes the prompt from the request that stands beside', async () => {
    const line = {
      request: { messages: [{ role: 'user', content: 'Hi' }] },
      response: { choices: [chat([])] },
    };
    expect((await read(jsonFile([line]))).sequences[0].prompt).toBe('user: Hi');
  });

  it('reads vLLM’s token ids and the logprobs of the prompt', async () => {
    const content = [chatToken('token_id:791', -0.5, { 'token_id:791': -0.5, 'token_id:12': -1 })];
    const prompt_logprobs = [
      null,
      { 12: { logprob: -3, decoded_token: ' a' }, 7: { logprob: -1, decoded_token: ' b' } },
    ];
    const response = { choices: [chat(content)], prompt_logprobs };
    const [answer, rows] = (await read(jsonFile(response))).sequences;
    expect(answer.positions[0]).toMatchObject({ text: null, id: 791 });
    expect(rows).toMatchObject({ unit: 'row', positions: [{ id: 7, text: ' b' }] });
    const told = { ...response, prompt_token_ids: [1, 12] };
    expect((await read(jsonFile(told))).sequences[1]).toMatchObject({
      unit: 'token',
      positions: [{ id: 12 }],
    });
  });

  it('reads SGLang’s own generations', async () => {
    const meta_info = {
      output_token_logprobs: [[-0.5, 9, null]],
      output_top_logprobs: [
        [
          [-0.5, 9, null],
          [-2, 4, null],
        ],
      ],
    };
    const [sequence] = (await read(jsonFile({ text: ' x', meta_info }))).sequences;
    expect(sequence).toMatchObject({ text: ' x', positions: [{ id: 9, top: [{ id: 9 }, { id: 4 }] }] });
  });

  it('reads a text alone as words', async () => {
    const found = await read(jsonFile({ choices: [{ text: 'one two', logprobs: null }] }));
    expect(found).toMatchObject({ evidence: 'text', sequences: [{ unit: 'word', text: 'one two' }] });
  });

  it('gives back every token and number that went in', async () => {
    const logprob = fc.double({ min: -50, max: 0, noNaN: true }).map((value) => value + 0);
    const token = fc.record({ text: fc.string({ unit: 'grapheme' }), logprob });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(token), { minLength: 1, maxLength: 3 }), async (answers) => {
        const lines = answers.map((tokens) => ({
          choices: [chat(tokens.map(({ text, logprob }) => chatToken(text, logprob, { [text]: logprob })))],
        }));
        const { sequences } = await read(linesFile(lines));
        expect(
          sequences.map(({ positions }) => positions.map(({ text, logprob }) => ({ text, logprob }))),
        ).toEqual(answers.map((tokens) => tokens.filter(({ text }) => !/^token_id:/.test(text))));
      }),
    );
  });
});

describe('a large file', () => {
  it('gives each of many equal ids its own, in one pass', async () => {
    const lines = Array.from({ length: 3_000 }, () => ({
      custom_id: 'q',
      response: { choices: [{ text: 'x' }] },
    }));
    const { sequences } = await read(linesFile(lines));
    expect([sequences[1], sequences[2_999]].map(({ id }) => id)).toEqual(['q (2)', 'q (3000)']);
    expect(new Set(sequences.map(({ id }) => id)).size).toBe(3_000);
  });
});

describe('runs of this lab', () => {
  const experiment = { title: 'T', requests: [{ id: 'p', prompt: 'Once' }] };
  const arm = (name: string, tokens: number[]) => ({
    name,
    requests: [{ id: 'p', tokens, text: 'x', fingerprint: name }],
  });
  const record = { experiment, arms: [arm('alone', [1, 2]), arm('company', [1, 3])] };

  it('reads every arm of a record, or one', async () => {
    const { transcript, parts } = await readTranscript(jsonFile(record));
    expect(parts).toEqual(['alone', 'company']);
    expect(transcript).toMatchObject({ evidence: 'bits', source: { format: 'a run of this lab' } });
    expect(transcript.sequences.map(({ id }) => id)).toEqual(['alone/p', 'company/p']);
    const [one] = (await readTranscript(jsonFile(record), { part: 'company' })).transcript.sequences;
    expect(one).toMatchObject({ id: 'p', prompt: 'Once', fingerprint: 'company' });
    expect(one.positions.map(({ id, text }) => [id, text])).toEqual([
      [1, null],
      [3, null],
    ]);
  });

  it('reads kept runs with the texts of their tokens, packed by gzip too', async () => {
    const kept = { experiment, name: 'mine', record, texts: { 1: 'a', 2: 'b', 3: 'c' } };
    const json = JSON.stringify({ format: 'batchmates-runs', version: 1, runs: [kept, kept] });
    const packed = await new Response(
      new Blob([json]).stream().pipeThrough(new CompressionStream('gzip')),
    ).arrayBuffer();
    const { transcript, parts } = await readTranscript({
      name: 'runs.json.gz',
      bytes: new Uint8Array(packed),
    });
    expect(parts).toEqual(['mine 1, alone', 'mine 1, company', 'mine 2, alone', 'mine 2, company']);
    expect(transcript.sequences[1].positions.map(({ text }) => text)).toEqual(['a', 'c']);
    const damaged = { name: 'x.gz', bytes: new Uint8Array(packed).subarray(0, 40) };
    expect(await refusal(damaged)).toBe('ImportError: x.gz: expected a whole gzip file, found a damaged one');
  });
});

describe('lm-eval samples', () => {
  const sample = {
    doc_id: 3,
    doc: {},
    target: '0',
    arguments: [
      ['Q', ' a'],
      ['Q', ' b'],
    ],
  };

  it('makes one choice of a document’s scored continuations, numbers or texts of them', async () => {
    for (const resps of [
      [[[-2, false]], [[-1, true]]],
      [[['-2', 'False']], [['-1', 'True']]],
    ]) {
      const found = await read(linesFile([{ ...sample, resps }]));
      expect(found.sequences[0]).toMatchObject({ id: '3', named: true, unit: 'choice', prompt: 'Q' });
      expect(found.sequences[0].positions[0]).toMatchObject({
        text: ' b',
        logprob: -1,
        top: [{ id: 1 }, { id: 0 }],
      });
    }
  });

  it('reads generated texts with their repeats, once under several filters', async () => {
    const line = {
      ...{ doc_id: 0, doc: {}, target: '', resps: [['x y', 'x z']] },
      arguments: { gen_args_0: { arg_0: 'Q', arg_1: { until: ['\n'] } } },
    };
    const found = await read(
      linesFile([
        { ...line, filter: 'strict' },
        { ...line, filter: 'flexible' },
      ]),
    );
    expect(found.sequences.map(({ id, prompt, text }) => [id, prompt, text])).toEqual([
      ['0', 'Q', 'x y'],
      ['0/1', 'Q', 'x z'],
    ]);
    expect(found.notes).toHaveLength(1);
  });
});

describe('logits', () => {
  const rows = Float32Array.from([0, 1, 2, 3, -0, 0.5]);

  it('reads every tensor of a safetensors file, or the one that is chosen', async () => {
    const tensor = { dtype: 'F32', shape: [2, 3], data: rows };
    const file = safetensorsFile({
      one: tensor,
      two: { ...tensor, dtype: 'BF16', data: new Uint16Array(6) },
    });
    const { transcript, parts } = await readTranscript(file);
    expect(parts).toEqual(['one', 'two']);
    expect(transcript).toMatchObject({
      evidence: 'bits',
      sequences: [{ id: 'one', unit: 'row' }, { id: 'two' }],
    });
    expect(transcript.sequences[0].positions.map(({ id }) => id)).toEqual([2, 0]);
    const chosen = await readTranscript(file, { part: 'two' });
    expect(chosen.transcript.sequences.map(({ id }) => id)).toEqual(['two']);
    await expect(readTranscript(file, { part: 'three' })).rejects.toThrow('a tensor named "three"');
  });

  it('reads .npy of every version, kind and order to the same bits', async () => {
    const column = Float32Array.from([0, 3, 1, -0, 2, 0.5]);
    const files = [
      npyFile('<f4', [2, 3], rows),
      npyFile('<f4', [2, 3], rows, { version: 2 }),
      npyFile('<f4', [2, 3], column, { version: 3, fortran: true }),
      npyFile('<f8', [2, 3], Float64Array.from(rows)),
      npyFile('<f2', [2, 3], Uint16Array.from([0, 0x3c00, 0x4000, 0x4200, 0x8000, 0x3800])),
    ];
    for (const file of files) {
      const { sequences, notes } = await read(file);
      const values = sequences[0].positions.flatMap(({ logits }) => [...logits!]);
      expect(values).toEqual([...rows]);
      expect(notes).toEqual([]);
    }
  });

  it('says that f64 values were rounded', async () => {
    const { notes } = await read(npyFile('<f8', [1, 2], Float64Array.from([0.1, 1])));
    expect(notes[0]).toMatch(/rounded to f32/);
  });

  it('takes three axes for sequences', async () => {
    const { sequences } = await read(npyFile('<f4', [2, 1, 3], rows));
    expect(sequences.map(({ positions }) => positions.length)).toEqual([1, 1]);
  });
});

describe('refusals', () => {
  const bad = { choices: [chat([chatToken('a', -1)])] };
  it.each([
    [
      'a number that is none',
      jsonFile({ choices: [{ ...bad.choices[0], logprobs: { content: [{ token: 'a', logprob: 'x' }] } }] }),
      'run.json: choices[0].logprobs.content[0].logprob: expected a log probability, found "x"',
    ],
    [
      'lists that do not fit',
      jsonFile({ choices: [{ text: '', logprobs: { tokens: ['a'], token_logprobs: [] } }] }),
      'a list of 1, one for each of `tokens`, found a list of 0',
    ],
    [
      'a broken line',
      textFile(`${JSON.stringify(bad)}\n{"choices": [`, 'run.jsonl'),
      'run.jsonl: line 2: line 1, column 14: expected',
    ],
    [
      'another kind of record',
      linesFile([bad, { doc_id: 1, resps: [] }]),
      'run.jsonl: line 2: expected a record of the same kind as before (chat completions), found an object with doc_id, resps',
    ],
    [
      'chunks of a stream',
      jsonFile({ object: 'chat.completion.chunk', choices: [] }),
      'expected a whole answer',
    ],
    ['no record at all', jsonFile([]), 'expected at least one answer'],
    ['another JSON', jsonFile({ a: 1 }), 'found an object with a'],
    [
      'a structured array',
      npyFile("x', 'descr': [('a', '<f4')], 'b': '", [1], new Uint8Array(0)),
      'descr: expected one of <f2, <f4, <f8',
    ],
    [
      'an array cut short',
      npyFile('<f4', [2, 3], new Float32Array(5)),
      'expected 24 bytes for <f4 [2, 3], found 20',
    ],
    [
      'an array of whole numbers',
      npyFile('<i8', [2, 3], new Float64Array(6)),
      'descr: expected one of <f2, <f4, <f8, found "<i8"',
    ],
    [
      'a size beyond all bounds',
      npyFile('<f4', [999_999_999, 999_999_999], new Float32Array(1)),
      'expected at most 134217728 logits',
    ],
    [
      'more rows than are kept',
      npyFile('<f4', [4_000_001, 2], new Float32Array(1)),
      'expected at most 4000000 rows of logits',
    ],
    ['a kind of numbers by the name of a method', npyFile('toString', [2], new Float32Array(2)), 'descr: '],
    ['a zip', textFile('PK\x03\x04', 'a.npz'), 'a ZIP archive'],
    ['an empty file', textFile('', 'a.json'), 'an empty file'],
  ])('refuses %s', async (_, file, words) => {
    const said = await refusal(file);
    expect(said).toMatch(/^ImportError: /);
    expect(said).toContain(words);
  });
});
