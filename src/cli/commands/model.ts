import { SHAPE_NAMES } from '../../experiment/model-name.ts';
import { asksForSource } from '../../experiment/model-source.ts';
import { visible } from '../../experiment/visible.ts';
import { modelNeeds } from '../../lab/model-needs.ts';
import { checkpointTensors } from '../../model/assemble.ts';
import type { LoadedModel } from '../../model/load.ts';
import type { ModelConfig } from '../../model/model-config.ts';
import { lacking } from '../../model/sources/download.ts';
import { lookUp } from '../../model/sources/look-up.ts';
import type { KeptModel } from '../../model/sources/shelf.ts';
import { activeParametersOf } from '../../model/work.ts';
import { decoderWords } from '../../report/decoder-words.ts';
import { needLines, sourceLines } from '../../report/source.ts';
import { bytesWords } from '../../results/amounts.ts';
import { grouped, paragraph } from '../../results/text.ts';
import type { Command } from '../command.ts';
import { readModel } from '../engine.ts';
import { readExperiment } from '../input.ts';
import { download, isOffline, namedSource, openCliNet, openShelf, placeOfKept } from '../model-place.ts';
import { presetFile } from '../shipped-files.ts';
import { print } from '../terminal.ts';
import { parseCommand, UsageError } from '../usage.ts';

/** The experiment that needs are told for. */
const PRESET = 'needle';

export const model: Command = {
  summary: 'check and describe a model, download one, list or delete what is kept',
  help: `Usage: lab model <DIR | FILE.gguf | SOURCE | random:SHAPE[:LAYERS][:SEED]> [--download]
       lab model --list
       lab model --delete NAME

Checks every shape, offset, dtype and value of a checkpoint in Hugging Face layout (config.json; model.safetensors or
the shards that model.safetensors.index.json names; for text tokenizer.json and tokenizer_config.json; for more end tokens
generation_config.json), or of a GGUF file, and says what it holds, with a warning for whatever was settled or passed over. Random weights are generated
in the shape of ${SHAPE_NAMES.join(', ')}: the same bits on every machine.

A SOURCE is hf:OWNER/NAME[@REVISION][:FILE.gguf], the address of a repository, or any https address of a folder or a .gguf file. Its files, sizes,
hash and needs are told before anything is downloaded; what is kept already is checked like a folder. Models of a hub are kept where
the hub's own tools keep theirs (HF_HUB_CACHE, HF_HOME), so that neither downloads what the other has. HF_ENDPOINT names another hub, HF_TOKEN opens what is
gated; the token goes to that host alone.

  --download           fetch what is not kept, by range, checked against the host's hashes; broken off, it goes on from there
  --list               what is kept, with sizes
  --delete NAME        delete a model of that list; without its commit where there is one`,

  async perform(args) {
    const options = {
      download: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      delete: { type: 'string' },
    } as const;
    const { values, positionals } = parseCommand(args, options, null);
    const kept = values.list || values.delete !== undefined;
    if (kept && (positionals.length > 0 || values.download || (values.list && values.delete !== undefined)))
      throw new UsageError('expected --list or --delete NAME by itself');
    if (values.list) print(keptLines(await openShelf().list()));
    else if (values.delete !== undefined) print([await deleteKept(values.delete)]);
    else await describe(positionals, values.download);
    return 0;
  },
};

async function describe(positionals: readonly string[], fetches: boolean): Promise<void> {
  const [name, more] = positionals;
  if (name === undefined)
    throw new UsageError('expected a model directory, a GGUF file, a source or a random model');
  if (more !== undefined) throw new UsageError(`unexpected "${more}"`);
  if (asksForSource(name)) await describeSource(name, fetches);
  else if (fetches)
    throw new UsageError(`--download: expected a source, hf:owner/name or an address, found "${name}"`);
  else await describeWhole(name);
}

