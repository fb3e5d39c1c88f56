import { totalmem } from 'node:os';
import { checkHostMemory } from '../engines/host-memory.ts';
import { createEngine, type EngineOnDevice } from '../engines/open-engine.ts';
import { openInstalledOrt } from '../engines/ort/installed-ort.node.ts';
import { OwnKernels } from '../engines/webgpu/own-kernels.ts';
import type { HeldWeights } from '../experiment/formats-read.ts';
import { asksForRandom, modelNameProblem } from '../experiment/model-name.ts';
import type { Experiment } from '../experiment/schema.ts';
import { visible } from '../experiment/visible.ts';
import { withDrafts } from '../lab/speculation/with-drafts.ts';
import type { LoadedModel } from '../model/load.ts';
import { randomModel } from '../model/random-model.ts';
import { shippedFolder } from '../model/shipped.node.ts';
import { loadPlace } from '../model/sources/load-place.ts';
import type { TextCodec } from '../model/tokenizer.ts';
import { ENGINE_KINDS } from '../steps/engine.ts';
import { endedAtOnce, endedAtOnceInTurn } from './interruption.ts';
import { keptPlace, type LocalPlace, placeOf, type WantedModel } from './model-place.ts';
import { showBytes } from './progress.ts';
import { note } from './terminal.ts';
import { openTunedGpu } from './tuned-gpu.ts';
import { oneOf, UsageError } from './usage.ts';

/**
 * The model that an experiment names: what `--model` would say for one that ships with the lab or is random, else where it comes from. Throws UsageError
 * for one of its author's own files, which only `--model` leads to.
 */
export function modelOf({ model }: Pick<Experiment, 'model'>): string | WantedModel {
  const { file, hash } = model;
  if (file !== undefined)
    throw new UsageError(
      `the experiment was made with its author's own ${visible(file.name)} (${file.bytes.toLocaleString('en')} bytes, ${hash}): name it by --model`,
    );
  return model.source === undefined ? shippedModel(model.name) : model;
}

/** What `--model` would say for a model that ships with the lab, or a random one. */
export function shippedModel(name: string): string {
  return asksForRandom(name) ? name : shippedFolder(name);
}

/** A model as its links name it: one that does not ship with the lab is known by its weights. */
export function writtenModel({ name, checkpoint }: LoadedModel): Experiment['model'] {
  if (asksForRandom(name)) return { name };
  return { name: modelNameProblem(name) === null ? name : 'model', hash: checkpoint.hash };
}

/**
 * Reads a model that a command line names, downloaded where it is not kept, or one that an experiment names; or generates a random one. Tells of its
 * warnings on standard error. `needsText` false: only token ids will be fed, so that a tokenizer is welcome but not needed.
 */
export async function openModel(
  wanted: string | WantedModel | LocalPlace,
  needsText = true,
): Promise<LoadedModel> {
  const model = await readModel(wanted, needsText);
  for (const warning of model.warnings) note(`warning: ${warning}`);
  return model;
}

/**
 * The same, with the models that its arms draft by: shipped or random ones, by their names, or what `draft` says of the one that a command
 * line names.
 */
export async function openModelFor(
  wanted: string | WantedModel | LocalPlace,
  needsText: boolean,
  arms: Parameters<typeof withDrafts>[1],
  draft: Readonly<Record<string, string>> = {},
): Promise<LoadedModel> {
  const model = await openModel(wanted, needsText);
  return await withDrafts(model, arms, async (name) => {
    const from = draft[name] ?? shippedModel(name);
    return { ...(await openModel(from, needsText)), name };
  });
}

/** As `openModel`, but its caller tells of the warnings. */
export async function readModel(
  wanted: string | WantedModel | LocalPlace,
  needsText: boolean,
): Promise<LoadedModel> {
  if (typeof wanted !== 'string')
    return await readPlace('files' in wanted ? wanted : await keptPlace(wanted), needsText);
  return asksForRandom(wanted) ? randomModel(wanted) : await readPlace(await placeOf(wanted), needsText);
}

/** Reads a model from its files on this machine. */
async function readPlace(place: LocalPlace, needsText: boolean): Promise<LoadedModel> {
  const options = { needsText, onProgress: showBytes('reading the weights') };
  const model = await endedAtOnce(() => loadPlace(place, options));
  return { ...model, tokenizer: withoutHandlers(model.tokenizer) };
}

/** Characters or tokens that no pattern takes long over. */
const SOON_DONE = 8192;
/** Milliseconds of one turn of the event loop that may go to texts before a signal is not kept waiting any longer. */
const MOST_OF_A_TURN = 100;

/**
 * A stranger's patterns may take seconds over a long text, or over many: a signal ends the process meanwhile. The prompts of a crowd,
 * which are made between steps, take no time: whoever took the handlers away for them could lose a signal at each.
 */
function withoutHandlers(tokenizer: TextCodec): TextCodec {
  let spent = 0;
  const over = <Result>(length: number, work: () => Result): Result => {
    if (length > SOON_DONE || spent > MOST_OF_A_TURN) return endedAtOnceInTurn(work);
    if (spent === 0) setImmediate(() => (spent = 0));
    const from = performance.now();
    try {
      return work();
    } finally {
      spent += performance.now() - from;
    }
  };
  return {
    size: tokenizer.size,
    chat: tokenizer.chat,
    notes: tokenizer.notes,
    tokenText: (token) => tokenizer.tokenText(token),
    encode: (text, options) => over(text.length, () => tokenizer.encode(text, options)),
    decode: (tokens) => over(tokens.length, () => tokenizer.decode(tokens)),
  };
}

/** An engine, and the device that was opened for it. */
export interface OpenEngine extends EngineOnDevice {
  /** Where kernels that are not the lab's may run; to each someone has to say yes. */
  readonly own: OwnKernels;
  close(): void;
}

/**
 * The engine of `--engine` and its device, for a model in the formats of some arms, or as it is stored. Throws UsageError for another word, GpuError where there is no adapter, ModelError where the
 * engine would need more of this machine's memory than there is.
 */
export async function openEngine(
  kind: string,
  model: LoadedModel,
  arms?: readonly HeldWeights[],
): Promise<OpenEngine> {
  const own = new OwnKernels(openTunedGpu);
  const known = oneOf('engine', kind, ENGINE_KINDS);
  const { engine, gpu } = await createEngine(known, { gpu: openTunedGpu, own, ort: openInstalledOrt });
  const close = () => {
    engine.destroy();
    own.close();
    gpu?.device.destroy();
  };
  try {
    checkHostMemory(model, engine, totalmem(), arms);
  } catch (error) {
    close();
    throw error;
  }
  return { engine, gpu, own, close };
}
