import type { Experiment } from '../../../experiment/schema.ts';
import { CURE, type KernelSet, rulesOf } from '../../../numerics/sets/sets.ts';
import styles from './gallery.module.css';
import { type Column, type Dot, pictureLayout } from './picture-layout.ts';

/** Drawn larger than this, a small picture would be coarse. */
const MOST_SCALE = 2;
/** A caption needs more room than a dot. */
const COLUMN = { bare: 17, captioned: 21 };
const ROW = 8;
/** Height of the kernel marks above the dots. */
const HEAD = 11;
/** Depth of the arcs between compared arms. */
const FOOT = 9;
const LATE = 7;
/** Height of the captions under the dots. */
const CAPTION = 8;

interface PictureProps {
  readonly experiment: Experiment;
  /** Highest it may be drawn, in pixels. */
  readonly height: number;
}

/** An experiment in small: arms as columns of requests, kernel sets above, arcs between the arms that are compared. */
export function Picture({ experiment, height }: PictureProps) {
  const { columns, more, pairs } = pictureLayout(experiment);
  const deepest = Math.max(...columns.map(({ dots, more: hidden }) => dots.length + (hidden > 0 ? 1 : 0)));
  const captioned = columns.some(({ caption }) => caption !== null);
  const pitch = captioned ? COLUMN.captioned : COLUMN.bare;
  const bottom = HEAD + deepest * ROW + (captioned ? CAPTION : 0) + 1;
  const width = columns.length * pitch + (more > 0 ? 18 : 4);
  const scale = Math.min(MOST_SCALE, height / (bottom + FOOT));
  const middle = (place: number) => (place + 0.5) * pitch;
  return (
    <svg
      className={styles.picture}
      viewBox={`0 0 ${width} ${bottom + FOOT}`}
      width={scale * width}
      height={scale * (bottom + FOOT)}
      aria-hidden="true"
    >
      {columns.map((column, place) => (
        // An arm has no place but its own.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above.
        <Lane key={place} column={column} x={middle(place)} foot={bottom - 3} />
      ))}
      {more > 0 && (
        <text x={columns.length * pitch + 1} y={HEAD + 7}>
          +{more}
        </text>
      )}
      {pairs.map(([a, b]) => (
        <path
          key={`${a}/${b}`}
          className={styles.picturePair}
          d={`M${middle(a)} ${bottom} q${(middle(b) - middle(a)) / 2} ${FOOT + 3} ${middle(b) - middle(a)} 0`}
        />
      ))}
    </svg>
  );
}

interface LaneProps {
  readonly column: Column;
  readonly x: number;
  /** Where the caption stands. */
  readonly foot: number;
}

function Lane({ column, x, foot }: LaneProps) {
  const { sets, dots, more, many, caption } = column;
  const end = HEAD + dots.length * ROW - 2;
  return (
    <g>
      {sets.map((set, index) => (
        // The three operations always stand in the same order.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above.
        <SetMark key={index} set={set} x={x + (index - 1) * 4.5} />
      ))}
      {many && (
        <rect
          className={styles.pictureMany}
          x={x - 6.5}
          y={HEAD - 2}
          width={13}
          height={end - HEAD + 4}
          rx={3}
        />
      )}
      <line className={styles.pictureLane} x1={x} x2={x} y1={HEAD} y2={end} />
      {dots.map((dot, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a dot is its place in the batch.
        <Mark key={index} dot={dot} x={x} y={HEAD + index * ROW + 3} />
      ))}
      {caption && (
        <text className={styles.pictureCaption} x={x} y={foot}>
          {caption}
        </text>
      )}
      {more > 0 && (
        <text x={x - 5} y={end + 9}>
          +{more}
        </text>
      )}
    </g>
  );
}

/** Filled where a set is batch-invariant; a hole tells the others of those from the one that the lab cures with. */
function markOf(set: KernelSet): 'hollow' | 'filled' | 'holed' {
  if (!rulesOf(set).batchInvariant) return 'hollow';
  return set === CURE ? 'filled' : 'holed';
}

function SetMark({ set, x }: { readonly set: KernelSet; readonly x: number }) {
  const mark = markOf(set);
  return (
    <>
      <rect className={styles.pictureSet} data-mark={mark} x={x - 1.6} y={2} width={3.2} height={3.2} />
      {mark === 'holed' && <rect className={styles.pictureHole} x={x - 0.6} y={3} width={1.2} height={1.2} />}
    </>
  );
}

function Mark({ dot: { role, late }, x, y }: { readonly dot: Dot; readonly x: number; readonly y: number }) {
  const at = x + (late > 0 ? 2 + late * (LATE - 2) : 0);
  return (
    <>
      {late > 0 && <line className={styles.pictureLate} x1={x} x2={at} y1={y} y2={y} />}
      {role === 'probe' && (
        <path className={styles.ofProbe} d={`M${at} ${y - 3.2} l3.2 3.2 l-3.2 3.2 l-3.2 -3.2 z`} />
      )}
      {role === 'clean' && <circle className={styles.pictureClean} cx={at} cy={y} r={2.1} />}
      {role === 'noise' && (
        <path
          className={styles.pictureNoise}
          d={`M${at - 3} ${y - 1} q1.5 -2 3 0 t3 0 M${at - 3} ${y + 1.6} q1.5 -2 3 0 t3 0`}
        />
      )}
    </>
  );
}
