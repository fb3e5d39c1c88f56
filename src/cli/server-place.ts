import type { Listed } from '../engines/server/describe-server.ts';
import { problemOf, withVersion } from '../engines/server/place.ts';
import type { ServerPlace } from '../engines/server/server-types.ts';
import { readText } from './input.ts';
import { shownPath, UsageError } from './usage.ts';

/** Where a key is read from, if no file is named. */
export const KEY_VARIABLE = 'BATCHMATES_SERVER_KEY';

/** Lines of help on where a key comes from. */
export const KEY_LINES = `A key is read from the environment's ${KEY_VARIABLE}, or by --key-file from a file's first line. There is no option for the key
itself: everyone on the machine sees the arguments of its processes.`;

const MOST_KEY = 16_384;

/** The server that a command line names, with its key. Throws UsageError, which never holds the key. */
export async function serverPlace(
  url: string | undefined,
  model: string,
  keyFile: string | undefined,
): Promise<ServerPlace> {
  if (url === undefined)
    throw new UsageError('expected --url, the address of the server: http://127.0.0.1:8000/v1');
  const key = keyFile === undefined ? (process.env[KEY_VARIABLE] ?? '') : await firstLine(keyFile);
  const place = { url: withVersion(url), model, key: key.trim() === '' ? null : key.trim() };
  const problem = problemOf(place);
  if (problem !== null) throw new UsageError(`--url: ${problem}`);
  return place;
}

async function firstLine(path: string): Promise<string> {
  const [line] = (await readText(path, MOST_KEY)).split(/\r?\n/);
  if (line.trim() === '')
    throw new UsageError(`--key-file: expected a key in the first line of ${shownPath(path)}, found none`);
  return line;
}

/** The only model that a server lists. Throws UsageError. */
export function servedModel({ models, fault }: Listed): string {
  if (models.length === 1) return models[0];
  const names = models.slice(0, 20).join(', ');
  throw new UsageError(
    models.length === 0
      ? `the server lists no models (${fault?.message ?? 'an empty list'}): name one by --served-model`
      : `the server has several models; name one by --served-model: ${names}${models.length > 20 ? ', …' : ''}`,
  );
}
