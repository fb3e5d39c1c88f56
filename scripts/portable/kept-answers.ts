import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PortableCase } from '../../src/studies/portable/cases.ts';
import type { CasePrints } from '../../src/studies/portable/run-case.ts';
import { replaceFile } from '../cli-bundle.ts';
import { FOLDER } from './bundles.ts';
import type { Opened } from './implementations.ts';

/** A case's fingerprints, and how long they took. */
export interface KeptPrints {
  readonly prints: CasePrints;
  readonly seconds: number;
}

/** What an implementation gave for a case before, by the same bundle; null where it was not asked. A run that was ended goes on from there. */
export function keptPrints(by: Opened, of: PortableCase, kernels: string): KeptPrints | null {
  const path = pathOf(by, of, kernels);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as KeptPrints) : null;
}

export function keepPrints(by: Opened, of: PortableCase, kernels: string, kept: KeptPrints): void {
  replaceFile(pathOf(by, of, kernels), `${JSON.stringify(kept)}\n`);
}

function pathOf({ key, name, hash }: Opened, of: PortableCase, kernels: string): string {
  const asked = createHash('sha256')
    .update(JSON.stringify([name, kernels, of]))
    .digest('hex')
    .slice(0, 16);
  return join(FOLDER, 'kept', `${key}-${hash}`, `${asked}.json`);
}
