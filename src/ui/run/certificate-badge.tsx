import type { Certificate } from '../../lab/certificate/certificate.ts';
import { grantOf } from '../../lab/certificate/grant.ts';
import { type CertificateGrounds, certificateGrounds } from '../../lab/certificate/note.ts';
import { keptFor } from '../store/kept-certificates.ts';
import { useLab } from '../store/lab-store.ts';
import styles from './run.module.css';

const PANEL = 'certificate-title';

/** What this adapter was found to keep, in a word; leads to the certificate. Nothing where there is no GPU to speak of. */
export function CertificateBadge() {
  const certificate = useLab((state) => state.certificate);
  const record = useLab(({ view }) => (view.source === 'live' ? view.record : null));
  const gpu = useLab((state) => state.gpu);
  if (gpu.state !== 'available') return null;
  const session = record?.engine === 'webgpu' ? certificateGrounds(record.notes) : null;
  const { tone, mark, text } = badge(session, certificate, keptFor(gpu.adapter));
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
 * What the session's own run says goes before what an earlier visit kept: drivers change, and so do browsers and shaders, which the
 * page cannot tell before a run. Until then a claim that was kept is one of that visit.
 */
export function badge(
  session: CertificateGrounds | null,
  ofThisVisit: Certificate | null,
  kept: Certificate | null,
): Badge {
  const full = ofThisVisit ?? kept;
  const grounds = session ?? (full && { form: full.form, ...grantOf(full.cells) });
  if (!grounds) return { tone: 'open', mark: '·', text: 'Invariance not tested yet' };
  if (grounds.set === null) return { tone: 'failed', mark: '≠', text: 'Invariance lost here' };
  if (grounds.set === 'pinned')
    return { tone: 'stand-in', mark: '!', text: 'Pinned stands in for invariant' };
  if (grounds.blind) return { tone: 'blind', mark: '?', text: 'Invariance: the test is partly blind' };
  if (!session && !ofThisVisit)
    return { tone: 'short', mark: '=', text: 'Invariance certified in an earlier visit' };
  if (grounds.form === 'short') return { tone: 'short', mark: '=', text: 'Invariance: short form passed' };
  return { tone: 'passed', mark: '=', text: 'Invariance certified, as far as tested' };
}

function showPanel(): void {
  const title = document.getElementById(PANEL);
  const panel = title?.closest('section');
  panel?.scrollIntoView({ block: 'start' });
  panel?.querySelector('button')?.focus({ preventScroll: true });
}
