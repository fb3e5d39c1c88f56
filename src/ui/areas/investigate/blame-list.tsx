import { agreementWords } from '../../../report/finding.ts';
import type { BlameReport } from '../../../studies/search/blame.ts';
import type { Agreement } from '../../../studies/search/probe-run.ts';
import tables from '../../kit/styles/tables.module.css';
import strip from '../compare/strip.module.css';
import styles from './pictures.module.css';

/** What each batchmate does to the probe, as a strip along its tokens: bits agree, tokens agree, forked. */
export function BlameList({ report: { company, neighbours } }: { readonly report: BlameReport }) {
  if (!company || company.identical) return null;
  const runs = neighbours.flatMap(({ only, without, swapped }) => [only, without, swapped]);
  const longest = Math.max(...[company, ...runs].map((each) => each?.positions ?? 0));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys.
    <section className={tables.scroll} tabIndex={0} aria-label="What each batchmate does">
      <table className={styles.blame}>
        <thead>
          <tr>
            <th scope="col">batchmate</th>
            <th scope="col" className="number">
              prompt
            </th>
            <th scope="col">only it, against alone</th>
            <th scope="col">all but it, against alone</th>
            <th scope="col">same shape, other words, against the company</th>
          </tr>
        </thead>
        <tbody>
          <tr>
            <th scope="row">all of them</th>
            <td className="number" />
            <td colSpan={3}>
              <Strip agreement={company} longest={longest} />
            </td>
          </tr>
          {neighbours.map(({ mate, promptTokens, only, without, swapped }) => (
            <tr key={mate}>
              <th scope="row">{mate}</th>
              <td className="number">{promptTokens}</td>
              {[only, without, swapped].map((agreement, column) => (
                // The columns stay as they are.
                // biome-ignore lint/suspicious/noArrayIndexKey: see above.
                <td key={column}>{agreement ? <Strip agreement={agreement} longest={longest} /> : '·'}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Strip({ agreement, longest }: { readonly agreement: Agreement; readonly longest: number }) {
  const parted = agreement.fork ?? longest;
  const bits = Math.min(agreement.firstDifference ?? parted, parted);
  return (
    <span className={styles.blameCell}>
      <span className={styles.blameStrip} aria-hidden="true">
        <span className={strip.stretchBits} style={{ flexGrow: bits }} />
        <span className={strip.stretchTokens} style={{ flexGrow: parted - bits }} />
        <span className={strip.stretchApart} style={{ flexGrow: longest - parted }} />
      </span>
      {agreementWords(agreement)}
    </span>
  );
}
