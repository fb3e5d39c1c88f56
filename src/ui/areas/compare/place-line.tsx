import { type DangerPoint, inDanger } from '../../../charts/danger-points.ts';
import { measured, quoted } from '../../../results/text.ts';
import { percent } from '../../kit/format.ts';
import styles from './strip.module.css';
import type { Side, Streams } from './token-place.ts';

interface PlaceLineProps {
  readonly streams: Streams;
  /** Of each token; undefined while they are not known. */
  readonly probabilities: Readonly<Record<Side, readonly (number | null)[]>> | undefined;
  readonly points: readonly DangerPoint[];
  /** Previewed, else pinned. */
  readonly index: number | null;
}

/** The token under the pointer or the focus, on both sides. */
export function PlaceLine({ streams, probabilities, points, index }: PlaceLineProps) {
  if (streams.a.length === 0) return null;
  if (index === null) {
    return (
      <p className={styles.placeLine} data-part="place-line">
        <span className={styles.hint}>Point at a token, or Tab to one.</span>
      </p>
    );
  }
  const [a, b] = [streams.a[index], streams.b[index]];
  const words = (side: Side) => {
    const token = streams[side][index];
    const chance = probabilities?.[side][index];
    const id = token?.id === undefined ? token?.token : token.id;
    const named = token ? `${quoted(token.text)}${id === null ? '' : ` id ${id}`}` : 'none';
    return `${named}${chance === undefined || chance === null ? '' : ` ${percent(chance)}`}`;
  };
  const point = points.find(({ position }) => position === index);
  return (
    <p className={styles.placeLine} data-part="place-line">
      token {index}
      <span data-side="a">A {words('a')}</span>
      <span data-side="b">B {words('b')}</span>
      {a && b && <span>{a.token === b.token ? 'same token' : 'different tokens'}</span>}
      {point && (
        <span>
          margin {measured(point.margin)} {inDanger(point) ? '≤' : '>'} perturbation{' '}
          {measured(point.perturbation)}
          {point.forced && ' (replay)'}
        </span>
      )}
    </p>
  );
}
