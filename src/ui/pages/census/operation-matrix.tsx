import type { Census, SubnormalFact } from '../../../census/census-types.ts';
import tables from '../../kit/styles/tables.module.css';
import styles from './census.module.css';
import { accuracyWords, EXPRESSION_WORDS, SUBNORMAL_WORDS } from './census-words.ts';

/** + − × / sqrt fma: how each rounds, and what it does with numbers below 2^-126. */
export function OperationMatrix({ census }: { readonly census: Census }) {
  const rows = operationsOf(census);
  return (
    <section className={`${tables.panel} ${styles.wide}`} aria-labelledby="census-operations">
      <h2 id="census-operations">Rounding and small numbers, by operation</h2>
      <p className={tables.note}>✓ as IEEE 754 has it, ✗ otherwise. Small: below 2^−126 in magnitude.</p>
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
            {rows.map(({ id, asked, words, right }) => (
              <tr key={id}>
                <th scope="row">
                  <code>{asked}</code>
                </th>
                <td className={right ? styles.right : styles.wrong}>{words}</td>
                <SmallCell found={smallOf(census, id, 'operand')} />
                <SmallCell found={smallOf(census, id, 'result')} />
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}

interface Operation {
  readonly id: string;
  readonly asked: string;
  readonly words: string;
  /** As IEEE 754 has it: the nearest float, and of fma one rounding. */
  readonly right: boolean;
}

function operationsOf({ roundings, expressions }: Census): Operation[] {
  const rounded = roundings.map((each) => {
    const { id, asked, nearest, cases } = each;
    return { id, asked, words: accuracyWords(each), right: nearest === cases };
  });
  const fma = expressions.filter(({ id }) => id === 'fma');
  return [
    ...rounded,
    ...fma.map(({ id, asked, found }) => {
      return { id, asked, words: EXPRESSION_WORDS[found], right: found === 'fused' };
    }),
  ];
}

function SmallCell({ found }: { readonly found: SubnormalFact | undefined }) {
  if (!found) return <td className={styles.none}>–</td>;
  return (
    <td className={found.found === 'kept' ? styles.right : styles.wrong}>{SUBNORMAL_WORDS[found.found]}</td>
  );
}

/** The questions on small numbers are named after operation and place: `multiply, result`. */
function smallOf({ subnormals }: Census, operation: string, where: SubnormalFact['in']) {
  return subnormals.find(({ id }) => id === `${operation}, ${where}`);
}
