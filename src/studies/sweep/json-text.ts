import { parseJson } from '../../experiment/read-json.ts';
import { SweepError } from './sweep-error.ts';

/** The JSON of a text that is called by `where`. Throws SweepError naming that, line and column. */
export function jsonText(text: string, where: string): unknown {
  try {
    return parseJson(text);
  } catch (cause) {
    throw new SweepError(`${where}: ${(cause as Error).message}`, { cause });
  }
}
