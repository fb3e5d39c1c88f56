import { basename } from 'node:path';
import { breathe } from '../../engines/cpu/breathe.ts';
import { MOST_BYTES } from '../../imports/limits.ts';
import { readTranscript } from '../../imports/read-transcript.ts';
import { transcriptsLines } from '../../report/transcripts-lines.ts';
import type { Transcript } from '../../results/transcripts.ts';
import { reportTranscripts } from '../../results/transcripts-report.ts';
import type { Command } from '../command.ts';
import { readBytes } from '../input.ts';
import { openOutput } from '../output.ts';
import { parseCommand } from '../usage.ts';

const OPTIONS = {
  'part-a': { type: 'string' },
  'part-b': { type: 'string' },
  'same-inputs': { type: 'boolean' },
  json: { type: 'string' },
} as const;

export const compare: Command = {
  summary: 'compare two runs of anything: answers with logprobs, lm-eval samples, logits',
  help: `Usage: lab compare A B [options]

Compares two files, whatever made them; what each is, its content tells: completions or chat completions with logprobs as OpenAI's
API gives them (JSON, or JSON Lines as its batch API, vLLM and SGLang write them), lm-eval samples, logits as safetensors or .npy of
shape (positions, vocabulary), and runs of this lab (lab run --json). Says where sequences fork, how close it was, and what cannot
be said for want of evidence.

  --part-a NAME        of file A one arm of a run, or one tensor, alone
  --part-b NAME        the same of file B, which may be the same file
  --same-inputs        of logits: both were fed the same tokens, so that all rows are compared
  --json FILE          also write all of it; - for standard output, instead of the report`,

  async perform(args, signal) {
    const { values, positionals } = parseCommand(args, OPTIONS, ['a file A', 'a file B']);
    const output = await openOutput(values.json);
    const [fileA, fileB] = positionals;
    const a = await readRun(fileA, values['part-a'], signal);
    const b = await readRun(fileB, values['part-b'], signal);
    const report = await reportTranscripts(
      a,
      b,
      { sameInputs: values['same-inputs'] ?? false },
      pauseUnless(signal),
    );
    output.report(transcriptsLines(report));
    await output.json(report);
    return 0;
  },
};

async function readRun(path: string, part: string | undefined, signal: AbortSignal): Promise<Transcript> {
  const bytes = await readBytes(path, MOST_BYTES);
  const options = { part: part ?? null, pause: pauseUnless(signal) };
  return (await readTranscript({ name: basename(path), bytes }, options)).transcript;
}

/** Lets an interruption come in, and ends the work with it. */
function pauseUnless(signal: AbortSignal): () => Promise<void> {
  return async () => {
    await breathe();
    signal.throwIfAborted();
  };
}
