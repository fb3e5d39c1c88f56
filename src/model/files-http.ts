import { KeptBytes } from './kept-bytes.ts';
import { MissingFileError, ModelError } from './model-error.ts';
import type { ModelFiles, OnBytes } from './model-files.ts';

/**
 * A model's folder on a web server. Reading throws ModelError naming the URL where there is no answer, its status is not
 * a success, or it is a page: static hosts answer a missing path with their start page and status 200. Once `signal` is
 * aborted downloads stop, and reading throws its reason.
 */
export function httpModelFiles(baseUrl: string, signal?: AbortSignal): ModelFiles {
  const folder = baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`;
  const throughBody = async (
    name: string,
    onPiece: (piece: Uint8Array<ArrayBuffer>) => void,
    onBytes: OnBytes | undefined,
    most = Number.POSITIVE_INFINITY,
  ): Promise<void> => {
    const url = folder + name;
    try {
      await readBody(await answer(url, signal), url, { most, onPiece, onBytes });
    } catch (cause) {
      signal?.throwIfAborted();
      if (cause instanceof ModelError) throw cause;
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new ModelError(url, `expected a file, found no complete answer (${reason})`, { cause });
    }
  };
  return {
    async read(name, onBytes, most) {
      const kept = new KeptBytes(folder + name, Number.POSITIVE_INFINITY);
      await throughBody(name, (piece) => kept.add(piece), onBytes, most);
      return kept.end().held!;
    },
    async readThrough(name, onPiece, onBytes, most) {
      const kept = new KeptBytes(folder + name);
      const both = (piece: Uint8Array<ArrayBuffer>) => {
        onPiece(piece);
        kept.add(piece);
      };
      await throughBody(name, both, onBytes, most);
      return kept.end();
    },
  };
}

async function answer(url: string, signal: AbortSignal | undefined): Promise<Response> {
  const response = await fetch(url, signal ? { signal } : {});
  if (!response.ok) {
    const kind = response.status === 404 ? MissingFileError : ModelError;
    throw new kind(url, `expected a file, found status ${response.status} ${response.statusText}`.trimEnd());
  }
  const type = response.headers.get('content-type') ?? '';
  if (type.toLowerCase().startsWith('text/html')) {
    throw new MissingFileError(
      url,
      'expected a model file, found a web page (text/html): no such file on this host?',
    );
  }
  return response;
}

async function readBody(
  response: Response,
  url: string,
  {
    most,
    onPiece,
    onBytes,
  }: {
    readonly most: number;
    readonly onPiece: (piece: Uint8Array<ArrayBuffer>) => void;
    readonly onBytes: OnBytes | undefined;
  },
): Promise<void> {
  if (response.body === null) return;
  const total = declaredLength(response);
  const reader = response.body.getReader();
  let loaded = 0;
  // Whether the server minds or not, no more is read.
  const leave = () => void reader.cancel().catch(() => undefined);
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    loaded += next.value.length;
    try {
      if (loaded > most)
        throw new ModelError(url, `expected at most ${most.toLocaleString('en')} bytes, found more`);
      onPiece(next.value);
    } catch (error) {
      leave();
      throw error;
    }
    onBytes?.(loaded, total !== null && loaded <= total ? total : null);
  }
}

/**
 * The length of a compressed answer is that of its compressed form. Another origin may hide that it is compressed, so the
 * length serves progress only: a body that is cut short is refused by fetch itself.
 */
function declaredLength(response: Response): number | null {
  const length = response.headers.get('content-length');
  return length === null || response.headers.has('content-encoding') ? null : Number(length);
}
