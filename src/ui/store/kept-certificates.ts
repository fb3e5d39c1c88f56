import type { AdapterReport } from '../../engine/engine.ts';
import type { Certificate } from '../../lab/certificate/certificate.ts';
import { parseCertificate } from '../../lab/certificate/parse.ts';
import { PLACES } from './kept-places.ts';

/** A visitor has few adapters and models; old drivers' certificates may go. */
const MOST = 8;

/** What was read last, and what it was read from: parsing takes longer than asking whether anything changed. */
let read: { readonly text: string; readonly certificates: readonly Certificate[] } = {
  text: '[]',
  certificates: [],
};

/** Full certificates of earlier visits; none where the browser keeps nothing for this site. What is no certificate is left out. */
export function keptCertificates(): readonly Certificate[] {
  try {
    const text = localStorage.getItem(PLACES.certificates) ?? '[]';
    if (text !== read.text) {
      const kept: unknown = JSON.parse(text);
      const parsed = Array.isArray(kept) ? kept.map(parseCertificate) : [];
      read = { text, certificates: parsed.filter((one) => one !== null) };
    }
    return read.certificates;
  } catch {
    return [];
  }
}

/** The latest of them that speaks of this adapter. */
export function keptFor(adapter: AdapterReport): Certificate | null {
  const identity = JSON.stringify(adapter);
  return keptCertificates().find((kept) => JSON.stringify(kept.adapter) === identity) ?? null;
}

/** Keeps a certificate in the place of an older one with the same key. */
export function keepCertificate(certificate: Certificate): void {
  const others = keptCertificates().filter(({ key }) => key !== certificate.key);
  try {
    localStorage.setItem(PLACES.certificates, JSON.stringify([certificate, ...others].slice(0, MOST)));
  } catch {
    // Storage is full or forbidden: the certificate is valid all the same, for this visit.
  }
}
