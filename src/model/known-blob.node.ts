import { realpath } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import type { KnownFile } from './model-files.ts';

const REMEDY = 'delete the model (lab model --list, lab model --delete NAME) and download it again';

/** What is known of a file in a hub's cache: there it is a link to one in `blobs` that is called by its hash. Null of any other. */
export async function knownBlob(path: string): Promise<KnownFile | null> {
  const real = await realpath(path).catch(() => '');
  const name = basename(real);
  if (basename(dirname(real)) !== 'blobs' || !/^(?:[0-9a-f]{64}|[0-9a-f]{40})$/.test(name)) return null;
  const kind = name.length === 64 ? 'sha256' : 'git';
  return { digest: { kind, hex: name }, xxh128: null, remedy: REMEDY };
}
