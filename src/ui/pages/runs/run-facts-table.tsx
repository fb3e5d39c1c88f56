import { visible } from '../../../experiment/visible.ts';
import { placeWords } from '../../../report/engine.ts';
import { standingsWords } from '../../../report/postures.ts';
import type { RunsCompared } from '../../../results/compare-runs.ts';
import { grouped } from '../../../results/text.ts';
import { dateWords } from '../../kit/format.ts';
import tables from '../../kit/styles/tables.module.css';
import type { FinishedFile } from './load-runs.ts';
import styles from './runs.module.css';

interface Fact {
  readonly what: string;
  readonly a: string;
  readonly b: string;
  /** Where that is not whether the words are the same; null where a difference says nothing. */
  readonly same?: boolean | null;
}

interface RunFactsTableProps {
  readonly a: FinishedFile;
  readonly b: FinishedFile;
  readonly compared: RunsCompared;
}

/** Everything that the two runs were made with; what differs is marked, and in words. */
export function RunFactsTable({ a, b, compared }: RunFactsTableProps) {
  return (
    <div className={tables.scroll}>
      <table className={styles.facts}>
        <thead>
          <tr>
            <th scope="col">
              <span className="unseen">What</span>
            </th>
            <th scope="col">A</th>
            <th scope="col">B</th>
            <th scope="col">
              <span className="unseen">Whether it differs</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {factsOf(a, b, compared).map(({ what, a: inA, b: inB, same = inA === inB }) => (
            <tr key={what} data-differs={same === false || undefined}>
              <th scope="row">{what}</th>
              <td>{visible(inA)}</td>
              <td>{visible(inB)}</td>
              <td>{same === null ? '' : same ? 'same' : 'differs'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function factsOf(a: FinishedFile, b: FinishedFile, { sameExperiment, sameModel }: RunsCompared): Fact[] {
  const both = (of: (run: FinishedFile) => string) => ({ a: of(a), b: of(b) });
  return [
    { what: 'Experiment', ...both(({ record }) => record.experiment.title), same: sameExperiment },
    {
      what: 'Model',
      ...both(({ record: { model } }) => `${model.name}, ${model.hash.slice(0, 15)}…`),
      same: sameModel,
    },
    { what: 'Ran on', ...both(({ record: { engine, adapter } }) => placeWords(engine, adapter)) },
    { what: 'Plan rules', ...both(({ record }) => record.planRules.toSorted().join(', ')) },
    { what: 'Decoding', ...both(({ record }) => decodingWords(record.experiment.decoding)) },
    { what: 'Guarantees', ...both(({ record }) => standingsWords(record.postures)) },
    { what: 'Lost', ...both(({ record }) => record.lost.join('; ') || 'nothing') },
    { what: 'Browser', ...both(({ browser }) => browserWords(browser)) },
    { what: 'Page', ...both(({ release }) => release || 'not known') },
    { what: 'Ended', ...both(({ date }) => dateWords(date)), same: null },
    { what: 'Time of all arms', ...both(({ record }) => timeWords(record.arms)), same: null },
  ];
}

/** `Firefox 140`, `Chrome 156`: of what a browser calls itself, which names several for old times' sake. */
function browserWords(userAgent: string): string {
  const found = /(Firefox|Edg|OPR|Chrome|Version)\/(\d+)/.exec(
    // Those that name Chrome too come after it.
    userAgent.replace(/Chrome(?=.*(Edg|OPR)\/)/, ''),
  );
  if (!found) return userAgent.slice(0, 80) || 'not known';
  const names: Readonly<Record<string, string>> = { Edg: 'Edge', OPR: 'Opera', Version: 'Safari' };
  const system = /\(([^;)]+)/.exec(userAgent)?.[1];
  return `${names[found[1]] ?? found[1]} ${found[2]}${system ? `, ${system}` : ''}`;
}

function decodingWords({ temperature, seed }: FinishedFile['record']['experiment']['decoding']): string {
  return temperature === 0 ? 'greedy' : `temperature ${temperature}, seed ${seed}`;
}

function timeWords(arms: FinishedFile['record']['arms']): string {
  return `${grouped(arms.reduce((sum, { timing }) => sum + timing.milliseconds, 0) / 1000, 2)} s`;
}
