import { z } from 'zod';
import type { AdapterReport } from '../../steps/engine.ts';
import type { Certificate } from '../../studies/certificate/certificate.ts';
import { parseCertificate } from '../../studies/certificate/parse.ts';
import { kept } from './kept.ts';
import { json } from './kept-format.ts';
import { PLACES } from './kept-places.ts';

/** A visitor has few adapters and models; old drivers' certificates may go. */
const MOST = 4;

interface KeptCertificates {
  readonly certificates: readonly Certificate[];
  /** Of other versions of the page, which may read them. */
  readonly others: readonly unknown[];
}

const keptList = kept(
  PLACES.certificates,
  json<KeptCertificates>(
    z.array(z.unknown()).transform((all) => {
      const parsed = all.map((one) => [one, parseCertificate(one)] as const);
      return {
        certificates: parsed.flatMap(([, certificate]) => certificate ?? []),
        others: parsed.flatMap(([one, certificate]) => (certificate ? [] : [one])),
      };
    }),
    ({ certificates, others }) => [...certificates, ...others],
  ),
);

const NONE: readonly Certificate[] = [];

/** Full certificates of earlier visits; none where the browser keeps nothing for this site. What is no certificate is left out. */
export function keptCertificates(): readonly Certificate[] {
  return keptList.read()?.certificates ?? NONE;
}

/** What was measured of this browser's adapters when they were tested. */
export function keptTunings(): readonly Pick<Certificate, 'adapter' | 'tuning'>[] {
  return keptCertificates().map(({ adapter, tuning }) => ({ adapter, tuning }));
}

/** The latest of them that speaks of this adapter. */
export function keptFor(adapter: AdapterReport): Certificate | null {
  const identity = JSON.stringify(adapter);
  return keptCertificates().find((kept) => JSON.stringify(kept.adapter) === identity) ?? null;
}

/**
 * Keeps a certificate in the place of an older one with the same key, and as many others as the browser has room for; those that
 * other versions of the page kept stay. Where there is no room for it, it is valid all the same, for this visit.
 */
export function keepCertificate(certificate: Certificate): void {
  const own = keptCertificates().filter(({ key }) => key !== certificate.key);
  for (let most = Math.min(MOST, own.length + 1); most > 0; most--) {
    const certificates = [certificate, ...own].slice(0, most);
    if (keptList.update((now) => ({ certificates, others: now?.others ?? [] }))) return;
  }
}
