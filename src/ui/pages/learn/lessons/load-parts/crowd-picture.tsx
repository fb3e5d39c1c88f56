import { LanesChart, MemoryChart } from '../../../../../charts/load-charts.tsx';
import type { LoadScene } from '../../../../../charts/load-scene.ts';
import { AXIS } from '../../../../../charts/load-time-axis.ts';
import { wholeWindow } from '../../../../../charts/load-window.ts';
import { LaneLegend, type LaneMark } from '../../../load/lane-legend.tsx';
import styles from './load-parts.module.css';

/** Pixels that all lanes together may take, and of one at least and at most. */
const [LANES, THIN, THICK] = [320, 3, 16];
const MEMORY = 64;

interface CrowdPictureProps {
  /** The picture in words. */
  readonly title: string;
  readonly scene: LoadScene;
  readonly marks: readonly LaneMark[];
  /** Whether blocks over time are drawn under the lanes. */
  readonly memory?: boolean;
}

/** A run that is over: each request as a lane over the virtual clock. */
export function CrowdPicture({ title, scene, marks, memory = false }: CrowdPictureProps) {
  const count = scene.lanes.length;
  const lane = Math.max(THIN, Math.min(THICK, Math.floor(LANES / Math.max(1, count))));
  const of = { scene, version: scene.version, window: wholeWindow(scene.end), clock: 'virtual' as const };
  return (
    <div className={styles.crowdPicture}>
      <LaneLegend marks={marks} />
      <LanesChart
        title={title}
        height={count * lane + AXIS + 2}
        {...of}
        lane={lane}
        scrolled={0}
        chosen={-1}
      />
      {memory && <MemoryChart title="KV blocks held over time" height={MEMORY} {...of} />}
    </div>
  );
}
