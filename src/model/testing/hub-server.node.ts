import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A repository as a hub holds it. */
export interface HubRepo {
  readonly files: Readonly<Record<string, Uint8Array>>;
  /** Files above so many bytes are LFS files: they have a SHA-256, and lie at another origin. */
  readonly lfsAbove?: number;
  /** A token that has to be sent. */
  readonly gated?: string;
  /** What it was called before. */
  readonly formerly?: string;
}

/** What goes wrong, once for each entry that is taken off a list. */
export interface Mishaps {
  /** Bytes after which the next downloads of an LFS file are cut. */
  cuts: number[];
  /** Seconds to wait that the next answers of the hub ask for, with status 429. */
  limits: number[];
  /** The storage sends other bytes than were announced. */
  wrongBytes: boolean;
  /** The storage sends all, whatever range was asked for. */
  noRanges: boolean;
  /** The hub announces LFS files larger by so many bytes than the storage has. */
  moreBytes: number;
  /** Milliseconds between pieces of 64 KiB. */
  slow: number;
}

export interface Seen {
  readonly method: string;
  /** `hub` or `storage`, which is another origin. */
  readonly at: 'hub' | 'storage';
  readonly path: string;
  readonly authorization: string | null;
  readonly range: string | null;
  readonly status: number;
}

export interface HubServer {
  /** The endpoint, without a slash at its end. */
  readonly endpoint: string;
  readonly seen: Seen[];
  readonly mishaps: Mishaps;
  /** Commit of every repository: one state each. */
  readonly commit: string;
  /** Files of a plain web server, at the storage's origin below `/plain/`. */
  readonly plain: Map<string, Uint8Array>;
  readonly plainBase: string;
  close(): Promise<void>;
}

/** A storage that allows nothing beyond the simplest requests. */
const STORAGE_CORS = {
  'access-control-allow-origin': '*',
  'access-control-expose-headers': 'ETag,Accept-Ranges,Content-Range',
};

const COMMIT = '0123456789abcdef0123456789abcdef01234567';
const PIECE = 1 << 16;
/** Of a file that nothing happens to: a client that is measured waits for itself. */
const LARGE_PIECE = 1 << 22;
/** As the hub's own; without them a page of another origin may read nothing. */
const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'authorization',
  'access-control-expose-headers':
    'X-Repo-Commit,X-Error-Code,X-Error-Message,ETag,Link,Accept-Ranges,Content-Range,X-Linked-Size,X-Linked-ETag',
};

interface Reply {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string | Uint8Array;
  /** A file that connections are cut in. */
  readonly large?: boolean;
}

