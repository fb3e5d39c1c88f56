import { memo, useState } from 'react';
import { timeText } from '../../../charts/load-window.ts';
import tables from '../../kit/styles/tables.module.css';
import { Toolbar } from '../../kit/toolbar.tsx';
import type { ArmView } from './arm-view.ts';
import { LaneLegend } from './lane-legend.tsx';
import styles from './load.module.css';
import { useLoad } from './load-store.ts';
import { RequestTable } from './request-table.tsx';
import { RunTimeline } from './run-timeline.tsx';
import { switchWords } from './serving-words.ts';
import type { Playback } from './use-playback.ts';
import type { RunWindow, WindowMoves } from './use-run-window.ts';

/** Pixels of a lane: as many as leave all of them in sight, and where names are readable. */
const LANES = [null, 6, 14] as const;
type LaneHeight = (typeof LANES)[number];

const NO_NOTES: readonly string[] = [];

interface RunPanelProps {
  readonly view: ArmView;
  readonly version: number;
  readonly run: RunWindow;
  readonly step: number;
  readonly watched: number;
  readonly playback: Playback | null;
  readonly onStep: (step: number) => void;
  readonly onWatch: (request: number) => void;
  readonly onOpen: () => void;
}

/** The whole run over time, and how it is looked at. */
export function RunPanel({ run, playback, ...timeline }: RunPanelProps) {
  const { view } = timeline;
  const notes = useLoad(({ record }) => record?.notes ?? NO_NOTES);
  const [lane, setLane] = useState<LaneHeight>(null);
  return (
    <section className={tables.panel} aria-labelledby="load-run-title">
      <div className={tables.panelHead}>
        <h2 id="load-run-title">The batch over time</h2>
        <LaneLegend />
        <Controls
          moves={run.moves}
          playing={playback ? playback.playing : null}
          onPlay={playback?.toggle}
          {...{ lane }}
          onLane={setLane}
        />
      </div>
      <RunTimeline run={run} lane={lane} {...timeline} />
      <p className={tables.note}>{clockWords(view)}</p>
      {view.switches.length > 0 && (
        <p className={tables.note} data-part="load-switches">
          Switched on the way:{' '}
          {view.switches
            .map(({ at, before, serving }) => `${switchWords(before, serving)} at ${timeText(at)}`)
            .join('; ')}
          .
        </p>
      )}
      {[...view.notes, ...notes].map((note) => (
        <p key={note} className={tables.note}>
          {note}
        </p>
      ))}
      <RequestTable view={view} version={timeline.version} onWatch={timeline.onWatch} />
    </section>
  );
}

interface ControlsProps {
  readonly moves: WindowMoves;
  /** Null while there is nothing to play. */
  readonly playing: boolean | null;
  readonly onPlay: (() => void) | undefined;
  readonly lane: LaneHeight;
  readonly onLane: (lane: LaneHeight) => void;
}

/** Apart from the picture, which is drawn sixty times a second: a toolbar asks the browser at each drawing which controls are visible. */
const Controls = memo(function Controls({ moves, playing, onPlay, lane, onLane }: ControlsProps) {
  return (
    <Toolbar label="How the run is looked at" className={styles.zoom}>
      {playing !== null && (
        <button type="button" onClick={onPlay}>
          {playing ? 'Pause' : 'Play through'}
        </button>
      )}
      <button type="button" aria-label="Zoom out" onClick={moves.farther}>
        −
      </button>
      <button type="button" aria-label="Zoom in" onClick={moves.nearer}>
        +
      </button>
      <button type="button" onClick={moves.showAll}>
        All
      </button>
      <button
        type="button"
        title="Height of a lane"
        onClick={() => onLane(LANES[(LANES.indexOf(lane) + 1) % LANES.length])}
      >
        Lanes: {lane === null ? 'all' : lane === 6 ? 'more' : 'named'}
      </button>
    </Toolbar>
  );
});

function clockWords({ clock, measuredOn, scene }: ArmView): string {
  const reach = `${timeText(scene.end)} of the ${clock} clock`;
  return clock === 'virtual'
    ? `${reach}: each step takes what a table says${measuredOn ? `, measured on ${measuredOn}` : ''}. The same everywhere, whatever else this machine does.`
    : `${reach}: as it happened on the device that ran it.`;
}
