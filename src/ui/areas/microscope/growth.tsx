import { useMemo } from 'react';
import { GrowthChart } from '../../../charts/growth-chart.tsx';
import { outputCurve } from '../../../charts/growth-points.ts';
import type { OutputPlace } from '../../../model/graph.ts';
import type { Look } from '../../../studies/microscope/microscope.ts';
import styles from './microscope.module.css';

interface GrowthProps {
  readonly look: Look;
  readonly open: OutputPlace | null;
}

/** From the first rounded bit to the logits, output by output. Nothing where nothing differs. */
export function Growth({ look, open }: GrowthProps) {
  const { outputs } = look.diff;
  const curve = useMemo(() => outputCurve(outputs), [outputs]);
  if (!curve || !look.first) return null;
  const at = outputs.findIndex(({ layer, name }) => layer === open?.layer && name === open.name);
  return (
    <figure className={styles.growth}>
      <h5>Growth of the difference</h5>
      <GrowthChart
        title={`Relative difference, output by output, token ${look.place.position}`}
        curve={curve}
        first={look.first.index}
        open={at === -1 ? null : at}
      />
      <figcaption>
        Relative difference of every output in the order of the model. Dots and line: the residual stream and
        the logits; rings: what branches off it. Where the line breaks, rounding took every difference away.
      </figcaption>
    </figure>
  );
}
