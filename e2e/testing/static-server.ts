import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { extname, join, normalize } from 'node:path';

/** What any static host knows of files. No header beyond this is set, because none may be needed. */
const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.txt': 'text/plain; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.wasm': 'application/wasm',
};

export interface StaticSite {
  /** Ends in a slash. */
  readonly address: string;
  /** From now on another folder's files: the next release has taken the place of this one. */
  readonly serve: (folder: string) => void;
  readonly close: () => Promise<void>;
}

/** Serves a folder under a path, and 404 for everything else, as a static host with many sites does. */
export async function serveUnder(path: string, folder: string): Promise<StaticSite> {
  let served = folder;
  const server = createServer(async ({ url = '/' }, answer) => {
    const { pathname } = new URL(url, 'http://host');
    const inside = pathname.startsWith(path) ? normalize(pathname.slice(path.length)) : null;
    const file = inside === null || inside.startsWith('..') ? null : inside === '.' ? 'index.html' : inside;
    const body = file === null ? null : await readFile(join(served, file)).catch(() => null);
    if (!file || !body) return void answer.writeHead(404).end();
    answer.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' }).end(body);
  });
  const port = await listen(server);
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()).closeAllConnections());
  const serve = (next: string) => {
    served = next;
  };
  return { address: `http://127.0.0.1:${port}${path}`, serve, close };
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
}
