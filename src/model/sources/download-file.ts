import { versionOf } from './address.ts';
import { bodyPieces } from './body-pieces.ts';
import type { ListedFile } from './listing.ts';
import { ask, type Net } from './net.ts';
import { pauseFor, waitBefore } from './patience.ts';
import { reasonOf } from './reason.ts';
import type { Part, Shelf } from './shelf.ts';
import { SourceError } from './source-error.ts';
import { CutError, spoken } from './spoken.ts';
import { FileHasher } from './stream-hashing.ts';

/** A connection that is cut this often without a byte between is given up. */
const MOST_CUTS = 5;
/** A file is begun anew so often: where a host goes on with none, a cut would have it sent for ever. */
const MOST_BEGINNINGS = 5;

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
  const { file, part } = job;
  const hasher = new FileHasher(file, hashing);
  try {
    await downloadRest(job, hasher);
    const found = await hasher.end();
    await check(file, part, found);
    await part.finish(file.digest?.kind === 'git' ? null : found);
  } finally {
    hasher.close();
  }
}

/** Takes the hash of what is there, and of all that comes. */
async function downloadRest(job: Job, hasher: FileHasher): Promise<void> {
  const { file, part, net } = job;
  // Of a file without a digest or a version nobody could tell whether what comes goes on with what is there.
  if ((file.digest === null && file.version === null) || part.size > (file.size ?? Infinity))
    await part.empty();
  await hasher.begin();
  let checked = 0;
  await part.readThrough(async (piece) => {
    checked += piece.length;
    await hasher.update(piece);
    job.onLoaded(checked, 'checking');
    net.signal?.throwIfAborted();
  });
  for (let [cuts, beginnings] = [0, 1]; part.size !== file.size; ) {
    const before = part.size;
    try {
      if ((await downloadFrom(job, hasher)) === 'whole') break;
      await hasher.begin();
      beginnings++;
      if (beginnings > MOST_BEGINNINGS)
        throw new SourceError(
          'damaged',
          file.url,
          `expected a host that goes on with a file where it was cut, found one that began it anew ${MOST_BEGINNINGS} times`,
        );
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
}

/** One answer's bytes to their end; 'anew' where they would not go on with the part, which was thrown away. */
async function downloadFrom(
  { net, file, part, onLoaded }: Job,
  hasher: FileHasher,
): Promise<'whole' | 'anew'> {
  const begin = part.size;
  const stop = new AbortController();
  const signal = net.signal ? AbortSignal.any([net.signal, stop.signal]) : stop.signal;
  const answer = await ask({ ...net, signal }, file.url, { from: begin, takes: [416] });
  const leave = () => stop.abort();
  if (begin > 0 && !goesOn(answer, file, begin)) {
    leave();
    await part.empty();
    const whole = sizeSaid(answer);
    // All of it again would be as wrong.
    if (whole !== null && file.size !== null && whole !== file.size)
      throw new SourceError('damaged', file.url, sizeWords(file.size, whole));
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
    await hasher.update(piece);
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

/** Bytes of the whole file, as an answer to a range says; null where it does not. */
function sizeSaid({ headers }: Response): number | null {
  const size = /^bytes (?:\*|\d+-\d*)\/(\d{1,15})$/.exec(headers.get('content-range') ?? '')?.[1];
  return size === undefined ? null : Number(size);
}

async function pump(
  answer: Response,
  { file, leave }: { readonly file: ListedFile; readonly leave: () => void },
  onPiece: (piece: Uint8Array<ArrayBuffer>) => Promise<void>,
): Promise<void> {
  if (!answer.body) return;
  const pieces = bodyPieces(answer.body);
  try {
    for (let loaded = 0; ; ) {
      const next = await spoken(() => pieces.read());
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

async function check(file: ListedFile, part: Part, found: string): Promise<void> {
  const { digest, size, url } = file;
  if (size !== null && part.size !== size) {
    const words = sizeWords(size, part.size);
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

function sizeWords(announced: number, found: number): string {
  return `expected ${announced.toLocaleString('en')} bytes, as the host announced, found ${found.toLocaleString('en')}`;
}

function cutWords({ size }: ListedFile, part: Part, error: unknown): string {
  const { message } = error as Error;
  const all = size === null ? 'all bytes' : `${size.toLocaleString('en')} bytes`;
  return `expected ${all}, found the connection cut again and again after ${part.size.toLocaleString('en')} (${message}); what came is kept, and is gone on with next time`;
}
