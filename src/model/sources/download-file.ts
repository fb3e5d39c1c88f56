import { versionOf } from './address.ts';
import { digestOf, type Hasher } from './hashing.ts';
import type { ListedFile } from './listing.ts';
import { ask, type Net, reasonOf } from './net.ts';
import { pauseFor, waitBefore } from './patience.ts';
import type { Part, Shelf } from './shelf.ts';
import { SourceError } from './source-error.ts';

/** A connection that is cut this often without a byte between is given up. */
const MOST_CUTS = 5;
/** A connection that says nothing for so long counts as cut. */
const SILENT_MS = 30_000;

/** Where a download stands: bytes that are there, and whether they are being checked once more. */
export type OnLoaded = (loaded: number, doing: 'checking' | 'downloading') => void;

interface Job {
  readonly net: Net;
  readonly file: ListedFile;
  readonly part: Part;
  readonly onLoaded: OnLoaded;
}

/**
 * Downloads what a part of a file lacks, from where it was broken off, and finishes it if all bytes together are those that were announced. Ends with
 * the part as far as it came: throws SourceError where the host fails, or bytes are others, which are then thrown away; and the
 * signal's reason.
 */
export async function downloadFile(job: Job, { hashing }: Pick<Shelf, 'hashing'>): Promise<void> {
  const { file, part, net } = job;
  // Of a file without a digest or a version nobody could tell whether what comes goes on with what is there.
  if ((file.digest === null && file.version === null) || part.size > (file.size ?? Infinity))
    await part.empty();
  const hasherAnew = () => digestOf(file.digest?.kind ?? 'sha256', file.size ?? 0, hashing);
  let hasher = hasherAnew();
  let checked = 0;
  await part.readThrough((piece) => {
    hasher.update(piece);
    checked += piece.length;
    job.onLoaded(checked, 'checking');
    net.signal?.throwIfAborted();
  });
  for (let cuts = 0; part.size !== file.size; ) {
    const before = part.size;
    try {
      if ((await downloadFrom(job, hasher)) === 'whole') break;
      hasher = hasherAnew();
    } catch (error) {
      net.signal?.throwIfAborted();
      const passing = error instanceof CutError || (error instanceof SourceError && error.why === 'silent');
      if (!passing) throw error;
      cuts = part.size > before ? 1 : cuts + 1;
      if (cuts === MOST_CUTS)
        throw new SourceError('silent', file.url, cutWords(file, part, error), { cause: error });
      net.onWait?.(
        `the connection was cut after ${part.size.toLocaleString('en')} bytes (${reasonOf(error)}); it is tried again`,
      );
      await pauseFor(waitBefore(cuts), net.signal);
    }
  }
  await check(file, part, hasher.end());
  await part.finish();
}

/** A connection that ended before the file did. */
class CutError extends Error {}

/** One answer's bytes to their end; 'anew' where they would not go on with the part, which was thrown away. */
async function downloadFrom({ net, file, part, onLoaded }: Job, hasher: Hasher): Promise<'whole' | 'anew'> {
  const begin = part.size;
  const stop = new AbortController();
  const signal = net.signal ? AbortSignal.any([net.signal, stop.signal]) : stop.signal;
  const answer = await ask({ ...net, signal }, file.url, { from: begin, takes: [416] });
  const leave = () => stop.abort();
  if (begin > 0 && !goesOn(answer, file, begin)) {
    leave();
    await part.empty();
    return 'anew';
  }
  if (answer.status === 416) {
    leave();
    throw new SourceError('damaged', file.url, 'expected the file from its beginning, found status 416');
  }
  const type = answer.headers.get('content-type') ?? '';
  if (type.toLowerCase().startsWith('text/html')) {
    leave();
    throw new SourceError(
      'damaged',
      file.url,
      'expected a model file, found a web page (text/html): the host may ask to sign in first',
    );
  }
  await pump(answer, { file, leave }, async (piece) => {
    await part.append(piece);
    hasher.update(piece);
    onLoaded(part.size, 'downloading');
  });
  // An answer that announced no length ends without an error.
  if (file.size !== null && part.size < file.size) throw new CutError('it ended early');
  return 'whole';
}

/** Whether an answer begins where the part ends and is of the same file: another origin may show neither. */
function goesOn({ status, headers }: Response, file: ListedFile, begin: number): boolean {
  if (status !== 206) return false;
  const range = /^bytes (\d+)-\d*\/(\d+|\*)$/.exec(headers.get('content-range') ?? '');
  if (range && Number(range[1]) !== begin) return false;
  if (range && file.size !== null && range[2] !== '*' && Number(range[2]) !== file.size) return false;
  // The digest will tell; the hub's storage has ETags of its own.
  if (file.digest !== null) return true;
  const version = versionOf(headers);
  return version === null || version === file.version;
}

async function pump(
  answer: Response,
  { file, leave }: { readonly file: ListedFile; readonly leave: () => void },
  onPiece: (piece: Uint8Array<ArrayBuffer>) => Promise<void>,
): Promise<void> {
  const reader = answer.body?.getReader();
  if (!reader) return;
  try {
    for (let loaded = 0; ; ) {
      const next = await spoken(reader);
      if (next.done) return;
      loaded += next.value.length;
      if (file.size !== null && loaded > file.size)
        throw new SourceError(
          'damaged',
          file.url,
          `expected ${file.size.toLocaleString('en')} bytes, found more`,
        );
      await onPiece(next.value);
    }
  } catch (error) {
    leave();
    throw error;
  }
}

/** The next bytes. Throws CutError where the connection ends or says nothing for long. */
async function spoken(reader: ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new CutError(`nothing for ${SILENT_MS / 1000} s`)), SILENT_MS);
  });
  try {
    return await Promise.race([
      reader.read().catch((error) => Promise.reject(new CutError(reasonOf(error)))),
      silence,
    ]);
  } finally {
    clearTimeout(timer);
  }
}

async function check(file: ListedFile, part: Part, found: string): Promise<void> {
  const { digest, size, url } = file;
  if (size !== null && part.size !== size) {
    const words = `expected ${size.toLocaleString('en')} bytes, found ${part.size.toLocaleString('en')}`;
    await part.empty();
    throw new SourceError('damaged', url, words);
  }
  if (digest === null || digest.hex === found) return;
  await part.empty();
  const name = digest.kind === 'sha256' ? 'SHA-256' : 'git hash';
  throw new SourceError(
    'damaged',
    url,
    `expected the ${name} ${digest.hex} that the host announced, found ${found}: it was thrown away`,
  );
}

function cutWords({ size }: ListedFile, part: Part, error: unknown): string {
  const { message } = error as Error;
  const all = size === null ? 'all bytes' : `${size.toLocaleString('en')} bytes`;
  return `expected ${all}, found the connection cut again and again after ${part.size.toLocaleString('en')} (${message}); what came is kept, and is gone on with next time`;
}
