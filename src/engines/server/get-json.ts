import { baseOf } from './body.ts';
import { piecesOf, wholeText } from './body-reader.ts';
import { FaultError, jsonOf } from './faults.ts';
import { answered, type Line } from './send.ts';
import type { ServerFault } from './server-types.ts';

/** What came of asking an address that is not for generating. */
export interface Fetched {
  /** From the server's root: `/version`. */
  readonly path: string;
  readonly status: number | null;
  readonly fault: ServerFault | null;
}

/** `https://host/prefix` of `https://host/prefix/v1`. */
export function rootOf(url: string): string {
  return baseOf(url).replace(/\/v\d+$/, '');
}

/** An address' JSON with every number as it is written, asked once; null where there is none. Throws the signal's reason. */
export async function getJson(
  line: Line,
  url: string,
  path: string,
): Promise<{ readonly fetched: Fetched; readonly json: unknown }> {
  const { fetched, text } = await getText(line, url, path);
  if (text === null) return { fetched, json: null };
  try {
    return { fetched, json: jsonOf(text, 'an answer', fetched.status) };
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    return { fetched: { ...fetched, fault: error.fault }, json: null };
  }
}

/** The same as text. */
export async function getText(
  line: Line,
  url: string,
  path: string,
): Promise<{ readonly fetched: Fetched; readonly text: string | null }> {
  try {
    return await answered(line, { url }, async (response, watch) => {
      const text = await wholeText(piecesOf(response, line.mostBytes, watch));
      return { fetched: { path, status: response.status, fault: null }, text };
    });
  } catch (error) {
    if (!(error instanceof FaultError)) throw error;
    return { fetched: { path, status: error.status, fault: error.fault }, text: null };
  }
}
