import type { Certificate } from '../../lab/certificate/certificate.ts';
import { certificateVerdict, groupCases } from '../../lab/certificate/summary.ts';
import { describeArithmetic } from '../../numerics/adapter-arithmetic.ts';
import { adapterName } from '../../results/adapter-name.ts';
import styles from '../compare/verdict.module.css';
import { Term } from '../glossary/term.tsx';
import { certifyAdapter } from '../store/actions.ts';
import { isBusy } from '../store/lab-state.ts';
import { useLab } from '../store/lab-store.ts';
import tables from '../styles/tables.module.css';

/** The full test of what the kernel sets claim, on this adapter and on demand. */
export function CertificatePanel() {
  const certificate = useLab((state) => state.certificate);
  const busy = useLab(({ status }) => isBusy(status));
  const missing = useLab(({ gpu }) => gpu.state === 'missing');
  if (missing) return null;
  return (
    <section className={tables.panel} aria-labelledby="certificate-title">
      <h2 id="certificate-title">Certificate</h2>
      <p className={tables.note}>
        <Term id="batch-invariant">Invariance</Term> is tested, not assumed: one row against itself in larger
        batches, other places, cut prompts and recycled memory, bit by bit in every dtype, with negative
        controls that must differ. Each run repeats a short form; the full one takes seconds on a GPU and
        minutes on a software adapter.
      </p>
      {certificate && <Found certificate={certificate} />}
      <button type="button" aria-disabled={busy} onClick={() => void certifyAdapter()}>
        {certificate ? 'Test this adapter again' : 'Test this adapter'}
      </button>
    </section>
  );
}

function Found({ certificate }: { readonly certificate: Certificate }) {
  const { adapter, arithmetic, cases, passed, milliseconds } = certificate;
  return (
    <>
      <h3 className={styles.answer} data-tone={passed ? 'same' : 'fork'}>
        <span className={styles.mark} aria-hidden="true">
          {passed ? '=' : '≠'}
        </span>{' '}
        {certificateVerdict(certificate)}
      </h3>
      <p>
        {passed ? 'Passed' : 'Failed'}: {cases.length} cases in {(milliseconds / 1000).toFixed(1)} s on{' '}
        {adapterName(adapter)}. This adapter {describeArithmetic(arithmetic)}.
      </p>
      <details>
        <summary>What was compared</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard. */}
        <section className={tables.scroll} tabIndex={0} aria-label="What was compared">
          <table>
            <thead>
              <tr>
                <th scope="col">set</th>
                <th scope="col">dtype</th>
                <th scope="col">claim</th>
                <th scope="col" className="number">
                  cases that hold
                </th>
              </tr>
            </thead>
            <tbody>
              {groupCases(cases).map(({ set, dtype, claim, passed: good, total }) => (
                <tr key={`${set}/${dtype}/${claim}`}>
                  <td>{set}</td>
                  <td>{dtype}</td>
                  <td>{claim}</td>
                  <td className="number">
                    {good} of {total}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </details>
    </>
  );
}
