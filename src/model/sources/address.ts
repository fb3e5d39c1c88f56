import type { AddressSource } from '../../experiment/model-source.ts';
import { MissingFileError } from '../model-error.ts';
import type { ListedFile, Listing } from './listing.ts';
import { ask, type Net } from './net.ts';

/** Asks a web server for the sizes of the files that a source of its may hold: `paths` of a folder, or the one that it is. Names that it does not have are left out. */
export async function listAddress(
  net: Net,
  source: AddressSource,
  paths: readonly string[],
): Promise<Listing> {
  const { host, pathname } = new URL(source.url);
  const own = decoded(pathname.slice(pathname.lastIndexOf('/') + 1));
  const found = source.url.endsWith('/')
    ? await inOrder(paths, (path) => headOf(net, source.url + encodeURIComponent(path), path))
    : [await headOf(net, source.url, own, true)];
  const files = found.filter((file) => file !== null);
  return { source, formerly: null, host, revision: null, asked: null, files };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** What a server says of a file without sending it; null where it has none. */
async function headOf(net: Net, url: string, path: string, needed = false): Promise<ListedFile | null> {
  const missing = needed ? [] : [404, 410];
  let answer = await ask(net, url, { method: 'HEAD', takes: [...missing, 403, 405, 501] });
  // Some hosts and signed addresses know one way of asking only.
  if ([403, 405, 501].includes(answer.status)) {
    answer = await ask(net, url, { from: 0, to: 0, takes: [...missing, 416] });
    void answer.body?.cancel().catch(() => undefined);
  }
  if (missing.includes(answer.status)) return null;
  const { headers } = answer;
  // Static hosts answer a missing path with their start page.
  if ((headers.get('content-type') ?? '').toLowerCase().startsWith('text/html')) {
    if (needed) throw new MissingFileError(url, 'expected a model file, found a web page (text/html)');
    return null;
  }
  const linked = bare(headers.get('x-linked-etag'));
  return {
    path,
    url,
    size: sizeOf(answer),
    digest: linked !== null && /^[0-9a-f]{64}$/.test(linked) ? { kind: 'sha256', hex: linked } : null,
    version: versionOf(headers),
  };
}

/** What tells two states of a file apart; another origin's page may not be shown either. */
export function versionOf(headers: Headers): string | null {
  const etag = headers.get('etag');
  // A weak one stands for the same meaning, not for the same bytes.
  return etag !== null && !etag.startsWith('W/') ? etag : headers.get('last-modified');
}

function sizeOf({ headers, status }: Response): number | null {
  const linked = headers.get('x-linked-size');
  const range = /\/(\d+)$/.exec(headers.get('content-range') ?? '')?.[1] ?? null;
  const length = status === 200 && !headers.has('content-encoding') ? headers.get('content-length') : null;
  const size = linked ?? range ?? length;
  return size !== null && /^\d{1,15}$/.test(size) ? Number(size) : null;
}

function bare(etag: string | null): string | null {
  return etag === null ? null : etag.replace(/^W\//, '').replaceAll('"', '');
}

const AT_ONCE = 4;

async function inOrder<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let at = 0; at < items.length; at += AT_ONCE)
    results.push(...(await Promise.all(items.slice(at, at + AT_ONCE).map(work))));
  return results;
}
