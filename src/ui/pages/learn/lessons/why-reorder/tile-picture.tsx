import { MOST_ROWS } from './row-zero.ts';
import type { TileGrid } from './tile-grid.ts';
import styles from './tile-picture.module.css';

interface TilePictureProps {
  readonly rows: number;
  readonly columns: number;
  readonly grid: TileGrid;
}

/** The output, M rows by N columns, under its tiles; the empty part of a tile is computed for nothing. */
export function TilePicture({
  rows,
  columns,
  grid: { tileRows, tileColumns, down, across },
}: TilePictureProps) {
  const height = Math.max(MOST_ROWS, down * tileRows);
  const tiles = Array.from({ length: down * across }, (_, i) => ({
    x: (i % across) * tileColumns,
    y: Math.floor(i / across) * tileRows,
  }));
  return (
    <svg
      className={styles.tilePicture}
      viewBox={`0 0 ${across * tileColumns} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={`Output of ${rows} by ${columns} under ${down} by ${across} tiles of ${tileRows} by ${tileColumns}`}
    >
      <rect className={styles.tileOutput} width={columns} height={rows} />
      {tiles.map(({ x, y }) => (
        <rect key={`${x} ${y}`} className={styles.tile} x={x} y={y} width={tileColumns} height={tileRows} />
      ))}
      <rect className={styles.tileRow} width={columns} height={Math.max(1, height / 96)} />
    </svg>
  );
}
