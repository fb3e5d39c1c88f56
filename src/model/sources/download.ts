import type { ModelSource } from '../../experiment/model-source.ts';
import { blobIdOf } from './choose.ts';
import { downloadFile, type OnLoaded } from './download-file.ts';
import type { KeptSource } from './kept-source.ts';
import type { Chosen, ListedFile, Listing } from './listing.ts';
import type { Net } from './net.ts';
import { type DownloadProgress, Progress } from './progress.ts';
import type { KeptModel, Part, Shelf, Waiting } from './shelf.ts';

/** A model whose files are put on a shelf. */
interface Job<Source extends KeptSource> {
  readonly shelf: Shelf<Source>;
  readonly listing: Listing<Source>;
  readonly chosen: Chosen;
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** Milliseconds. */
  readonly now?: () => number;
}

export type DownloadJob<Source extends KeptSource = ModelSource> = Job<Source> & { readonly net: Net };

/** Puts what a part of a file lacks there, and finishes it. */
export type Bring = (file: ListedFile, part: Part, waiting: Waiting, onLoaded: OnLoaded) => Promise<void>;

/**
 * Downloads the files of a model that are not kept yet, the small ones first, and keeps it. Broken off anywhere, it goes on from there the next
 * time. Throws SourceError, and the net's signal's reason.
 */
export async function downloadModel<Source extends KeptSource>({
  net,
  ...job
}: DownloadJob<Source>): Promise<KeptModel<Source>> {
  const bring: Bring = (file, part, waiting, onLoaded) =>
    downloadFile({ net: { ...net, ...waiting }, file, part, onLoaded }, job.shelf);
  return await shelve(job, net.signal, bring);
}

/** Brings the files of a model that are not kept yet, the small ones first, one after the other, and keeps it. Throws what `bring` throws, and SourceError. */
export async function shelve<Source extends KeptSource>(
  job: Job<Source>,
  signal: AbortSignal | undefined,
  bring: Bring,
): Promise<KeptModel<Source>> {
  const { shelf, listing, chosen, onProgress, now } = job;
  const missing = await lacking(job);
  const lacks = missing.reduce((sum, { size }) => sum + (size ?? 0), 0);
  const progress = new Progress(chosen.bytes, (chosen.bytes ?? lacks) - lacks, onProgress, now);
  await shelf.checkRoom(lacks);
  for (const file of missing.toSorted((a, b) => (a.size ?? 0) - (b.size ?? 0))) {
    const waiting = { signal, onWait: (reason: string) => progress.wait(file, reason) };
    await shelf.alone(listing, file, waiting, async () => {
      // Another tab or process may have had it meanwhile.
      const kept = await shelf.keptSize(listing, file);
      if (kept !== null) return progress.end(kept);
      const part = await shelf.openPart(listing, file);
      try {
        await bring(file, part, waiting, (loaded, doing) => progress.tell(file, loaded, doing));
        progress.end(part.size);
      } finally {
        await part.close();
      }
    });
  }
  return await shelf.keep(listing, chosen);
}

/** The files of a model that are not kept whole, each once. */
export async function lacking<Source extends KeptSource>({
  shelf,
  listing,
  chosen,
}: Pick<Job<Source>, 'shelf' | 'listing' | 'chosen'>): Promise<readonly ListedFile[]> {
  const files = [...new Map(chosen.files.map((file) => [blobIdOf(file), file])).values()];
  const sizes = await Promise.all(files.map((file) => shelf.keptSize(listing, file)));
  return files.filter((_, i) => sizes[i] === null);
}
