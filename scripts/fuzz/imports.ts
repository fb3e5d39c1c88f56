import fc from 'fast-check';
import { ImportError } from '../../src/imports/import-error.ts';
import { readTranscript } from '../../src/imports/read-transcript.ts';
import { npyFile, safetensorsFile } from '../../src/imports/testing/files.ts';
import { compareSequences } from '../../src/results/compare-transcripts.ts';
import { distinctCompletions } from '../../src/results/distinct-completions.ts';
import { printedPrecision } from '../../src/results/printed-precision.ts';
import { alignTranscripts } from '../../src/results/transcript-alignment.ts';
import { type Harness, must, refusal } from './harness.ts';
import { mutatedJson } from './mutate-json.ts';
import { bytesOfText, mutatedText, textOfBytes } from './mutate-text.ts';

const CHAT = {
  custom_id: 'q',
  request: { body: { messages: [{ role: 'user', content: [{ type: 'text', text: 'a' }] }] } },
  response: {
    body: {
      choices: [
        {
          index: 0,
          message: { content: 'ab' },
          logprobs: {
            content: [
              {
                token: 'a',
                logprob: -0.5,
                top_logprobs: [
                  { token: 'a', logprob: -0.5 },
                  { token: 'b', logprob: -1 },
                ],
              },
              { token: 'token_id:7', token_id: 7, logprob: -1, top_logprobs: [] },
            ],
          },
        },
      ],
      prompt_logprobs: [
        null,
        { 7: { logprob: -1, decoded_token: 'x' }, 9: { logprob: -2, decoded_token: 'y' } },
      ],
      prompt_token_ids: [1, 7],
    },
  },
};

/** One record of every kind. */
const RECORDS: readonly unknown[] = [
  CHAT,
  {
    choices: [
      {
        text: 'ab',
        token_ids: [1, 2],
        logprobs: { tokens: ['a', 'b'], token_logprobs: [null, -1], top_logprobs: [null, { b: -1, c: -2 }] },
      },
      { text: 'a b', index: 1 },
    ],
  },
  {
    doc_id: 0,
    arguments: [
      ['Q', ' a'],
      ['Q', ' b'],
    ],
    resps: [[[-2, false]], [['-1.5', 'True']]],
  },
  { doc_id: 0, arguments: { gen_args_0: { arg_0: 'Q', arg_1: {} } }, resps: [['x', 'y', 'y']] },
  {
    text: 'x',
    meta_info: {
      output_token_logprobs: [[-1, 9, null]],
      output_top_logprobs: [
        [
          [-1, 9, null],
          [-2, 4, 'z'],
        ],
      ],
    },
  },
  {
    experiment: { requests: [{ id: 'p', prompt: 'a' }] },
    texts: { 1: 'a', 2: 'b' },
    arms: [{ name: 'x', requests: [{ id: 'p', tokens: [1, 2], text: 'ab', fingerprint: '00' }] }],
  },
];

const LOGITS = Float32Array.from([0, 1, 2, 3, -0, 0.5]);
const BINARIES = [
  npyFile('<f4', [2, 3], LOGITS),
  npyFile('<f8', [3, 2], Float64Array.from(LOGITS), { version: 2, fortran: true }),
  safetensorsFile({
    one: { dtype: 'F32', shape: [2, 3], data: LOGITS },
    two: { dtype: 'F16', shape: [2, 1, 2], data: new Uint16Array(4) },
  }),
].map(({ bytes }) => textOfBytes(bytes));

const encoder = new TextEncoder();
const inputs: fc.Arbitrary<Uint8Array> = fc.oneof(
  { weight: 4, arbitrary: mutatedJson(RECORDS).map((json) => encoder.encode(json)) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(mutatedJson(RECORDS), mutatedJson(RECORDS))
      .map((lines) => encoder.encode(lines.join('\n'))),
  },
  { weight: 2, arbitrary: mutatedText(BINARIES, { greatest: 255 }).map(bytesOfText) },
);

export const imports: Harness<Uint8Array> = {
  name: 'imports',
  property:
    'a file is a transcript or refused by an ImportError; a transcript compared with itself has no fork, no difference and no bit that differs',
  inputs,
  async check(bytes) {
    try {
      const { transcript } = await readTranscript({ name: 'run', bytes });
      const ids = transcript.sequences.map(({ id }) => id);
      must(new Set(ids).size === ids.length, 'two sequences of one id');
      const alignment = alignTranscripts(transcript, transcript);
      distinctCompletions(alignment);
      printedPrecision(transcript);
      for (const pair of alignment.pairs) {
        const found = await compareSequences(pair);
        must(pair.a !== pair.b || found.fork === null, 'a fork of a sequence from itself');
        must(pair.a !== pair.b || (found.maxDelta ?? 0) === 0, 'a difference of a sequence from itself');
        must(pair.a !== pair.b || found.bits !== false, 'bits that differ of a sequence from itself');
      }
      return `${transcript.source.format}, ${transcript.evidence}`;
    } catch (error) {
      return refusal(error, [ImportError]);
    }
  },
  keep: (bytes) => ({ run: bytes }),
};
