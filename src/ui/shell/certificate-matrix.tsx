import { MARKS } from '../../report/certificate.ts';
import type { Certificate } from '../../studies/certificate/certificate.ts';
import { columnsOf, type MatrixPlace, matrixOf } from '../../studies/certificate/summary.ts';
import styles from './certificate.module.css';

const WORDS: Readonly<Record<MatrixPlace['mark'], string>> = {
  ...{
    stands: 'holds',
    lost: 'does not hold',
    blind: 'the test is blind',
    untested: 'not tested, or not in every dtype',
    none: 'no such cell',
  },
};

/** One set's matrix: operation by what its bits must not follow, a mark a cell with its counts, all dtypes tested together. */
export function CertificateMatrix({
  certificate,
  set,
}: {
  readonly certificate: Certificate;
  readonly set: string;
}) {
  return (
    <table className={styles.matrix}>
      <caption>{set}</caption>
      <thead>
        <tr>
          <th scope="col">
            <span className="unseen">operation</span>
          </th>
          {columnsOf(certificate).map((invariance) => (
            <th key={invariance} scope="col">
              {invariance}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {matrixOf(certificate, set).map((places) => (
          <tr key={places[0].operation}>
            <th scope="row">{places[0].operation}</th>
            {places.map((place) => (
              <Place key={place.invariance} place={place} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Place({ place }: { readonly place: MatrixPlace }) {
  const { mark, why, cases, passed, controls, differed } = place;
  const counts = `${passed} of ${cases} cases hold, ${differed} of ${controls} controls differ`;
  return (
    <td data-mark={mark} title={mark === 'none' ? why : `${WORDS[mark]}: ${counts}`}>
      <span aria-hidden="true">{MARKS[mark]}</span>
      <span className="unseen">
        {mark === 'none' ? `${WORDS[mark]}: ${why}` : `${WORDS[mark]}, controls ${differed}/${controls}:`}
      </span>
      {mark !== 'none' && (
        <small>
          {' '}
          {passed}/{cases}
        </small>
      )}
    </td>
  );
}
