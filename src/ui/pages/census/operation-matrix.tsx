import type { Accuracy, Census, SubnormalFact } from '../../../census/census-types.ts';
import tables from '../../kit/styles/tables.module.css';
import styles from './census.module.css';
import { accuracyWords, SUBNORMAL_WORDS } from './census-words.ts';

/** + − × / sqrt fma: how each rounds, and what it does with numbers below 2^-126. */
export function OperationMatrix({ census }: { readonly census: Census }) {
  const { roundings, functions, subnormals } = census;
  const rows = [...roundings, ...functions.filter(({ id }) => id === 'fma')];
  return (
    <section className={`${tables.panel} ${styles.wide}`} aria-labelledby="census-operations">
      <h2 id="census-operations">Rounding and small numbers, by operation</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys. */}
      <section className={tables.scroll} tabIndex={0} aria-label="Rounding and small numbers, table">
        <table className={styles.questions}>
          <thead>
            <tr>
              <th scope="col">operation</th>
              <th scope="col">rounds to</th>
              <th scope="col">small operand</th>
              <th scope="col">small result</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.id}>
                <th scope="row">
                  <code>{row.asked}</code>
                </th>
                <td className={row.nearest === row.cases ? styles.right : styles.wrong}>
                  {accuracyWords(row)}
                </td>
                <SmallCell found={smallOf(subnormals, row, ['operand', 'both'])} />
                <SmallCell found={smallOf(subnormals, row, ['result', 'both'])} />
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}

function SmallCell({ found }: { readonly found: SubnormalFact | undefined }) {
  if (!found) return <td>–</td>;
  return (
    <td className={found.found === 'kept' ? styles.right : styles.wrong}>{SUBNORMAL_WORDS[found.found]}</td>
  );
}

function smallOf(
  facts: readonly SubnormalFact[],
  { asked }: Accuracy,
  where: readonly SubnormalFact['in'][],
): SubnormalFact | undefined {
  return facts.find((fact) => fact.asked === asked && where.includes(fact.in));
}
