import { timeText } from '../../../charts/load-window.ts';
import { counted, grouped } from '../../../results/text.ts';
import { Name } from '../../kit/name.tsx';
import controls from '../../kit/styles/controls.module.css';
import tables from '../../kit/styles/tables.module.css';
import { Toolbar } from '../../kit/toolbar.tsx';
import type { ArmView } from './arm-view.ts';
import styles from './load.module.css';
import { lookAtArm, useLoad } from './load-store.ts';
import { forkOf, gapsOf, lookedAt } from './probe-gaps.ts';
import { type ViewedRequest, watchedIn } from './viewed-request.ts';

interface ArmsTableProps {
  readonly views: readonly ArmView[];
  readonly shown: ArmView;
  /** Name of the request that is looked at; null: each arm's first probe. */
  readonly watched: string | null;
  readonly onWatch: (request: string) => void;
}

/** What became of one request in each arm, side by side; a row's name shows that arm. */
export function ArmsTable({ views, shown, watched, onWatch }: ArmsTableProps) {
  // Views grow in place.
  useLoad((state) => state.version);
  const drops = views.some(({ requests }) => requests.some((request) => request.drops.length > 0));
  const name = shown.requests[watchedIn(shown, watched)]?.id;
  return (
    <section className={tables.panel} aria-labelledby="load-arms-title">
      <div className={tables.panelHead}>
        <h2 id="load-arms-title">
          The same request in every arm{name !== undefined && ': '}
          {name !== undefined && <Name of={name} />}
        </h2>
        <Probes view={shown} watched={name} onWatch={onWatch} />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys. */}
      <section className={tables.scroll} tabIndex={0} aria-label="Arms, table">
        <table>
          <thead>
            <tr>
              <th scope="col">arm</th>
              {[...HEADS, ...(drops ? ['experts full'] : [])].map((head) => (
                <th key={head} scope="col" className="number">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {views.map((view) => (
              <ArmRow key={view.arm} {...{ view, drops }} request={name} isShown={view === shown} />
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}

const HEADS = [
  'first token after',
  'longest gap',
  'gave way',
  'other bits than alone',
  'fork',
  'others refused',
] as const;
/** More are chosen in the lanes. */
const MOST_PROBES = 6;

/** Which of several probes is looked at. */
function Probes({
  view,
  watched,
  onWatch,
}: Pick<ArmsTableProps, 'onWatch'> & { readonly view: ArmView; readonly watched: string | undefined }) {
  const { probes } = view;
  if (probes.length < 2) return null;
  return (
    <Toolbar label="Probe that is looked at" className={styles.zoom}>
      {probes.slice(0, MOST_PROBES).map((at) => {
        const { id } = view.requests[at];
        return (
          <button key={id} type="button" aria-pressed={id === watched} onClick={() => onWatch(id)}>
            <Name of={id} />
          </button>
        );
      })}
    </Toolbar>
  );
}

interface ArmRowProps {
  readonly view: ArmView;
  readonly request: string | undefined;
  readonly isShown: boolean;
  /** Whether experts had no room for anybody, in any arm. */
  readonly drops: boolean;
}

function ArmRow({ view, request, isShown, drops }: ArmRowProps) {
  const probe = request === undefined ? undefined : view.requests[view.indexOf(request)];
  const looked = probe && lookedAt(probe);
  const fork = probe ? forkOf(probe) : null;
  const refused = view.requests.filter((each) => each !== probe && each.outcome?.kind === 'refused').length;
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
      <td className="number">{firstWords(probe)}</td>
      <td className="number">{longestWords(probe, view.scene.end)}</td>
      <td className="number">{probe ? gaveWayWords(probe) : ''}</td>
      <td className="number">
        {looked && looked.positions > 0 ? `${looked.differing} of ${looked.positions}` : ''}
      </td>
      <td className="number">{fork === null ? (looked?.positions ? 'none' : '') : `token ${fork}`}</td>
      <td className="number">{grouped(refused)}</td>
      {drops && <td className="number">{probe && grouped(probe.drops.length)}</td>}
    </tr>
  );
}

/** One that was refused has no first token. */
function firstWords(request: ViewedRequest | undefined): string {
  if (!request || request.tokens.length === 0) return request?.outcome?.kind === 'refused' ? 'refused' : '';
  return timeText(request.tokens[0].at - request.arrived);
}

function gaveWayWords({ preempted, swapped }: ViewedRequest): string {
  const words = [
    ...(preempted > 0 ? [`preempted ${counted(preempted, 'time')}`] : []),
    ...(swapped > 0 ? [`swapped ${counted(swapped, 'time')}`] : []),
  ];
  return words.join(', ') || 'never';
}

/** Of one under way the gap that it stands in counts as far as it has come. */
function longestWords(request: ViewedRequest | undefined, now: number): string {
  if (!request || request.tokens.length === 0) return '';
  const gaps = gapsOf(request)
    .slice(1)
    .map(({ gap }) => gap);
  const open = request.ended === null ? now - request.tokens[request.tokens.length - 1].at : 0;
  const longest = gaps.reduce((most, gap) => Math.max(most, gap), open);
  return longest > 0 ? timeText(longest) : '';
}