/** A server that answers as the hub does, as far as it is asked here, and its storage on a port of its own. */
export async function openHubServer(repos: Readonly<Record<string, HubRepo>>): Promise<HubServer> {
  const seen: Seen[] = [];
  const mishaps: Mishaps = {
    cuts: [],
    limits: [],
    wrongBytes: false,
    noRanges: false,
    moreBytes: 0,
    slow: 0,
  };
  const plain = new Map<string, Uint8Array>();
  const storage = createServer((request, response) => serve('storage', request, response));
  const storagePort = await listen(storage);
  const hub = createServer((request, response) => serve('hub', request, response));
  const hubPort = await listen(hub);
  const endpoint = `http://127.0.0.1:${hubPort}`;
  const storageBase = `http://127.0.0.1:${storagePort}`;

  function serve(at: Seen['at'], request: IncomingMessage, response: ServerResponse): void {
    const {
      status,
      headers = {},
      body = '',
      large = false,
    } = at === 'hub' ? hubReply(request) : storageReply(request);
    seen.push({
      method: request.method ?? '',
      at,
      path: decodeURIComponent(request.url ?? ''),
      authorization: request.headers.authorization ?? null,
      range: request.headers.range ?? null,
      status,
    });
    response.writeHead(status, { ...(at === 'hub' ? CORS : STORAGE_CORS), ...headers });
    if (request.method === 'HEAD' || typeof body === 'string')
      response.end(request.method === 'HEAD' ? '' : body);
    else void sendPieces(response, body, large ? mishaps : { cuts: [], slow: mishaps.slow });
  }

  function hubReply(request: IncomingMessage): Reply {
    if (request.method === 'OPTIONS') return { status: 204 };
    const limit = mishaps.limits.shift();
    if (limit !== undefined) return { status: 429, headers: { 'retry-after': String(limit) } };
    const url = new URL(request.url ?? '/', endpoint);
    const named = /^\/(api\/models\/)?([^/]+\/[^/]+)\/(.*)$/.exec(decodeURIComponent(url.pathname));
    if (!named) return { status: 404 };
    const [, api = '', name, rest] = named;
    const renamed = Object.entries(repos).find(([, { formerly }]) => formerly === name);
    if (renamed) return { status: 307, headers: { location: `/${api}${renamed[0]}/${rest}` } };
    const repo = repos[name];
    // As for a private one: nobody is told whether there is one.
    if (!repo) return { status: 401, headers: { 'x-error-code': 'RepoNotFound' } };
    if (api !== '') return apiReply(name, repo, rest, url);
    const mayRead = repo.gated === undefined || request.headers.authorization === `Bearer ${repo.gated}`;
    if (!mayRead) return { status: 401, headers: { 'x-error-code': 'GatedRepo' } };
    return fileReply(name, repo, rest);
  }

  function fileReply(name: string, repo: HubRepo, rest: string): Reply {
    const [, revision, file] = /^resolve\/([^/]+)\/(.+)$/.exec(rest) ?? [];
    if (revision !== COMMIT && revision !== 'main')
      return { status: 404, headers: { 'x-error-code': 'RevisionNotFound' } };
    const bytes = repo.files[file];
    if (!bytes) return { status: 404, headers: { 'x-error-code': 'EntryNotFound' } };
    const { lfs, oid } = entryOf(file, bytes, repo);
    const about = { 'x-repo-commit': COMMIT, 'accept-ranges': 'bytes' };
    if (!lfs)
      return {
        status: 200,
        headers: { ...about, etag: `"${oid}"`, 'content-type': 'text/plain' },
        body: bytes,
      };
    const linked = { 'x-linked-etag': `"${lfs.oid}"`, 'x-linked-size': String(bytes.length) };
    return { status: 302, headers: { ...about, ...linked, location: `${storageBase}/lfs/${name}/${file}` } };
  }

  function apiReply(name: string, repo: HubRepo, rest: string, url: URL): Reply {
    const [, what, revision] = /^(revision|tree)\/(.+)$/.exec(rest) ?? [];
    if (revision !== 'main' && revision !== COMMIT)
      return { status: 404, headers: { 'x-error-code': 'RevisionNotFound' } };
    const headers = { 'content-type': 'application/json' };
    if (what === 'revision') return { status: 200, headers, body: JSON.stringify({ id: name, sha: COMMIT }) };
    // Two files a page, so that pages are followed.
    const from = Number(url.searchParams.get('cursor') ?? 0);
    const names = Object.keys(repo.files);
    const page = names.slice(from, from + 2).map((path) => announced(path, repo));
    const folder = { type: 'directory', oid: '0'.repeat(40), size: 0, path: 'folder' };
    const next = `${endpoint}/api/models/${name}/tree/${revision}?recursive=true&cursor=${from + 2}`;
    const link: Record<string, string> = from + 2 < names.length ? { link: `<${next}>; rel="next"` } : {};
    return { status: 200, headers: { ...headers, ...link }, body: JSON.stringify([...page, folder]) };
  }

  function announced(path: string, repo: HubRepo) {
    const { lfs, ...entry } = entryOf(path, repo.files[path], repo);
    return { ...entry, lfs: lfs && { ...lfs, size: lfs.size + mishaps.moreBytes } };
  }

  function storageReply(request: IncomingMessage): Reply {
    if (request.method === 'OPTIONS') return { status: 204 };
    const path = decodeURIComponent(new URL(request.url ?? '/', storageBase).pathname);
    const lfs = /^\/lfs\/([^/]+\/[^/]+)\/(.+)$/.exec(path);
    const bytes = lfs ? repos[lfs[1]]?.files[lfs[2]] : plain.get(path.replace(/^\/plain\//, ''));
    if (!bytes) return { status: 404 };
    const range = mishaps.noRanges ? null : /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
    const from = range ? Number(range[1]) : 0;
    const to = range && range[2] !== '' ? Number(range[2]) + 1 : bytes.length;
    if (range && from >= bytes.length)
      return { status: 416, headers: { 'content-range': `bytes */${bytes.length}` } };
    const headers = {
      etag: `"${digestOf('md5', bytes)}"`,
      'accept-ranges': 'bytes',
      'content-length': String(to - from),
      'content-type': 'application/octet-stream',
    };
    const body = (mishaps.wrongBytes ? bytes.map((byte) => byte ^ 1) : bytes).subarray(from, to);
    if (!range) return { status: 200, headers, body, large: lfs !== null };
    const partly = { ...headers, 'content-range': `bytes ${from}-${to - 1}/${bytes.length}` };
    return { status: 206, headers: partly, body, large: lfs !== null };
  }

  return {
    endpoint,
    seen,
    mishaps,
    commit: COMMIT,
    plain,
    plainBase: `${storageBase}/plain/`,
    async close() {
      await Promise.all(
        [hub, storage].map((server) => new Promise((resolve) => server.close(resolve).closeAllConnections())),
      );
    },
  };
}

async function sendPieces(
  response: ServerResponse,
  bytes: Uint8Array,
  { cuts, slow }: Pick<Mishaps, 'cuts' | 'slow'>,
) {
  const end = cuts.shift() ?? Number.POSITIVE_INFINITY;
  const size = slow > 0 || end < bytes.length ? PIECE : LARGE_PIECE;
  for (let at = 0; at < bytes.length; at += size) {
    const piece = bytes.subarray(at, Math.min(at + size, end));
    if (response.destroyed) return;
    await new Promise((resolve) => response.write(piece, resolve));
    if (at + size >= end) {
      response.destroy();
      return;
    }
    if (slow > 0) await new Promise((resolve) => setTimeout(resolve, slow));
  }
  response.end();
}

function entryOf(path: string, bytes: Uint8Array, { lfsAbove = 1000 }: HubRepo) {
  const oid = digestOf('sha1', bytes, `blob ${bytes.length}\0`);
  const entry = { type: 'file', path, size: bytes.length, oid };
  if (bytes.length <= lfsAbove) return { ...entry, lfs: undefined };
  return {
    ...entry,
    oid: '1'.repeat(40),
    lfs: { oid: digestOf('sha256', bytes), size: bytes.length, pointerSize: 134 },
  };
}

const known = new WeakMap<Uint8Array, Map<string, string>>();

/** Of bytes that stay as they are, in hex: a hub knows its files' digests before it is asked. */
function digestOf(kind: 'md5' | 'sha1' | 'sha256', bytes: Uint8Array, before = ''): string {
  const digests = known.get(bytes) ?? new Map<string, string>();
  known.set(bytes, digests);
  const digest = digests.get(kind) ?? createHash(kind).update(before).update(bytes).digest('hex');
  digests.set(kind, digest);
  return digest;
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
