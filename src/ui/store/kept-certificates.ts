import type { Certificate } from '../../lab/certificate/certificate.ts';
import { PLACES } from './kept-places.ts';

/** A visitor has few adapters and models; old drivers' certificates may go. */
const MOST = 8;

/** Full certificates of earlier visits; none where the browser keeps nothing for this site. */
export function keptCertificates(): readonly Certificate[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(PLACES.certificates) ?? '[]');
    return Array.isArray(kept) ? (kept as Certificate[]).filter((one) => one.version === 1) : [];
  } catch {
    return [];
  }
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
