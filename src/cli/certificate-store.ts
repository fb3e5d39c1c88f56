import { mkdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { RUNTIME } from '../gpu/open-gpu.node.ts';
import type { Certificate } from '../studies/certificate/certificate.ts';
import { parseCertificate } from '../studies/certificate/parse.ts';
import { jsonText } from './output.ts';
import { writeWhole } from './whole-file.ts';

/** Asked for at each use, so that it can be another one in a test. */
export function cacheFolder(name: 'certificates' | 'tunings'): string {
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'batchmates', name);
}

/** The runtime's part of a certificate's key: in a browser it would be the user agent. */
export const USER_AGENT = RUNTIME;

function pathOf(key: string): string {
  return join(cacheFolder('certificates'), `${bytesToHex(sha256(utf8ToBytes(key)))}.json`);
}

/** The full certificate kept for this key; null where there is none, or none that is what it says. */
export async function storedCertificate(key: string): Promise<Certificate | null> {
  try {
    const stored = parseCertificate(JSON.parse(await readFile(pathOf(key), 'utf8')));
    return stored?.key === key ? stored : null;
  } catch {
    return null;
  }
}

/** Keeps a full certificate for later sessions. */
export async function storeCertificate(certificate: Certificate): Promise<void> {
  if (certificate.form !== 'full') return;
  await mkdir(cacheFolder('certificates'), { recursive: true });
  await writeWhole(pathOf(certificate.key), jsonText(certificate), null);
}
