import type { OwnNamedModel } from '../../experiment/edit/model.ts';
import { describeFiles } from '../../model/sources/describe.ts';
import { hashOwn } from '../../model/sources/hash-own.ts';
import { keepOwn } from '../../model/sources/keep-own.ts';
import { type OwnFile, ownModel } from '../../model/sources/own-files.ts';
import type { DownloadProgress } from '../../model/sources/progress.ts';
import { SourceError } from '../../model/sources/source-error.ts';
import type { LabHost } from '../lab-host.ts';
import { freely, quick, type Running, type Work } from '../method.ts';
import { checkHash, type KeptReport, keptReport, type OwnAsk, type OwnReport } from './source-reports.ts';

/** What is asked of a visitor's own files. */
export function ownMethods({ shelf, own }: LabHost, running: Running) {
  const keyOf = ({ name }: OwnAsk) => name;
  return {
    /**
     * Takes files that the visitor dropped or picked for a model, where it is one: they stay where they are, and only the small ones are read now.
     * Throws ModelError saying what is missing.
     */
    take: quick(async (files: readonly OwnFile[]): Promise<OwnReport> => {
      const model = await ownModel(files);
      const { chosen } = model;
      const told = await describeFiles(model.files, model.name, chosen);
      const sizes = chosen.files.map(({ path, size }) => ({ path, size: size ?? 0 }));
      const { file } = model;
      return { name: own.take(model), file, files: sizes, bytes: chosen.bytes ?? 0, ...told };
    }),

    /** Reads files that were taken through, once, for the hash that an experiment knows them by. Ended by `cancel`. Throws SourceError where it is another. */
    hash: freely(
      running,
      keyOf,
      async (at: Work<DownloadProgress>, { name, hash }: OwnAsk): Promise<OwnNamedModel> => {
        const model = await hashOwn(own.taken(name), at);
        checkHash(model, hash);
        own.hashed(model);
        return { name, hash: model.hash, file: model.file };
      },
    ),

    /** Copies files that were hashed into the browser's storage, where they are found after the page was closed. Ended by `cancel`. */
    keep: freely(
      running,
      keyOf,
      async (at: Work<DownloadProgress>, { name, hash }: Required<OwnAsk>): Promise<KeptReport> => {
        const model = own.byHash(hash);
        if (!model) throw new SourceError('missing', name, 'expected files that were hashed, found none');
        return keptReport(await keepOwn(shelf, model, at));
      },
    ),
  };
}
