import { matmulPlan } from '../../../../../numerics/matmul-plan.ts';
import type { KernelSet } from '../../../../../numerics/sets/sets.ts';
import { GEMV_LANES } from '../../../../../numerics/sets/variant.ts';
import { counted } from '../../../../../results/text.ts';
import styles from '../kernel-parts/knob.module.css';
import { RunsBar } from '../kernel-parts/runs-bar.tsx';
import type { ProductShape } from './row-zero.ts';
import { Seats } from './seats.tsx';
import { type TileGrid, tileGrid } from './tile-grid.ts';
import { TilePicture } from './tile-picture.tsx';

interface ProductViewProps {
  readonly set: KernelSet;
  readonly rows: number;
  readonly shape: ProductShape;
  /** Also how K is cut. */
  readonly split: boolean;
}

/** What a product's output and its sums are cut into at one M, and how many workgroups that keeps busy. */
export function ProductView({ set, rows, shape, split }: ProductViewProps) {
  const whole = { ...shape, rows };
  const grid = tileGrid(set, whole);
  const shown = split ? grid : { ...grid, parts: 1, workgroups: grid.tiles };
  const plan = matmulPlan(set, whole);
  const single = split && plan.lanes === GEMV_LANES;
  return (
    <>
      <TilePicture rows={rows} columns={shape.columns} grid={grid} />
      <p className={styles.kernelWords} role="status">
        {single
          ? `One row: a kernel of its own, ${shape.columns} outputs with ${GEMV_LANES} lanes each; nothing is cut.`
          : workWords(shown, shape.parallelism)}
      </p>
      {!single && <Seats grid={shown} wanted={shape.parallelism} />}
      {split && <RunsBar name={`K = ${shape.terms}`} runs={plan.chunks} unit="terms" />}
    </>
  );
}

/** `16 tiles in 4 parts each: 64 workgroups, all 64 busy`. */
function workWords({ tiles, parts, workgroups }: TileGrid, wanted: number): string {
  const cut =
    parts === 1
      ? counted(tiles, 'tile')
      : `${counted(tiles, 'tile')} in ${parts} parts${tiles === 1 ? '' : ' each'}: ${counted(workgroups, 'workgroup')}`;
  const idle = wanted - workgroups;
  return idle > 0 ? `${cut}; ${idle} of ${wanted} idle.` : `${cut}; all ${wanted} busy.`;
}
