import { steps } from '../kernel-parts/knob.tsx';
import type { TileGrid } from './tile-grid.ts';
import styles from './tile-picture.module.css';

/** The workgroups that the machine wants, those that have work marked: tiles full, parts of split sums striped. */
export function Seats({
  grid: { tiles, workgroups },
  wanted,
}: {
  readonly grid: TileGrid;
  readonly wanted: number;
}) {
  const seat = (at: number) =>
    at < tiles
      ? `${styles.seat} ${styles.seatTile}`
      : at < workgroups
        ? `${styles.seat} ${styles.seatPart}`
        : styles.seat;
  return (
    <div>
      <div className={styles.seats} aria-hidden="true">
        {steps(0, wanted - 1).map((at) => (
          <span key={at} className={seat(at)} />
        ))}
      </div>
      <p className={styles.productLegend}>
        <span>
          <i className={`${styles.seat} ${styles.seatTile}`} /> a tile
        </span>
        <span>
          <i className={`${styles.seat} ${styles.seatPart}`} /> a further part of a split sum
        </span>
        <span>
          <i className={styles.seat} /> idle
        </span>
        <span>
          <i className={styles.rowMark} /> row 0
        </span>
      </p>
    </div>
  );
}
