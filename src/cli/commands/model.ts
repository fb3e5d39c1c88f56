import { SHAPE_NAMES } from '../../experiment/model-name.ts';
import { visible } from '../../experiment/visible.ts';
import { checkpointTensors } from '../../model/assemble.ts';
import type { LoadedModel } from '../../model/load.ts';
import { paragraph } from '../../results/text.ts';
import type { Command } from '../command.ts';
import { readModel } from '../engine.ts';
import { print } from '../terminal.ts';
import { parseCommand } from '../usage.ts';

export const model: Command = {
  summary: 'check and describe a checkpoint',
  help: `Usage: lab model <DIR | random:SHAPE[:LAYERS][:SEED]>

Checks every shape, offset, dtype and value of a Llama checkpoint in Hugging Face layout (config.json; model.safetensors or
the shards that model.safetensors.index.json names; for text tokenizer.json and tokenizer_config.json; for more end tokens
generation_config.json) and says what it holds, with a warning for whatever was settled or passed over. Random weights are generated
in the shape of ${SHAPE_NAMES.join(', ')}: the same bits on every machine.`,

  async perform(args) {
    const { positionals } = parseCommand(args, {}, ['a model directory or a random model']);
    print(describeModel(await readModel(positionals[0], false)));
    return 0;
  },
};

function describeModel(model: LoadedModel): string[] {
  const { name, checkpoint, weightFiles, warnings } = model;
  const { config, parameters, hash, head, embedding } = checkpoint;
  const dtypes = [...new Set(checkpointTensors(checkpoint).map((tensor) => tensor.dtype))].join(', ');
  const kvBytes = 2 * config.layers * config.kvHeads * config.headDim * 2;
  const shards = weightFiles.length;
  return [
    `${visible(name)}: Llama, ${parameters.toLocaleString('en')} parameters in ${dtypes}`,
    `hash          ${hash}${shards > 1 ? ` (of the list of ${shards} shards)` : ''}`,
    `layers        ${config.layers}`,
    `hidden        ${config.hiddenSize}, intermediate ${config.intermediateSize}`,
    `heads         ${config.heads} query, ${config.kvHeads} key-value, head_dim ${config.headDim}`,
    `vocabulary    ${config.vocabSize} (${tokenizerWords(model)}), head ${head === embedding ? 'tied' : 'untied'}`,
    `positions     ${config.maxPositions}, rope_theta ${config.ropeTheta}`,
    `tokens        begin ${beginToken(model) ?? 'none'}, end ${endWords(model)}`,
    `KV cache      ${kvBytes.toLocaleString('en')} bytes a position in bf16`,
    ...warnings.flatMap((warning) => paragraph(`warning       ${warning}`)),
  ];
}

function tokenizerWords({ tokenizer }: LoadedModel): string {
  return tokenizer.size === 0 ? 'no tokenizer: ids only' : `${tokenizer.size} in the tokenizer`;
}

/** The token that is fed in front of a text. */
function beginToken({ tokenizer, checkpoint }: LoadedModel): number | null {
  return tokenizer.size === 0 ? checkpoint.config.bosToken : (tokenizer.encode('')[0] ?? null);
}

/** `2 (config.json), 300 (generation_config.json)` */
function endWords({ endTokens }: LoadedModel): string {
  return endTokens.map(({ token, from }) => `${token} (${from.join(', ')})`).join(', ') || 'none';
}
