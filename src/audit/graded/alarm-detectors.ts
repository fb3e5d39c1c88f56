import { BEYOND } from '../../numerics/inference/mean-shift.ts';
import { holm } from '../../numerics/inference/multiplicity.ts';
import { DETECTORS as TRACKER_DETECTORS } from '../../studies/tracker/detectors.ts';
import { PSI_ALARM, WASSERSTEIN_ALARM } from '../drift/drift.ts';
import { USUAL_THRESHOLDS } from '../monitor/alarms.ts';
import { COLUMNS, type Column, type DriftFigures } from './drift-figures.ts';
import type { SeenCourse, SeenDay } from './seen-course.ts';

/** Says of each day in turn whether it alarms; state of its own for each course. */
export type SeenAlarm = (day: SeenDay) => boolean;

export interface AlarmDetector {
  readonly id: string;
  readonly name: string;
  readonly group: 'drift' | 'thresholds' | 'probes' | 'tracker';
  /** When it alarms. */
  readonly words: string;
  /** Whether the tax article, or whoever writes of monitoring, prescribes it by name. */
  readonly recommended: boolean;
  /** False where nothing was looked at, so that it can say nothing. */
  readonly sees: (day: SeenDay) => boolean;
  watch(course: SeenCourse): SeenAlarm;
}

const always = () => true;
/** Evidently's level of a test. */
const ALPHA = 0.05;
/** How far above the reference's a latency alarms. */
export const SLOWER = 1.2;

const COLUMN_NAMES: Readonly<Record<Column, string>> = {
  ...{ prompt: 'prompt length', latency: 'latency', output: 'output length' },
};

const TESTS: readonly {
  readonly id: string;
  readonly name: string;
  readonly words: string;
  readonly recommended: boolean;
  readonly alarms: (figures: DriftFigures) => boolean;
}[] = [
  {
    ...{ id: 'z', name: 'z-test', words: 'the mean of a day is more than 3 standard errors off: |z| > 3' },
    ...{ recommended: true, alarms: ({ z }) => Math.abs(z) > BEYOND },
  },
  {
    ...{ id: 'ks', name: 'KS', words: 'the two-sample Kolmogorov-Smirnov test has p < 0.05' },
    ...{ recommended: true, alarms: ({ ksP }) => ksP < ALPHA },
  },
  {
    ...{ id: 'chi2', name: 'chi-square', words: 'counts in the reference’s deciles differ with p < 0.05' },
    ...{ recommended: false, alarms: ({ chi2P }) => chi2P < ALPHA },
  },
  {
    ...{ id: 'psi', name: 'PSI', words: `the stability index over the deciles is at least ${PSI_ALARM}` },
    ...{ recommended: true, alarms: ({ psi }) => psi >= PSI_ALARM },
  },
  {
    ...{ id: 'wasserstein', name: 'Wasserstein' },
    words: `the distance is at least ${WASSERSTEIN_ALARM} standard deviations of the reference`,
    ...{ recommended: false, alarms: ({ wasserstein }) => wasserstein >= WASSERSTEIN_ALARM },
  },
];

const DRIFT = TESTS.flatMap(({ id, name, words, recommended, alarms }) =>
  COLUMNS.map(
    (column): AlarmDetector => ({
      ...{
        id: `${id}-${column}`,
        name: `${name}, ${COLUMN_NAMES[column]}`,
        group: 'drift',
        words,
        recommended,
      },
      ...{ sees: always, watch: () => (day) => alarms(day.drift[column]) },
    }),
  ),
);

const REPORT: AlarmDetector = {
  ...{ id: 'drift-holm', name: 'KS and chi-square, corrected', group: 'drift', recommended: false },
  words: 'any of both tests over the three columns has p < 0.05 after Holm’s correction of the day’s six',
  sees: always,
  watch:
    () =>
    ({ drift }) =>
      holm(COLUMNS.flatMap((column) => [drift[column].ksP, drift[column].chi2P])).some((p) => p < ALPHA),
};

const THRESHOLDS = (['mean', 'p95', 'p99'] as const).map(
  (of): AlarmDetector => ({
    ...{ id: `latency-${of}`, name: `latency ${of} + 20 %`, group: 'thresholds' },
    words: `a day’s ${of} of latency is more than a fifth above the reference’s`,
    ...{ recommended: of !== 'mean', sees: always },
    watch:
      ({ latency }) =>
      (day) =>
        day.latency[of] > SLOWER * latency[of],
  }),
);

const MOST_HELD = USUAL_THRESHOLDS.occupancy! / 100;

const OCCUPANCY: AlarmDetector = {
  ...{ id: 'kv', name: 'KV occupancy', group: 'thresholds', recommended: true, sees: always },
  words: `more than ${MOST_HELD * 100} % of the pool is held at any time of the day`,
  watch:
    () =>
    ({ occupancy }) =>
      occupancy > MOST_HELD,
};

const PROBES: readonly AlarmDetector[] = [
  {
    ...{ id: 'fingerprint', name: 'fingerprint canary', group: 'probes', recommended: false, sees: always },
    words: 'any of the day’s probes has another bit than what the same prompt gave first',
    watch:
      () =>
      ({ changed }) =>
        changed > 0,
  },
  {
    ...{ id: 'shadow', name: 'shadow against solo', group: 'probes', recommended: false },
    words: 'any of the day’s probes has another bit than the same alone on the same service',
    sees: ({ diverged }) => diverged !== null,
    watch:
      () =>
      ({ diverged }) =>
        (diverged ?? 0) > 0,
  },
];

const TRACKER = TRACKER_DETECTORS.map((detector): AlarmDetector => {
  const { id, name, words, paired } = detector;
  return {
    ...{ id: `tracker-${id}`, name: `tracker: ${name}`, group: 'tracker', words, sees: always },
    recommended: id === 'daily',
    watch({ fresh, same, tests }) {
      const alarm = detector.watch(paired ? same : fresh, tests);
      return (day) => alarm(paired ? day.same : day.fresh);
    },
  };
});

/** All that watch day by day, in the order of the table. */
export const ALARM_DETECTORS: readonly AlarmDetector[] = [
  ...DRIFT,
  REPORT,
  ...THRESHOLDS,
  OCCUPANCY,
  ...PROBES,
  ...TRACKER,
];
