import type { Certificate } from '../../../studies/certificate/certificate.ts';
import { grantOf } from '../../../studies/certificate/grant.ts';
import { type CertificateGrounds, certificateGrounds } from '../../../studies/certificate/note.ts';
import { keptFor } from '../../state/kept-certificates.ts';
import { useLab } from '../../state/lab-store.ts';
import styles from './run.module.css';

const PANEL = 'certificate-title';

/** What this adapter was found to keep, in a word; leads to the certificate. Nothing where there is no GPU to speak of. */
export function CertificateBadge() {
  const ofThisVisit = useLab((state) => state.certificate);
  const record = useLab(({ view }) => (view.source === 'live' ? view.record : null));
  const gpu = useLab((state) => state.gpu);
  if (gpu.state !== 'available') return null;
  const session = record?.engine === 'webgpu' ? certificateGrounds(record.notes) : null;
  const { tone, mark, text } = badge(session, ofThisVisit, keptFor(gpu.adapter));
  return (
    <button type="button" className={styles.certificateBadge} data-tone={tone} onClick={showPanel}>
      <span aria-hidden="true">{mark}</span> {text}
    </button>
  );
}

interface Badge {
  readonly tone: 'passed' | 'short' | 'open' | 'blind' | 'stand-in' | 'failed';
  readonly mark: string;
  readonly text: string;
}

/**
 * What was found in this visit goes before what an earlier one kept: drivers change. Of this visit's run and its full certificate
 * the one that found less speaks. What was only kept may be of another browser, and is said to be.
 */
export function badge(
  session: CertificateGrounds | null,
  ofThisVisit: Certificate | null,
  kept: Certificate | null,
): Badge {
  const now = [session, ofThisVisit && groundsOf(ofThisVisit)].filter((grounds) => grounds !== null);
  if (now.length > 0)
    return now.map(badgeOf).reduce((a, b) => (TONES.indexOf(b.tone) < TONES.indexOf(a.tone) ? b : a));
  if (!kept) return { tone: 'open', mark: '·', text: 'Invariance not tested yet' };
  const found = badgeOf(groundsOf(kept));
  return found.tone === 'passed'
    ? { tone: 'short', mark: '=', text: 'Invariance held in an earlier visit' }
    : found;
}

/** The gravest first. A full certificate that passed says more than the short form of a run. */
const TONES: readonly Badge['tone'][] = ['failed', 'stand-in', 'blind', 'passed', 'short', 'open'];

function groundsOf({ form, cells }: Certificate): CertificateGrounds {
  return { form, ...grantOf(cells) };
}

function badgeOf({ form, invariantAs, blind }: CertificateGrounds): Badge {
  if (invariantAs === null) return { tone: 'failed', mark: '≠', text: 'Invariance lost here' };
  if (invariantAs === 'stand-in')
    return { tone: 'stand-in', mark: '!', text: 'Pinned stands in for invariant' };
  if (blind) return { tone: 'blind', mark: '?', text: 'Invariance: the test is partly blind' };
  if (form === 'short') return { tone: 'short', mark: '=', text: 'Invariance: short form passed' };
  return { tone: 'passed', mark: '=', text: 'Invariance certified, as far as tested' };
}

function showPanel(): void {
  const title = document.getElementById(PANEL);
  const panel = title?.closest('section');
  panel?.scrollIntoView({ block: 'start' });
  panel?.querySelector('button')?.focus({ preventScroll: true });
}
