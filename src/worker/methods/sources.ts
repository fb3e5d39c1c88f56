import { type NamedSource, parseSource } from '../../experiment/model-source.ts';
import type { Experiment } from '../../experiment/schema.ts';
import { type ModelNeeds, modelNeeds } from '../../lab/model-needs.ts';
import type { ModelConfig } from '../../model/model-config.ts';
import { downloadModel } from '../../model/sources/download.ts';
import { findFiles, lookUp } from '../../model/sources/look-up.ts';
import { type Net, openNet } from '../../model/sources/net.ts';
import type { DownloadProgress } from '../../model/sources/progress.ts';
import { SourceError } from '../../model/sources/source-error.ts';
import type { PackedDtype } from '../../numerics/dtypes.ts';
import type { LabHost } from '../lab-host.ts';
import { freely, quick, type Running, type Work } from '../method.ts';
import { ownMethods } from './own-files.ts';
import {
  checkHash,
  type DownloadAsk,
  type KeptAsk,
  type KeptReport,
  keptReport,
  type RoomReport,
  type SourceAsk,
  type SourceReport,
  sourceReport,
} from './source-reports.ts';

export function sourceMethods(lab: LabHost) {
  const { shelf, engines } = lab;
  const running: Running = new Map();
  return {
    /**
     * Asks a host what a source holds: lists, config and index or the header of a GGUF file, no weights. Ended by `cancel`. Throws SourceError and
     * ModelError; nothing else of the lab asks another host.
     */
    lookUp: freely(running, keyOf, async ({ signal }: Work, ask: SourceAsk): Promise<SourceReport> => {
      const looked = await lookUp(netOf(ask, signal), namedIn(ask));
      return await sourceReport(shelf, looked);
    }),

    /** Downloads what of a source is not kept. Beside all other work; broken off, it goes on from there the next time. */
    download: freely(
      running,
      keyOf,
      async ({ signal, tell }: Work<DownloadProgress>, ask: DownloadAsk): Promise<KeptReport> => {
        const net = netOf(ask, signal);
        const found = await findFiles(net, namedIn(ask));
        checkHash(found, ask.hash);
        return keptReport(await downloadModel({ shelf, net, ...found, onProgress: tell }));
      },
    ),

    ...ownMethods(lab, running),

    /** What a model would take on this machine's adapter, were an experiment run on it; `stored`: what its weights are stored in, where that is known. */
    needs: quick(
      async (
        config: ModelConfig,
        stored: PackedDtype | null,
        experiment: Experiment,
      ): Promise<ModelNeeds> => {
        return modelNeeds(config, stored, experiment, await engines.limits());
      },
    ),

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

function keyOf({ name }: Pick<SourceAsk, 'name'>): string {
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
