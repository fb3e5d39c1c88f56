import { useId, useMemo } from 'react';
import { RateChart } from '../../../charts/load-rate.tsx';
import { visible } from '../../../experiment/visible.ts';
import { grouped } from '../../../results/text.ts';
import fields from '../../kit/styles/fields.module.css';
import tables from '../../kit/styles/tables.module.css';
import {
  expectedRates,
  intensityOf,
  type LoadCrowd,
  mediansOf,
  withIntensity,
  withMedianPrompt,
} from './crowd-edits.ts';
import styles from './form.module.css';
import { withCrowd, withTasks } from './load-edits.ts';
import { editLoad } from './load-store.ts';

/** A slider's ends are powers of two: as far as a tab can show, and no crowd is refused for being small. */
const RATES = [-1, 8] as const;
const LENGTHS = [1, 10] as const;

/** Who comes: how many at the peak, how much of it is noise, how long, and a picture of all three. */
export function CrowdForm({ crowd }: { readonly crowd: LoadCrowd }) {
  const rates = useMemo(() => expectedRates(crowd), [crowd]);
  const intensity = intensityOf(crowd.arrivals);
  const { prompt, output } = useMemo(() => mediansOf(crowd), [crowd]);
  const lengths = `prompts of ${grouped(prompt)} tokens, answers of ${grouped(output)}, at the median`;
  return (
    <fieldset className={styles.group} data-part="crowd">
      <legend>Crowd</legend>
      <RateChart
        title={`Expected arrivals a second over ${grouped(Math.round(crowd.milliseconds / 1000))} s`}
        height={84}
        rates={rates}
        milliseconds={crowd.milliseconds}
        noise={crowd.noise}
      />
      {intensity !== null && (
        <PowerSlider
          label={RATE_WORDS[crowd.arrivals.kind] ?? 'Rate'}
          value={intensity}
          ends={RATES}
          words={crowd.arrivals.kind === 'closed' ? grouped(intensity) : `${figure(intensity)} a second`}
          onChange={(next) => editLoad(withCrowd({ arrivals: withIntensity(crowd.arrivals, next) }))}
        />
      )}
      <label className={styles.slide}>
        <input
          type="checkbox"
          checked={crowd.asks === 'tasks'}
          onChange={(event) => editLoad(withTasks(event.target.checked))}
        />{' '}
        Tasks with right answers
      </label>
      <ShareSlider label="Noise" value={crowd.noise} onChange={(noise) => editLoad(withCrowd({ noise }))} />
      {crowd.arrivals.kind === 'trace' ? (
        <p className={styles.slide}>
          Lengths{' '}
          <small>
            as recorded: {lengths}. Where one goes beyond the model’s context a run scales all of them, order
            and ratios kept.
          </small>
        </p>
      ) : (
        <PowerSlider
          label="Lengths"
          value={prompt}
          ends={LENGTHS}
          words={lengths}
          onChange={(median) => editLoad(withCrowd(withMedianPrompt(crowd, Math.round(median))))}
        />
      )}
      <p className={tables.note}>{crowdWords(crowd)}</p>
    </fieldset>
  );
}

const RATE_WORDS: Readonly<Partial<Record<LoadCrowd['arrivals']['kind'], string>>> = {
  surge: 'Peak',
  closed: 'Users',
};

interface PowerSliderProps {
  readonly label: string;
  readonly value: number;
  /** Powers of two. */
  readonly ends: readonly [number, number];
  /** What the value comes to. */
  readonly words: string;
  readonly onChange: (value: number) => void;
}

/** Equal ways on it are equal ratios. */
function PowerSlider({ label, value, ends: [min, max], words, onChange }: PowerSliderProps) {
  const id = useId();
  return (
    <div className={`${fields.entry} ${styles.slide}`}>
      <label htmlFor={id}>
        {label} <small>{words}</small>
      </label>
      <input
        id={id}
        type="range"
        min={min}
        max={max}
        step={0.125}
        value={Math.log2(Math.max(2 ** min, value))}
        aria-valuetext={words}
        onChange={(event) => onChange(Number((2 ** event.target.valueAsNumber).toPrecision(3)))}
      />
    </div>
  );
}

function ShareSlider({
  label,
  value,
  onChange,
}: {
  label: string;
  value: number;
  onChange: (value: number) => void;
}) {
  const id = useId();
  const words = `${Math.round(100 * value)} % of the requests`;
  return (
    <div className={`${fields.entry} ${styles.slide}`}>
      <label htmlFor={id}>
        {label} <small>{words}</small>
      </label>
      <input
        id={id}
        type="range"
        min={0}
        max={100}
        value={Math.round(100 * value)}
        aria-valuetext={words}
        onChange={(event) => onChange(event.target.valueAsNumber / 100)}
      />
    </div>
  );
}

function crowdWords({ arrivals, most, tiers, prefix, seed, asks }: LoadCrowd): string {
  return [
    `At most ${grouped(most)} requests, drawn from seed ${seed}`,
    ...(asks === 'tasks' ? ['each task as long as it is, its answer at most as long as said'] : []),
    ...(arrivals.kind === 'gamma' ? [`bursts of shape ${arrivals.burstiness}`] : []),
    ...(arrivals.kind === 'trace' ? [`as in the trace ${visible(arrivals.name)}`] : []),
    ...(tiers.length > 1 ? [`${tiers.length} tiers`] : []),
    ...(prefix
      ? [`${Math.round(100 * prefix.share)} % begin with the same ${grouped(prefix.tokens)} tokens`]
      : []),
  ].join('; ');
}

function figure(value: number): string {
  return String(Number(value.toPrecision(3)));
}
