import { type NamedSource, parseSource, writeNamed, writeSource } from '../../experiment/model-source.ts';
import type { Experiment } from '../../experiment/schema.ts';
import { type ModelNeeds, modelNeeds } from '../../lab/model-needs.ts';
import { parseConfig } from '../../model/config.ts';
import type { ModelConfig } from '../../model/model-config.ts';
import { ModelError } from '../../model/model-error.ts';
import { readModelJson } from '../../model/model-json.ts';
import { type DownloadProgress, downloadModel, lacking } from '../../model/sources/download.ts';
import { placeTokenizer } from '../../model/sources/load-place.ts';
import { type LookedUp, lookUp } from '../../model/sources/look-up.ts';
import { type Net, openNet } from '../../model/sources/net.ts';
import { type OwnFile, type OwnModel, ownModel } from '../../model/sources/own-files.ts';
import type { KeptModel, Shelf } from '../../model/sources/shelf.ts';
import { SourceError } from '../../model/sources/source-error.ts';
import type { LabHost } from '../lab-host.ts';
import { freely, quick, type Running, type Work } from '../method.ts';

/** A model elsewhere, as a visitor wrote it. */
export interface SourceAsk {
  /** A hub's name or an address, see `parseSource`. */
  readonly name: string;
  /** Another hub than huggingface.co. */
  readonly endpoint?: string;
  /** For the hub's host alone; kept nowhere. */
  readonly token?: string;
}

export interface DownloadAsk extends SourceAsk {
  /** What an experiment says of the model: another is refused before it is downloaded, where the host tells. */
  readonly hash?: string;
}

/** What an experiment says of a model from elsewhere. */
export interface KeptAsk {
  readonly source: string;
  readonly revision?: string;
}

/** What a host says of a source, before any of its weights is downloaded. */
export interface SourceReport {
  /** For `experiment.model`: the source's one text, and its commit where it has one. */
  readonly source: string;
  readonly revision: string | null;
  /** The branch, tag or commit that was asked for. */
  readonly asked: string | null;
  readonly host: string;
  /** Those that a model is read from; sizes are null where the host does not say. */
  readonly files: readonly { readonly path: string; readonly size: number | null }[];
  readonly bytes: number | null;
  /** Bytes that are not kept yet. */
  readonly lacking: number | null;
  /** As the loaded model's will be; null where only its bytes tell. */
  readonly hash: string | null;
  readonly config: ModelConfig | null;
  /** Why the model could not be run, as far as its config tells. */
  readonly refused: string | null;
}

export interface KeptReport {
  /** Names it to `remove`. */
  readonly key: string;
  readonly source: string;
  readonly revision: string | null;
  readonly bytes: number;
  readonly files: readonly { readonly path: string; readonly size: number }[];
  readonly whole: boolean;
}

/** A model of a visitor's own files, for as long as the page is open. */
export interface OwnReport extends Pick<SourceReport, 'config' | 'refused'> {
  /** For `experiment.model`. */
  readonly name: string;
  /** Those that it is read from. */
  readonly files: readonly { readonly path: string; readonly size: number }[];
  readonly bytes: number;
}

/** What the browser gives this page to keep things in, in bytes; null where it does not say. */
export interface RoomReport {
  readonly usage: number | null;
  readonly quota: number | null;
  /** Whether the browser keeps it even when it is short of room; a page asks for that by `navigator.storage.persist()`. */
  readonly persisted: boolean;
}

