import type { AdapterReport } from '../../steps/engine.ts';
import type { Certificate } from '../../studies/certificate/certificate.ts';
import { parseCertificate } from '../../studies/certificate/parse.ts';
import { keepText, keptText, putAside } from './keeping.ts';
import { PLACES } from './kept-places.ts';

/** A visitor has few adapters and models; old drivers' certificates may go. */
const MOST = 4;

/** What was read last, and what it was read from: parsing takes longer than asking whether anything changed. */
let read: {
  readonly text: string;
  readonly certificates: readonly Certificate[];
  /** Of other versions of the page, which may read them. */
  readonly others: readonly unknown[];
} = { text: '[]', certificates: [], others: [] };

/** Full certificates of earlier visits; none where the browser keeps nothing for this site. What is no certificate is left out. */
export function keptCertificates(): readonly Certificate[] {
  try {
    const text = localStorage.getItem(PLACES.certificates) ?? '[]';
    if (text !== read.text) {
      const kept: unknown = JSON.parse(text);
      const all = Array.isArray(kept)
        ? kept.map((one: unknown) => [one, parseCertificate(one)] as const)
        : [];
      read = {
        text,
        certificates: all.flatMap(([, parsed]) => parsed ?? []),
        others: all.flatMap(([one, parsed]) => (parsed ? [] : [one])),
      };
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

/**
 * Keeps a certificate in the place of an older one with the same key, and as many others as the browser has room for; those that
 * other versions of the page kept stay. Where there is no room for it, it is valid all the same, for this visit.
 */
export function keepCertificate(certificate: Certificate): void {
  const own = keptCertificates().filter(({ key }) => key !== certificate.key);
  if (!isList(keptText(PLACES.certificates)) && !putAside(PLACES.certificates)) return;
  for (let most = Math.min(MOST, own.length + 1); most > 0; most--) {
    const all = [...[certificate, ...own].slice(0, most), ...read.others];
    if (keepText(PLACES.certificates, JSON.stringify(all))) return;
  }
}

function isList(text: string | null): boolean {
  try {
    return Array.isArray(JSON.parse(text ?? '[]'));
  } catch {
    return false;
  }
}
