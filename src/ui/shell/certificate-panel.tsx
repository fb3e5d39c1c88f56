import { describeArithmetic } from '../../numerics/adapter-arithmetic.ts';
import {
  certificateCount,
  certificateVerdict,
  dashWords,
  remarkableCases,
} from '../../report/certificate.ts';
import { adapterName } from '../../results/adapter-name.ts';
import type { Certificate } from '../../studies/certificate/certificate.ts';
import { certificateOutcome, testedDtypes, testedSets } from '../../studies/certificate/summary.ts';
import styles from '../areas/compare/verdict.module.css';
import { useComing } from '../kit/bring.ts';
import { Term } from '../kit/glossary/term.tsx';
import tables from '../kit/styles/tables.module.css';
import { keptFor } from '../state/kept-certificates.ts';
import { useLab } from '../state/lab-store.ts';
import { certifyAdapter } from '../state/running.ts';
import { sectionRef } from '../state/sections.ts';
import { isUnderWay } from '../state/task.ts';
import own from './certificate.module.css';
import { CertificateMatrix } from './certificate-matrix.tsx';

/** The full test of what the kernel sets claim, on this adapter and on demand. */
export function CertificatePanel() {
  const ofThisVisit = useLab((state) => state.certificate);
  const gpu = useLab((state) => state.gpu);
  const busy = useLab(({ status }) => isUnderWay(status));
  const found = useComing<HTMLDivElement>(ofThisVisit);
  if (gpu.state === 'missing') return null;
  const certificate = ofThisVisit ?? (gpu.state === 'available' ? keptFor(gpu.adapter) : null);
  return (
    <section className={tables.panel} ref={sectionRef.certificate} aria-labelledby="certificate-title">
      <h2 id="certificate-title">Certificate</h2>
      <p className={tables.note}>
        <Term id="batch-invariant">Invariance</Term> is tested, not assumed: each operation by itself and the
        whole model, one row against itself in larger batches, cut prompts, recycled, swapped and shared
        memory and steps of several rows, bit by bit in every dtype and weight format; portable arithmetic
        also against its replay, which is every device’s. Each cell has controls that must differ. Each run
        repeats a short form on what it uses; the full one takes seconds on a GPU and minutes on a software
        adapter.
      </p>
      <div ref={found}>
        {certificate && <Found certificate={certificate} kept={certificate !== ofThisVisit} />}
      </div>
      <button type="button" aria-disabled={busy} onClick={() => void certifyAdapter()}>
        {certificate ? 'Test this adapter again' : 'Test this adapter'}
      </button>
    </section>
  );
}

const TONES = {
  holds: { tone: 'same', mark: '=' },
  'stand-in': { tone: 'fork', mark: '≠' },
  lost: { tone: 'fork', mark: '≠' },
  apart: { tone: 'fork', mark: '≠' },
  blind: { tone: 'bits', mark: '?' },
} as const;

interface FoundProps {
  readonly certificate: Certificate;
  /** Since an earlier visit. */
  readonly kept: boolean;
}

function Found({ certificate, kept }: FoundProps) {
  const { adapter, arithmetic, milliseconds } = certificate;
  const { tone, mark } = TONES[certificateOutcome(certificate)];
  const { activations, weights } = testedDtypes(certificate);
  return (
    <div className={own.found}>
      <h3 className={styles.answer} data-tone={tone}>
        <span className={styles.mark} aria-hidden="true">
          {mark}
        </span>{' '}
        {certificateVerdict(certificate)}
      </h3>
      <p>
        {certificateCount(certificate)}, in {(milliseconds / 1000).toFixed(1)} s on {adapterName(adapter)}
        {kept && ', in an earlier visit'}. This adapter {describeArithmetic(arithmetic)}.
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard. */}
      <section className={`${tables.scroll} ${own.matrices}`} tabIndex={0} aria-label="What was compared">
        {testedSets(certificate).map((set) => (
          <CertificateMatrix key={set} certificate={certificate} set={set} />
        ))}
      </section>
      <p className={tables.note}>
        Cases that hold, all of {activations} activations on {weights} weights together; the controls are
        named where the pointer rests. A dash: {dashWords()}.
      </p>
      <Remarkable certificate={certificate} />
    </div>
  );
}

/** What failed and what was skipped, by name. */
function Remarkable({ certificate }: { readonly certificate: Certificate }) {
  const { failed, skipped } = remarkableCases(certificate);
  return (
    <>
      {failed.length > 0 && <Named title={`Failed: ${failed.length}`} names={failed} open />}
      {skipped.length > 0 && <Named title={`Skipped: ${skipped.length}`} names={skipped} />}
    </>
  );
}

interface NamedProps {
  readonly title: string;
  readonly names: readonly string[];
  readonly open?: boolean;
}

function Named({ title, names, open = false }: NamedProps) {
  return (
    <details open={open}>
      <summary>{title}</summary>
      <ul className={own.named}>
        {names.map((name) => (
          <li key={name}>{name}</li>
        ))}
      </ul>
    </details>
  );
}
