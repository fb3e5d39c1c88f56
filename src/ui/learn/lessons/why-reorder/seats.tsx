import { steps } from '../kernel-parts/knob.tsx';
import type { TileGrid } from './tile-grid.ts';

/** The workgroups that the machine wants, those that have work marked: tiles full, parts of split sums striped. */
export function Seats({
  grid: { tiles, workgroups },
  wanted,
}: {
  readonly grid: TileGrid;
  readonly wanted: number;
}) {
  const seat = (at: number) => (at < tiles ? 'seat seat-tile' : at < workgroups ? 'seat seat-part' : 'seat');
  return (
    <div>
      <div className="seats" aria-hidden="true">
        {steps(0, wanted - 1).map((at) => (
          <span key={at} className={seat(at)} />
        ))}
      </div>
      <p className="product-legend">
        <span>
          <i className="seat seat-tile" /> a tile
        </span>
        <span>
          <i className="seat seat-part" /> a further part of a split sum
        </span>
        <span>
          <i className="seat" /> idle
        </span>
        <span>
          <i className="row-mark" /> row 0
        </span>
      </p>
    </div>
  );
}