async function describeWhole(name: string): Promise<void> {
  const model = await readModel(name, false);
  print([...describeModel(model), ...(await needsOf(model.checkpoint.config))]);
}

/** What the page says too: weights by format, keys and values by context, and what the preset that every search begins with takes besides. */
async function needsOf(config: ModelConfig): Promise<string[]> {
  const preset = await readExperiment(presetFile(PRESET));
  return needLines(modelNeeds(config, null, preset, null), PRESET);
}

/** What its host says of it, then what it is, where it is kept. */
async function describeSource(name: string, fetches: boolean): Promise<void> {
  if (isOffline()) {
    await describeWhole(name);
    return;
  }
  const [shelf, net] = [openShelf(), await openCliNet()];
  const looked = await lookUp(net, namedSource(name));
  const missing = await lacking({ shelf, ...looked });
  const bytes = missing.some(({ size }) => size === null)
    ? null
    : missing.reduce((sum, { size }) => sum + size!, 0);
  const needs = looked.config && (await needsOf(looked.config));
  print(sourceLines(looked, bytes, needs));
  if (missing.length > 0 && !fetches) return;
  const kept = await download(shelf, net, looked);
  const model = await readModel(placeOfKept(shelf, kept), false);
  print(['', ...describeModel(model), ...(needs ? [] : await needsOf(model.checkpoint.config))]);
}

function keptLines(kept: readonly KeptModel[]): string[] {
  if (kept.length === 0) return ['no model is kept'];
  const lines = kept.map(
    ({ key, bytes, whole }) => `${bytesWords(bytes).padStart(10)}  ${key}${whole ? '' : '  (not all of it)'}`,
  );
  return [...lines, '', 'A file that several models share is kept once, and counted in each.'];
}

/** A key without its commit. */
function nameOf(key: string): string {
  return key.slice(0, key.lastIndexOf(' '));
}

/** By a name that `--list` shows, with its commit or, where there is one alone, without. */
async function deleteKept(name: string): Promise<string> {
  const shelf = openShelf();
  const all = await shelf.list();
  const [one, another] = all.filter(({ key }) => key === name || nameOf(key) === name);
  if (!one) throw new UsageError(`--delete: expected a name that --list shows, found "${name}"`);
  if (another)
    throw new UsageError(
      `--delete: expected a name of one model, found that of ${one.key} and ${another.key}`,
    );
  return `deleted ${one.key}: ${bytesWords(await shelf.remove(one.key))} freed`;
}

function describeModel(model: LoadedModel): string[] {
  const { name, checkpoint, weightFiles, warnings } = model;
  const { config, parameters, hash, head, embedding } = checkpoint;
  const dtypes = [...new Set(checkpointTensors(checkpoint).map((tensor) => tensor.dtype))].join(', ');
  const shards = weightFiles.length;
  const differs = decoderWords(config).join('; ') || 'as a Llama';
  return [
    `${visible(name)}: ${parameters.toLocaleString('en')} parameters in ${dtypes}${activeWords(config)}`,
    `hash          ${hash}${shards > 1 ? ` (of the list of ${shards} shards)` : ''}`,
    `layers        ${config.layers}`,
    `hidden        ${config.hiddenSize}, intermediate ${config.intermediateSize}`,
    `heads         ${config.heads} query, ${config.kvHeads} key-value, head_dim ${config.headDim}`,
    `vocabulary    ${config.vocabSize} (${tokenizerWords(model)}), head ${head === embedding ? 'tied' : 'untied'}`,
    ...paragraph(`decoder       ${differs}`),
    `positions     ${config.maxPositions}, rope_theta ${config.ropeTheta}`,
    `tokens        begin ${beginToken(model) ?? 'none'}, end ${endWords(model)}`,
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

/** Of a mixture of experts. */
function activeWords(config: ModelConfig): string {
  return config.experts ? `, of which a token goes through ${grouped(activeParametersOf(config))}` : '';
}
