import type { ListedFile } from './listing.ts';
import { Rate } from './rate.ts';

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

/** Between two news. */
const NEWS_MS = 100;

/** Tells how far the files of a model are, not oftener than is of use. */
export class Progress {
  readonly #total: number | null;
  readonly #onProgress: ((progress: DownloadProgress) => void) | undefined;
  readonly #rate = new Rate();
  readonly #now: () => number;
  /** Of files that are whole. */
  #done: number;
  #toldAt = Number.NEGATIVE_INFINITY;

  /** `total`: bytes of all files, null where that is not known; `done`: of those that are there. */
  constructor(
    total: number | null,
    done: number,
    onProgress?: (progress: DownloadProgress) => void,
    now = () => performance.now(),
  ) {
    this.#total = total;
    this.#done = done;
    this.#onProgress = onProgress;
    this.#now = now;
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
    const total = this.#total;
    this.#onProgress?.({
      ...news,
      total,
      bytesPerSecond: this.#rate.bytesPerSecond,
      secondsLeft: total === null ? null : this.#rate.secondsTo(total),
    });
  }
}
