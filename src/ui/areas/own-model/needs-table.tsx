import type { FormatNeeds, ModelNeeds } from '../../../lab/model-needs.ts';
import { needsVerdict } from '../../../report/model-needs.ts';
import { grouped } from '../../../results/text.ts';
import { bytesWords } from '../../kit/format.ts';
import tables from '../../kit/styles/tables.module.css';
import styles from './own-model.module.css';

/** What a model takes on this adapter in each format, and what would fit instead. */
export function NeedsTable({ needs }: { readonly needs: ModelNeeds }) {
  const { formats, contexts, experiment } = needs;
  return (
    <div data-part="needs" className={styles.needs}>
      <table className={styles.table}>
        <caption>What it takes on this device</caption>
        <thead>
          <tr>
            <th scope="col">Weights as</th>
            <th scope="col">in all</th>
            <th scope="col">largest matrix</th>
            <th scope="col">fits</th>
          </tr>
        </thead>
        <tbody>
          {formats.map((format) => (
            <Format key={format.weights} {...format} />
          ))}
        </tbody>
      </table>
      <p className={tables.note}>
        KV cache of one request, in bf16:{' '}
        {contexts
          .map(({ positions, bytes }) => `${bytesWords(bytes)} for ${grouped(positions)} positions`)
          .join(', ')}
        .{' '}
        {typeof experiment !== 'string' &&
          `This experiment: at most ${bytesWords(experiment.kvBytes)} of KV cache and ${bytesWords(experiment.scratchBytes)} of scratch.`}
      </p>
      <p data-part="verdict">{needsVerdict(needs)}</p>
    </div>
  );
}

function Format({ weights, bytes, largest, fits, asked }: FormatNeeds) {
  return (
    <tr data-asked={asked}>
      <th scope="row">
        {weights}
        {asked && <small> · asked for</small>}
      </th>
      <td className="number">{bytesWords(bytes)}</td>
      <td className="number">{bytesWords(largest)}</td>
      <td>{fits === null ? 'not known' : fits ? 'yes' : 'no'}</td>
    </tr>
  );
}
