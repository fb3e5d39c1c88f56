import { asksForRandom } from '../../experiment/model-name.ts';
import { visible } from '../../experiment/visible.ts';
import { withChatTemplate } from '../../model/chat/template-files.ts';
import { readGgufTokenizerFiles } from '../../model/gguf/read-gguf.ts';
import type { TokenizerFiles } from '../../model/gguf/tokenizer.ts';
import { writeGguf } from '../../model/gguf/write/write-gguf.ts';
import { ggufIn } from '../../model/gguf-file.ts';
import type { LoadedModel } from '../../model/load.ts';
import { MissingFileError } from '../../model/model-error.ts';
import { readModelJson } from '../../model/model-json.ts';
import { randomTokenizerJson } from '../../model/random-tokenizer.ts';
import { filesOf } from '../../model/sources/load-place.ts';
import type { Command } from '../command.ts';
import { openModel, shippedModel } from '../engine.ts';
import { type LocalPlace, placeOf } from '../model-place.ts';
import { openFile } from '../output.ts';
import { note, print } from '../terminal.ts';
import { oneOf, parseCommand, shownPath, UsageError } from '../usage.ts';

const WEIGHTS = ['f32', 'f16', 'q8', 'q4'] as const;

export const exportModel: Command = {
  summary: 'write a model as a GGUF file, which llama.cpp reads',
  help: `Usage: lab export --gguf FILE.gguf [--model MODEL] [--weights ${WEIGHTS.join(' | ')}]

Writes a model (nano where none is named) with its tokenizer as one GGUF file of version 3.

  --gguf FILE      the file to write
  --model MODEL    a model's folder, a GGUF file, hf:owner/name, an address, or random:SHAPE[:LAYERS][:SEED]
  --weights W      f32, f16, q8 (Q8_0) or q4 (Q4_0), rounded as ggml's reference does; without it each tensor as it is stored.
                   Norms and biases are F32 always; rows that are no whole blocks of 32 are F16 in a file of q8 or q4

What the file cannot say, such as a tokenizer's pattern that llama.cpp has no name for, is told. A model that would be read as another, or not loaded, is refused.`,

  async perform(args) {
    const { values } = parseCommand(args, OPTIONS, []);
    const weights = values.weights === undefined ? null : oneOf('weights', values.weights, WEIGHTS);
    const write = await openFile('--gguf', values.gguf);
    if (write === null) throw new UsageError('expected --gguf FILE.gguf');
    const from = values.model ?? shippedModel('nano');
    const place = asksForRandom(from) ? null : await placeOf(from);
    const model = await openModel(place ?? from, false);
    const content = await contentOf(model, place);
    const file = writeGguf(content, weights);
    for (const each of file.notes) note(`note: ${each}`);
    await write(file);
    print([`${shownPath(values.gguf!)}: ${visible(model.name)}, ${file.bytes.toLocaleString('en')} bytes`]);
    return 0;
  },
};

const OPTIONS = {
  gguf: { type: 'string' },
  model: { type: 'string' },
  weights: { type: 'string' },
} as const;

async function contentOf(
  model: LoadedModel,
  place: LocalPlace | null,
): Promise<Parameters<typeof writeGguf>[0]> {
  const { name, checkpoint, tokenizer, endTokens } = model;
  const { config } = checkpoint;
  const known = tokenizer.size > 0;
  // What is fed in front of a text may be another token than the config says.
  const [fed = null] = known ? tokenizer.encode('') : [];
  return {
    ...{ name, checkpoint },
    tokenizer: known ? await tokenizerFiles(place, config.vocabSize) : null,
    special: {
      bos: fed ?? config.bosToken,
      ends: endTokens.map(({ token }) => token),
      addBos: fed !== null,
    },
  };
}

/** Null: of a random model. */
async function tokenizerFiles(place: LocalPlace | null, vocabSize: number): Promise<TokenizerFiles> {
  if (place === null) return { json: randomTokenizerJson(vocabSize), settings: {} };
  const [files, { name }] = [filesOf(place), place];
  const gguf = await ggufIn(files, name);
  if (gguf !== null) return await readGgufTokenizerFiles(files, name, gguf);
  const json = await readModelJson(files, name, 'tokenizer.json');
  const settings = await readModelJson(files, name, 'tokenizer_config.json').catch((error: unknown) => {
    if (error instanceof MissingFileError) return {};
    throw error;
  });
  return { json, settings: await withChatTemplate(files, name, settings) };
}