export function sourceMethods({ shelf, own, engines }: LabHost) {
  const running: Running = new Map();
  return {
    /**
     * Asks a host what a source holds: lists, config and index, no weights. Ended by `cancel`. Throws SourceError and ModelError; nothing else of the lab
     * asks another host.
     */
    lookUp: freely(running, keyOf, async ({ signal }: Work, ask: SourceAsk): Promise<SourceReport> => {
      const looked = await lookUp(netOf(ask, signal), namedIn(ask));
      return await report(shelf, looked);
    }),

    /** Downloads what of a source is not kept. Beside all other work; broken off, it goes on from there the next time. */
    download: freely(
      running,
      keyOf,
      async ({ signal, tell }: Work<DownloadProgress>, ask: DownloadAsk): Promise<KeptReport> => {
        const net = netOf(ask, signal);
        const looked = await lookUp(net, namedIn(ask));
        checkHash(looked, ask.hash);
        const { listing, chosen } = looked;
        return keptReport(await downloadModel({ shelf, net, listing, chosen, onProgress: tell }));
      },
    ),

    /**
     * Takes files that the visitor dropped or picked for a model, where it is one: they stay where they are, and only the small ones are read now.
     * Throws ModelError saying what is missing.
     */
    take: quick(async (files: readonly OwnFile[]): Promise<OwnReport> => {
      const model = await ownModel(files);
      const told = await ownConfig(model);
      const { chosen } = model;
      const sizes = chosen.files.map(({ path, size }) => ({ path, size: size ?? 0 }));
      return { name: own.take(model), files: sizes, bytes: chosen.bytes ?? 0, ...told };
    }),

    /** What a model would take on this machine's adapter, were an experiment run on it. */
    needs: quick(async (config: ModelConfig, experiment: Experiment): Promise<ModelNeeds> => {
      return modelNeeds(config, experiment, await engines.limits());
    }),

    /** Ends the look-up or download that was asked for by this name. */
    cancel: quick((name: string): void => {
      running.get(name)?.abort();
    }),

    /** The model of an experiment's source, where it is kept whole; asks no host. */
    kept: quick(async ({ source, revision }: KeptAsk): Promise<KeptReport | null> => {
      const found = await shelf.find(namedIn({ name: source }).source, revision ?? null);
      return found && keptReport(found);
    }),

    list: quick(async (): Promise<readonly KeptReport[]> => (await shelf.list()).map(keptReport)),

    /** Deletes a kept model, but for files that another one has too. @returns bytes freed */
    remove: quick((key: string): Promise<number> => shelf.remove(key)),

    room: quick(async (): Promise<RoomReport> => {
      const { storage } = navigator;
      const [{ usage = null, quota = null }, persisted] = await Promise.all([
        storage.estimate(),
        storage.persisted(),
      ]);
      return { usage, quota, persisted };
    }),
  };
}

/** Of a folder its config alone; a GGUF file has its tokenizer in the same header. */
async function ownConfig({ name, files, chosen }: OwnModel): Promise<Pick<OwnReport, 'config' | 'refused'>> {
  const { gguf } = chosen;
  try {
    if (gguf !== null) return { config: (await placeTokenizer({ name, files, gguf })).config, refused: null };
    const json = await readModelJson(files, name, 'config.json');
    return { config: parseConfig(json, `${name}/config.json`), refused: null };
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return { config: null, refused: error.message };
  }
}

function keyOf({ name }: SourceAsk): string {
  return name;
}

function netOf({ endpoint, token }: SourceAsk, signal: AbortSignal): Net {
  return openNet({ endpoint, token, signal });
}

function namedIn({ name, endpoint }: SourceAsk): NamedSource {
  const parsed = parseSource(name.trim(), endpoint);
  if (typeof parsed === 'string') throw new SourceError('missing', 'model', parsed);
  return parsed;
}

/** Before gigabytes come: the hub's own SHA-256 tell what the loaded model's hash would be. */
function checkHash({ listing, chosen }: LookedUp, expected: string | undefined): void {
  if (expected === undefined || chosen.hash === null || chosen.hash === expected) return;
  const { source, revision } = listing;
  throw new SourceError(
    'damaged',
    writeNamed({ source, revision }),
    `expected a model of hash ${expected}, as the experiment says, found ${chosen.hash}`,
  );
}

async function report(shelf: Shelf, looked: LookedUp): Promise<SourceReport> {
  const { listing, chosen, config, refused } = looked;
  const missing = await lacking({ shelf, ...looked });
  return {
    source: writeSource(listing.source),
    ...{ revision: listing.revision, asked: listing.asked, host: listing.host },
    files: chosen.files.map(({ path, size }) => ({ path, size })),
    bytes: chosen.bytes,
    lacking: missing.some(({ size }) => size === null)
      ? null
      : missing.reduce((sum, { size }) => sum + size!, 0),
    hash: chosen.hash,
    ...{ config, refused },
  };
}

function keptReport({ key, source, revision, bytes, files, whole }: KeptModel): KeptReport {
  return { key, source: writeSource(source), revision, bytes, files, whole };
}
