import { blobIdOf } from './choose.ts';
import { downloadFile } from './download-file.ts';
import type { Chosen, ListedFile, Listing } from './listing.ts';
import type { Net } from './net.ts';
import { Rate } from './rate.ts';
import type { KeptModel, Shelf } from './shelf.ts';

/** Where the download of a model stands. */
export interface DownloadProgress {
  /** The file that is at it. */
  readonly file: string;
  readonly doing: 'checking' | 'downloading' | 'waiting';
  /** Why nothing comes, where it is waited for. */
  readonly reason?: string;
  /** Bytes of all files that are there, those kept before too. */
  readonly loaded: number;
  /** Null where the host does not say. */
  readonly total: number | null;
  /** Null as long as it is not known. */
  readonly bytesPerSecond: number | null;
  readonly secondsLeft: number | null;
}

export interface DownloadJob {
  readonly shelf: Shelf;
  readonly net: Net;
  readonly listing: Listing;
  readonly chosen: Chosen;
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** Milliseconds. */
  readonly now?: () => number;
}

/** Between two news. */
const NEWS_MS = 100;

/**
 * Downloads the files of a model that are not kept yet, the small ones first, and keeps it. Broken off anywhere, it goes on from there the next
 * time. Throws SourceError, and the net's signal's reason.
 */
export async function downloadModel(job: DownloadJob): Promise<KeptModel> {
  const { shelf, listing, chosen } = job;
  const missing = await lacking(job);
  const lacks = missing.reduce((sum, { size }) => sum + (size ?? 0), 0);
  const news = new News(job, (chosen.bytes ?? lacks) - lacks);
  await shelf.checkRoom(lacks);
  for (const file of missing.toSorted((a, b) => (a.size ?? 0) - (b.size ?? 0))) {
    const net = { ...job.net, onWait: (reason: string) => news.wait(file, reason) };
    await shelf.alone(listing, file, net, async () => {
      // Another tab or process may have had it meanwhile.
      const kept = await shelf.keptSize(listing, file);
      if (kept !== null) return news.end(kept);
      const part = await shelf.openPart(listing, file);
      try {
        await downloadFile(
          { net, file, part, onLoaded: (loaded, doing) => news.tell(file, loaded, doing) },
          shelf,
        );
        news.end(part.size);
      } finally {
        await part.close();
      }
    });
  }
  return await shelf.keep(listing, chosen);
}

/** The files of a model that are not kept whole, each once. */
export async function lacking({
  shelf,
  listing,
  chosen,
}: Pick<DownloadJob, 'shelf' | 'listing' | 'chosen'>): Promise<readonly ListedFile[]> {
  const files = [...new Map(chosen.files.map((file) => [blobIdOf(file), file])).values()];
  const sizes = await Promise.all(files.map((file) => shelf.keptSize(listing, file)));
  return files.filter((_, i) => sizes[i] === null);
}

class News {
  readonly #job: DownloadJob;
  readonly #rate = new Rate();
  readonly #now: () => number;
  /** Of files that are whole. */
  #done: number;
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(job: DownloadJob, done: number) {
    this.#job = job;
    this.#now = job.now ?? (() => performance.now());
    this.#done = done;
  }

  tell(file: ListedFile, loaded: number, doing: DownloadProgress['doing']): void {
    const [now, bytes] = [this.#now(), this.#done + loaded];
    // What is read again from storage says nothing of the network.
    if (doing === 'downloading') this.#rate.tell(bytes, now);
    if (now - this.#toldAt < NEWS_MS && loaded !== file.size) return;
    this.#toldAt = now;
    this.#say({ file: file.path, doing, loaded: bytes });
  }

  wait(file: ListedFile, reason: string): void {
    this.#say({ file: file.path, doing: 'waiting', reason, loaded: this.#done });
  }

  end(bytes: number): void {
    this.#done += bytes;
  }

  #say(news: Pick<DownloadProgress, 'file' | 'doing' | 'reason' | 'loaded'>): void {
    const total = this.#job.chosen.bytes;
    this.#job.onProgress?.({
      ...news,
      total,
      bytesPerSecond: this.#rate.bytesPerSecond,
      secondsLeft: total === null ? null : this.#rate.secondsTo(total),
    });
  }
}
