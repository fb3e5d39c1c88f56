import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Certificate, type CertificateCase, cellsOf } from '../studies/certificate/certificate.ts';
import { storeCertificate, storedCertificate } from './certificate-store.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'certificates-'));
  vi.stubEnv('XDG_CACHE_HOME', folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

const cases: CertificateCase[] = (['case', 'control'] as const).map((kind) => ({
  ...{ operation: 'matmul', invariance: 'batch', set: 'invariant', activations: 'f32', weights: ['f32'] },
  ...{ kind, name: 'n', outcome: 'passed', found: 'f' },
}));
const certificate: Certificate = {
  ...{ version: 2, form: 'full', key: 'this machine', engine: 'webgpu', passed: true, milliseconds: 1 },
  adapter: { vendor: 'v', architecture: 'a', device: 'd', description: '', software: false },
  model: { name: 'nano', hash: 'sha256:0' },
  arithmetic: { rounding: 'to nearest even', fma: 'fused', contraction: 'mixed', subnormals: 'kept' },
  ...{ cells: cellsOf(cases), cases },
};

/** Rewrites the one file that is kept. */
function tamper(change: (text: string) => string): void {
  const place = join(folder, 'batchmates', 'certificates');
  const [name] = readdirSync(place);
  writeFileSync(join(place, name), change(readFileSync(join(place, name), 'utf8')));
}

test('a full certificate is kept for its key and no other', async () => {
  expect(await storedCertificate('this machine')).toBeNull();
  await storeCertificate(certificate);
  expect(await storedCertificate('this machine')).toEqual(certificate);
  expect(await storedCertificate('another machine')).toBeNull();
});

test('a short form is not kept', async () => {
  await storeCertificate({ ...certificate, form: 'short' });
  expect(await storedCertificate('this machine')).toBeNull();
});

test.each([
  ['another version', (text: string) => text.replace('"version": 2', '"version": 1')],
  ['another key', (text: string) => text.replace('this machine', 'that machine')],
  ['a case that failed', (text: string) => text.replace('"outcome": "passed"', '"outcome": "failed"')],
  ['half a file', (text: string) => text.slice(0, text.length / 2)],
])('%s is not believed', async (_, change) => {
  await storeCertificate(certificate);
  tamper(change);
  expect(await storedCertificate('this machine')).toBeNull();
});
