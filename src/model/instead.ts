import { MissingFileError } from './model-error.ts';
import type { ModelFiles } from './model-files.ts';

type Instead = readonly (readonly [name: RegExp, advice: string])[];

const OTHER_WEIGHTS: Instead = [
  [
    /^pytorch_model.*\.bin$|\.pth?$|\.ckpt$/,
    'a PyTorch pickle: save it as safetensors, in transformers by save_pretrained',
  ],
  [/\.gguf$/i, 'a model by itself: open that file, not the folder'],
  [
    /\.safetensors$/,
    'of another name: call it model.safetensors, or fetch the index if it is one of several',
  ],
  [/\.(?:h5|msgpack|onnx|mlmodel)$/, 'of another library: save them as safetensors'],
];

const OTHER_TOKENIZERS: Instead = [
  [
    /^(?:tokenizer\.model|vocab\.json|merges\.txt)$/,
    'an older form: save it as tokenizer.json, in transformers by save_pretrained of a fast tokenizer',
  ],
];

/** The lack of weights under the names that are read, with those that are there instead, where the folder tells its names. */
export function weightsInstead(
  files: ModelFiles,
  missing: MissingFileError,
  index: string,
): Promise<MissingFileError> {
  return lackOf(files, missing, `, nor ${index}`, OTHER_WEIGHTS);
}

/** The lack of a tokenizer.json, with the tokenizer that is there instead. */
export function tokenizerInstead(files: ModelFiles, missing: MissingFileError): Promise<MissingFileError> {
  return lackOf(files, missing, '', OTHER_TOKENIZERS);
}

async function lackOf(files: ModelFiles, missing: MissingFileError, more: string, others: Instead) {
  const there = (await files.names?.()) ?? [];
  const [found = ''] = others.flatMap(([pattern, advice]) => {
    const name = there.find((file) => pattern.test(file));
    return name === undefined ? [] : [`; there is ${name}, ${advice}`];
  });
  return new MissingFileError(missing.where, `${missing.problem}${more}${found}`, { cause: missing });
}
