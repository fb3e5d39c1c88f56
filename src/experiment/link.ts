import { deflateSync, Inflate } from 'fflate';
import { canonicalJson } from './canonical.ts';
import { type LinkPayload, parsePayload } from './link-payload.ts';
import { migratePayload } from './migrations.ts';

/** A link that cannot be opened; the message says why in words for the person who followed it. */
export class LinkError extends Error {
  override readonly name = 'LinkError';
}

const PREFIX = 'v1.';
const MOST_CHARACTERS = 200_000;
/** A link of any honest experiment inflates to far less; a decompression bomb to far more. */
const MOST_INFLATED_BYTES = 1 << 20;
/** Compressed bytes fed at a time: deflate expands at most about a thousandfold, so no step can exceed the cap by much. */
const SLICE_BYTES = 1024;

/** Where links of a length may go: some chat tools cut those above 2,000 characters; above 8,000 a file serves better. */
export function linkAdvice(link: string): 'fine' | 'may be cut' | 'use a file' {
  if (link.length <= 2000) return 'fine';
  return link.length <= 8000 ? 'may be cut' : 'use a file';
}

/** The fragment of a link, with its `#`: base64url of raw deflate of canonical JSON. */
export function encodeLink(payload: LinkPayload): string {
  const json = new TextEncoder().encode(canonicalJson(payload));
  return `#${PREFIX}${toBase64Url(deflateSync(json, { level: 9 }))}`;
}

/** True for a link's fragment, or a whole address that ends in one. */
export function isLink(text: string): boolean {
  return /#v\d+\./.test(text);
}

/**
 * Reads a fragment, or an address that ends in one. Runs nothing and fetches nothing. Throws LinkError for what is no link,
 * is cut off, too large, or of a later version; ExperimentError naming the field where the content is refused.
 */
export function decodeLink(text: string): LinkPayload {
  const fragment = text.slice(text.indexOf('#') + 1);
  const version = /^v(\d+)\./.exec(fragment)?.[1];
  if (!version) throw new LinkError('this is no Batchmates link: expected "#v1." and data');
  if (version !== '1')
    throw new LinkError(
      `this link has version ${version}; this lab reads version 1. A newer lab may open it`,
    );
  if (fragment.length > MOST_CHARACTERS) {
    throw new LinkError(`this link has ${fragment.length} characters; at most ${MOST_CHARACTERS} are read`);
  }
  return parsePayload(migratePayload(parseJson(inflate(fromBase64Url(fragment.slice(PREFIX.length))))));
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    throw new LinkError('this link is damaged: its content is no JSON', { cause: error });
  }
}

function inflate(compressed: Uint8Array): Uint8Array {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const inflater = new Inflate((chunk) => {
    size += chunk.length;
    if (size > MOST_INFLATED_BYTES)
      throw new LinkError(`this link inflates to more than ${MOST_INFLATED_BYTES} bytes`);
    chunks.push(chunk);
  });
  try {
    for (let at = 0; at < compressed.length; at += SLICE_BYTES) {
      const end = at + SLICE_BYTES;
      inflater.push(compressed.subarray(at, end), end >= compressed.length);
    }
  } catch (error) {
    if (error instanceof LinkError) throw error;
    throw new LinkError('this link is damaged or was cut off', { cause: error });
  }
  return concatenate(chunks, size);
}

function concatenate(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

function toBase64Url(bytes: Uint8Array): string {
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function fromBase64Url(text: string): Uint8Array {
  if (!/^[A-Za-z0-9_-]+$/.test(text))
    throw new LinkError('this link is damaged: it has characters that no link has');
  try {
    const binary = atob(text.replaceAll('-', '+').replaceAll('_', '/'));
    return Uint8Array.from(binary, (character) => character.charCodeAt(0));
  } catch (error) {
    throw new LinkError('this link was cut off', { cause: error });
  }
}
