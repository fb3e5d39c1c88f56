import { MissingFileError, ModelError } from './model-error.ts';
import type { ModelFiles, OnBytes } from './model-files.ts';

/**
 * A model's folder on a web server. Reading throws ModelError naming the URL where there is no answer, its status is not
 * a success, or it is a page: static hosts answer a missing path with their start page and status 200. Once `signal` is
 * aborted downloads stop, and reading throws its reason.
 */
export function httpModelFiles(baseUrl: string, signal?: AbortSignal): ModelFiles {
  const folder = baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`;
  return {
    async read(name, onBytes, most = Number.POSITIVE_INFINITY) {
      const url = folder + name;
      try {
        return await readBody(await answer(url, signal), url, most, onBytes);
      } catch (cause) {
        signal?.throwIfAborted();
        if (cause instanceof ModelError) throw cause;
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw new ModelError(url, `expected a file, found no complete answer (${reason})`, { cause });
      }
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
  most: number,
  onBytes: OnBytes | undefined,
): Promise<Uint8Array> {
  const total = declaredLength(response);
  const chunks: Uint8Array[] = [];
  let loaded = 0;
  if (response.body !== null) {
    const reader = response.body.getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      chunks.push(next.value);
      loaded += next.value.length;
      if (loaded > most) {
        // Whether the server minds or not, no more is read.
        reader.cancel().catch(() => undefined);
        throw new ModelError(url, `expected at most ${most.toLocaleString('en')} bytes, found more`);
      }
      onBytes?.(loaded, total !== null && loaded <= total ? total : null);
    }
  }
  const bytes = new Uint8Array(loaded);
  let offset = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, offset);
    offset += chunk.length;
  }
  return bytes;
}

/**
 * The length of a compressed answer is that of its compressed form. Another origin may hide that it is compressed, so the
 * length serves progress only: a body that is cut short is refused by fetch itself.
 */
function declaredLength(response: Response): number | null {
  const length = response.headers.get('content-length');
  return length === null || response.headers.has('content-encoding') ? null : Number(length);
}
