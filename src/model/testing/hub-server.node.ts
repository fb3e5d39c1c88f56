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
/** As the hub's own; without them a page of another origin may read nothing. */
const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': 'authorization',
  'access-control-expose-headers':
    'X-Repo-Commit,X-Error-Code,X-Error-Message,ETag,Link,Accept-Ranges,Content-Range,X-Linked-Size,X-Linked-ETag',
};

/** A server that answers as the hub does, as far as it is asked here, and its storage on a port of its own. */
export async function openHubServer(repos: Readonly<Record<string, HubRepo>>): Promise<HubServer> {
  const seen: Seen[] = [];
  const mishaps: Mishaps = { cuts: [], limits: [], wrongBytes: false, noRanges: false, slow: 0 };
  const plain = new Map<string, Uint8Array>();
  const storage = createServer((request, response) => void serveStorage(request, response));
  const storagePort = await listen(storage);
  const hub = createServer((request, response) => serveHub(request, response));
  const hubPort = await listen(hub);
  const endpoint = `http://127.0.0.1:${hubPort}`;
  const storageBase = `http://127.0.0.1:${storagePort}`;

  const note = (at: Seen['at'], request: IncomingMessage, status: number) =>
    seen.push({
      method: request.method ?? '',
      at,
      path: decodeURIComponent(request.url ?? ''),
      authorization: request.headers.authorization ?? null,
      range: request.headers.range ?? null,
      status,
    });

  function serveHub(request: IncomingMessage, response: ServerResponse): void {
    const send = (status: number, headers: Record<string, string> = {}, body: string | Uint8Array = '') => {
      note('hub', request, status);
      response.writeHead(status, { ...CORS, ...headers });
      response.end(request.method === 'HEAD' ? undefined : body);
    };
    if (request.method === 'OPTIONS') return send(204);
    const limit = mishaps.limits.shift();
    if (limit !== undefined) return send(429, { 'retry-after': String(limit) });
    const path = decodeURIComponent(new URL(request.url ?? '/', endpoint).pathname);
    const named = /^\/(api\/models\/)?([^/]+\/[^/]+)\/(.*)$/.exec(path);
    if (!named) return send(404);
    const [, api = '', name, rest] = named;
    const renamed = Object.entries(repos).find(([, { formerly }]) => formerly === name);
    if (renamed) return send(307, { location: `/${api}${renamed[0]}/${rest}` });
    const repo = repos[name];
    // As for a private one: nobody is told whether there is one.
    if (!repo) return send(401, { 'x-error-code': 'RepoNotFound' });
    const mayRead = repo.gated === undefined || request.headers.authorization === `Bearer ${repo.gated}`;
    if (api !== '') return sendApi(name, repo, rest, new URL(request.url ?? '/', endpoint), send);
    const [, how, revision, file] = /^(resolve)\/([^/]+)\/(.+)$/.exec(rest) ?? [];
    if (!how) return send(404);
    if (!mayRead) return send(401, { 'x-error-code': 'GatedRepo' });
    if (revision !== COMMIT && revision !== 'main') return send(404, { 'x-error-code': 'RevisionNotFound' });
    const bytes = repo.files[file];
    if (!bytes) return send(404, { 'x-error-code': 'EntryNotFound' });
    const entry = entryOf(file, bytes, repo);
    const about = { 'x-repo-commit': COMMIT, 'accept-ranges': 'bytes' };
    if (!entry.lfs) return send(200, { ...about, etag: `"${entry.oid}"`, 'content-type': 'text/plain' }, bytes);
    const location = `${storageBase}/lfs/${name}/${file}`;
    send(302, { ...about, location, 'x-linked-etag': `"${entry.lfs.oid}"`, 'x-linked-size': String(bytes.length) });
  }

  function sendApi(
    name: string,
    repo: HubRepo,
    rest: string,
    url: URL,
    send: (status: number, headers?: Record<string, string>, body?: string) => void,
  ): void {
    const [, what, revision] = /^(revision|tree)\/(.+)$/.exec(rest) ?? [];
    if (revision !== 'main' && revision !== COMMIT) return send(404, { 'x-error-code': 'RevisionNotFound' });
    const json = { 'content-type': 'application/json' };
    if (what === 'revision') return send(200, json, JSON.stringify({ id: name, sha: COMMIT, gated: repo.gated ? 'auto' : false }));
    // Two files a page, so that pages are followed.
    const from = Number(url.searchParams.get('cursor') ?? 0);
    const names = Object.keys(repo.files);
    const page = names.slice(from, from + 2).map((path) => entryOf(path, repo.files[path], repo));
    const folder = { type: 'directory', oid: '0'.repeat(40), size: 0, path: 'folder' };
    const next = `${endpoint}/api/models/${name}/tree/${revision}?recursive=true&cursor=${from + 2}`;
    send(200, from + 2 < names.length ? { ...json, link: `<${next}>; rel="next"` } : json, JSON.stringify([...page, folder]));
  }

  async function serveStorage(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = decodeURIComponent(new URL(request.url ?? '/', storageBase).pathname);
    const lfs = /^\/lfs\/([^/]+\/[^/]+)\/(.+)$/.exec(path);
    const bytes = lfs ? repos[lfs[1]]?.files[lfs[2]] : plain.get(path.replace(/^\/plain\//, ''));
    const finish = (status: number, headers: Record<string, string | number> = {}) => {
      note('storage', request, status);
      response.writeHead(status, { ...STORAGE_CORS, ...headers });
    };
    if (request.method === 'OPTIONS') return void (finish(204), response.end());
    if (!bytes) return void (finish(404), response.end());
    const range = mishaps.noRanges ? null : /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
    const [from, to] = range ? [Number(range[1]), range[2] === '' ? bytes.length : Number(range[2]) + 1] : [0, bytes.length];
    const etag = `"${createHash('md5').update(bytes).digest('hex')}"`;
    if (from >= bytes.length && range) return void (finish(416, { 'content-range': `bytes */${bytes.length}` }), response.end());
    const body = mishaps.wrongBytes ? bytes.map((byte) => byte ^ 1) : bytes;
    const headers = { etag, 'accept-ranges': 'bytes', 'content-length': to - from, 'content-type': 'application/octet-stream' };
    finish(range ? 206 : 200, range ? { ...headers, 'content-range': `bytes ${from}-${to - 1}/${bytes.length}` } : headers);
    if (request.method === 'HEAD') return void response.end();
    await sendPieces(response, body.subarray(from, to), lfs ? mishaps : { ...mishaps, cuts: [] });
  }

  return {
    endpoint,
    seen,
    mishaps,
    commit: COMMIT,
    plain,
    plainBase: `${storageBase}/plain/`,
    async close() {
      await Promise.all([hub, storage].map((server) => new Promise((resolve) => server.close(resolve).closeAllConnections())));
    },
  };
}

async function sendPieces(response: ServerResponse, bytes: Uint8Array, { cuts, slow }: Pick<Mishaps, 'cuts' | 'slow'>) {
  const end = cuts.shift() ?? Number.POSITIVE_INFINITY;
  for (let at = 0; at < bytes.length; at += PIECE) {
    const piece = bytes.subarray(at, Math.min(at + PIECE, end));
    if (response.destroyed) return;
    await new Promise((resolve) => response.write(piece, resolve));
    if (at + PIECE >= end) return void response.destroy();
    if (slow > 0) await new Promise((resolve) => setTimeout(resolve, slow));
  }
  response.end();
}

function entryOf(path: string, bytes: Uint8Array, { lfsAbove = 1000 }: HubRepo) {
  const oid = createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex');
  const entry = { type: 'file', path, size: bytes.length, oid };
  if (bytes.length <= lfsAbove) return { ...entry, lfs: undefined };
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { ...entry, oid: '1'.repeat(40), lfs: { oid: sha256, size: bytes.length, pointerSize: 134 } };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
