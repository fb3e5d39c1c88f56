import styles from './same-everywhere.module.css';

interface ErrorDotsProps {
  readonly name: string;
  /** (cases) in ulp. */
  readonly errors: readonly number[];
  /** The case that is looked at. */
  readonly at: number;
}

const [WIDTH, HEIGHT] = [600, 84];
/** Drawn at least, in ulp. */
const LEAST_SPAN = 1.5;

/** A dot a case: how far it is from the exact value. Within the band it is the nearest float. */
export function ErrorDots({ name, errors, at }: ErrorDotsProps) {
  const largest = Math.max(...errors.map(Math.abs));
  const span = Math.max(LEAST_SPAN, largest);
  const x = (i: number) => ((i + 0.5) / errors.length) * WIDTH;
  const y = (error: number) => HEIGHT / 2 - (error / span) * (HEIGHT / 2 - 4);
  const half = y(0.5);
  return (
    <div className={styles.dots}>
      <p>{name}</p>
      <svg
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        role="img"
        aria-label={`${name}: ${errors.length} errors, ${largest.toFixed(2)} ulp at most`}
      >
        <rect className={styles.band} x="0" y={half} width={WIDTH} height={HEIGHT - 2 * half} />
        <path className={styles.zero} d={`M0 ${HEIGHT / 2}H${WIDTH}`} />
        <path className={styles.here} d={`M${x(at)} 0V${HEIGHT}`} />
        {errors.map((error, i) => (
          <circle
            // biome-ignore lint/suspicious/noArrayIndexKey: a case is its place.
            key={i}
            className={Math.abs(error) <= 0.5 ? styles.near : styles.off}
            cx={x(i)}
            cy={y(error)}
            r={i === at ? 4 : 2.2}
          />
        ))}
      </svg>
    </div>
  );
}
