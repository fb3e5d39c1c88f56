import { keyIsInTheOpen, problemOf, withVersion } from '../engines/server/place.ts';
import type { ServerPlace } from '../engines/server/server-types.ts';
import { visible } from '../experiment/visible.ts';
import { KEY_VARIABLE } from '../report/audit-server-script.ts';
import { readText } from './input.ts';
import { note } from './terminal.ts';
import { shownPath, UsageError } from './usage.ts';

/** Lines of help on where a key comes from. */
export const KEY_LINES = `A key is read from the environment's ${KEY_VARIABLE}, or by --key-file from a file's first line. There is no option for the key
itself: everyone on the machine sees the arguments of its processes.`;

const MOST_KEY = 16_384;
const MOST_NAMED = 20;

/** A server that a command line names by `--<option>`. Throws UsageError, which never holds the key. */
export function serverPlace(
  option: string,
  url: string | undefined,
  model: string,
  key: string | null,
): ServerPlace {
  if (url === undefined)
    throw new UsageError(`expected --${option}, the address of the server: http://127.0.0.1:8000/v1`);
  const place = { url: withVersion(url), model, key };
  const problem = problemOf(place);
  if (problem !== null) throw new UsageError(`--${option}: ${problem}`);
  if (keyIsInTheOpen(place)) note(`--${option}: the key goes over the network unencrypted`);
  return place;
}

/** The key of an environment variable; null where there is none. */
export function keyInEnvironment(name: string): string | null {
  return process.env[name]?.trim() || null;
}

/** The key in a file's first line. Throws UsageError. */
export async function keyInFile(path: string): Promise<string> {
  const [line] = (await readText(path, MOST_KEY)).split(/\r?\n/);
  if (line.trim() === '')
    throw new UsageError(`--key-file: expected a key in the first line of ${shownPath(path)}, found none`);
  return line.trim();
}

/** The only model that a server lists. `why`: what it said where it lists none. Throws UsageError that asks for `--<option>`. */
export function onlyModel(option: string, models: readonly string[], why: string): string {
  if (models.length === 1) return models[0];
  const names = models.slice(0, MOST_NAMED).map(visible).join(', ');
  throw new UsageError(
    models.length === 0
      ? `the server lists no models (${why}): name one by --${option}`
      : `the server has several models; name one by --${option}: ${names}${models.length > MOST_NAMED ? ', …' : ''}`,
  );
}
