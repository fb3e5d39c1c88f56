import type { LoadedModel } from '../../model/load.ts';
import type { Command } from '../command.ts';
import { openModel } from '../engine.ts';
import { print } from '../terminal.ts';
import { parseCommand } from '../usage.ts';

export const model: Command = {
  summary: 'check and describe a checkpoint',
  help: `Usage: lab model <DIR>

Checks every shape, offset and dtype of a Llama checkpoint in Hugging Face layout (config.json, model.safetensors,
tokenizer.json, tokenizer_config.json) and says what it holds.`,

  async perform(args) {
    const { positionals } = parseCommand(args, {}, ['a model directory']);
    const loaded = await openModel(positionals[0]);
    print(describeModel(loaded));
    return 0;
  },
};

function describeModel({ name, checkpoint, tokenizer }: LoadedModel): string[] {
  const { config, layers, parameters, hash, head, embedding } = checkpoint;
  const tensors = [embedding, ...layers.flatMap((layer) => Object.values(layer)), checkpoint.finalNorm];
  const dtypes = [...new Set(tensors.map((tensor) => tensor.dtype))].join(', ');
  const kvBytes = 2 * config.layers * config.kvHeads * config.headDim * 2;
  return [
    `${name}: Llama, ${parameters.toLocaleString('en')} parameters in ${dtypes}`,
    `hash          ${hash}`,
    `layers        ${config.layers}`,
    `hidden        ${config.hiddenSize}, intermediate ${config.intermediateSize}`,
    `heads         ${config.heads} query, ${config.kvHeads} key-value, head_dim ${config.headDim}`,
    `vocabulary    ${config.vocabSize} (${tokenizer.size} in the tokenizer), head ${head === embedding ? 'tied' : 'untied'}`,
    `positions     ${config.maxPositions}, rope_theta ${config.ropeTheta}`,
    `tokens        begin ${config.bosToken ?? 'none'}, end ${config.eosTokens.join(', ') || 'none'}`,
    `KV cache      ${kvBytes.toLocaleString('en')} bytes a position in bf16`,
  ];
}
