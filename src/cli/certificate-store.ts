import { mkdir, readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { RUNTIME } from '../gpu/open-gpu.node.ts';
import type { Certificate } from '../lab/certificate/certificate.ts';
import { writeJson } from './output.ts';

const FOLDER = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'batchmates', 'certificates');

/** The runtime's part of a certificate's key: in a browser it would be the user agent. */
export const USER_AGENT = RUNTIME;

function pathOf(key: string): string {
  return join(FOLDER, `${bytesToHex(sha256(utf8ToBytes(key)))}.json`);
}

/** The full certificate kept for this key; null where there is none, or none that can be read. */
export async function storedCertificate(key: string): Promise<Certificate | null> {
  try {
    const stored = JSON.parse(await readFile(pathOf(key), 'utf8')) as Certificate;
    return stored.version === 1 && stored.key === key && stored.form === 'full' ? stored : null;
  } catch {
    return null;
  }
}

/** Keeps a full certificate for later sessions. */
export async function storeCertificate(certificate: Certificate): Promise<void> {
  if (certificate.form !== 'full') return;
  await mkdir(FOLDER, { recursive: true });
  await writeJson(pathOf(certificate.key), certificate);
}
