import { timeText } from '../../../charts/load-window.ts';
import { grouped } from '../../../results/text.ts';
import { Name } from '../../kit/name.tsx';
import controls from '../../kit/styles/controls.module.css';
import tables from '../../kit/styles/tables.module.css';
import type { ArmView } from './arm-view.ts';
import { lookAtArm, useLoad } from './load-store.ts';
import { forkOf, gapsOf, lookedAt } from './probe-gaps.ts';

interface ArmsTableProps {
  readonly views: readonly ArmView[];
  readonly shown: ArmView;
}

/** What became of the first probe in each arm, side by side; a row's name shows that arm. */
export function ArmsTable({ views, shown }: ArmsTableProps) {
  // Views grow in place.
  useLoad((state) => state.version);
  return (
    <section className={tables.panel} aria-labelledby="load-arms-title">
      <h2 id="load-arms-title">The same request in every arm</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys. */}
      <section className={tables.scroll} tabIndex={0} aria-label="Arms, table">
        <table>
          <thead>
            <tr>
              <th scope="col">arm</th>
              {['first token after', 'longest gap', 'other bits than alone', 'fork', 'refused'].map(
                (head) => (
                  <th key={head} scope="col" className="number">
                    {head}
                  </th>
                ),
              )}
            </tr>
          </thead>
          <tbody>
            {views.map((view) => (
              <ArmRow key={view.arm} view={view} isShown={view === shown} />
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}

function ArmRow({ view, isShown }: { readonly view: ArmView; readonly isShown: boolean }) {
  const probe = view.requests[view.probes[0]];
  const gaps = probe ? gapsOf(probe) : [];
  const looked = probe && lookedAt(probe);
  const fork = probe ? forkOf(probe) : null;
  const refused = view.requests.filter(({ outcome }) => outcome?.kind === 'refused').length;
  return (
    <tr>
      <th scope="row">
        <button
          type="button"
          className={controls.link}
          aria-pressed={isShown}
          onClick={() => lookAtArm(view.arm)}
        >
          <Name of={view.arm} />
        </button>
        {isShown && <small> shown below</small>}
      </th>
      <td className="number">{gaps.length > 0 ? timeText(gaps[0].gap) : ''}</td>
      <td className="number">
        {gaps.length > 1 ? timeText(Math.max(...gaps.slice(1).map(({ gap }) => gap))) : ''}
      </td>
      <td className="number">
        {looked && looked.positions > 0 ? `${looked.differing} of ${looked.positions}` : ''}
      </td>
      <td className="number">{fork === null ? (looked?.positions ? 'none' : '') : `token ${fork}`}</td>
      <td className="number">{grouped(refused)}</td>
    </tr>
  );
}
