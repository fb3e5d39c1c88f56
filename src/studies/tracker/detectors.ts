import type { Course, TrackedDay } from './course.ts';
import type { TrackerTests } from './tracker-tests.ts';

/** Level of every test, two-sided: a day alarms where it is that far below what it is compared with. */
export const ALPHA = 0.05;

/** Says of each day in turn whether it alarms; state of its own for each course. */
export type DayAlarm = (day: TrackedDay) => boolean;

export interface Detector {
  readonly id: DetectorId;
  readonly name: string;
  /** What it does, in a sentence. */
  readonly words: string;
  /** Whether it compares the same tasks, so that it says nothing of fresh ones. */
  readonly paired: boolean;
  watch(course: Course, tests: TrackerTests): DayAlarm;
}

export const DETECTOR_IDS = ['daily', 'holm', 'paired', 'cusum', 'thresholds'] as const;
export type DetectorId = (typeof DETECTOR_IDS)[number];

/** Points of the published thresholds, and over how many runs each looks back: a day, a week and four weeks of 50 a day. */
export const PUBLISHED_THRESHOLDS = [
  { runs: 50, below: 0.138 },
  { runs: 350, below: 0.048 },
  { runs: 1400, below: 0.023 },
] as const;

const daily: Detector = {
  ...{ id: 'daily', name: 'p < 0.05 a day', paired: false },
  words: 'each day by itself against the baseline, exact and two-sided, as if it were the only one',
  watch:
    (course, tests) =>
    ({ passed }) =>
      tests.fallP(passed, course) < ALPHA,
};

const holm: Detector = {
  ...{ id: 'holm', name: 'corrected over all days', paired: false },
  words: 'the same test, corrected by Holm over all days planned; a day can be called as soon as it is there',
  watch(course, tests) {
    const planned = course.days.length;
    const seen: number[] = [];
    return ({ passed }) => {
      const p = tests.fallP(passed, course);
      // Above the level none is ever rejected, and none of a smaller rank is held back by it.
      if (p > ALPHA) return false;
      seen.push(p);
      return p <= holmCut(seen, planned);
    };
  },
};

/**
 * The largest p that Holm's step-down rejects of `planned` tests, those that are not there yet counted as 1; below 0 where it rejects
 * none. Rejections are never taken back as more p-values come.
 */
export function holmCut(pValues: readonly number[], planned: number): number {
  const sorted = pValues.toSorted((a, b) => a - b);
  let cut = -1;
  for (const [rank, p] of sorted.entries()) {
    if (p > ALPHA / (planned - rank)) break;
    cut = p;
  }
  return cut;
}

const paired: Detector = {
  ...{ id: 'paired', name: 'paired, same tasks', paired: true },
  words: 'task by task against one run of the same tasks before the first day: McNemar’s exact test at 0.05',
  watch:
    (_, tests) =>
    ({ onlyBefore, onlyNow }) =>
      onlyBefore !== null &&
      onlyNow !== null &&
      onlyNow < onlyBefore &&
      tests.mcNemar(onlyBefore, onlyNow) < ALPHA,
};

/**
 * In standard deviations of a day: what a day may fall without being counted, and the sum that alarms. Tuned to a fall of one standard
 * deviation, with 370 days between false alarms on average were days normal (D. Siegmund 1985, Sequential Analysis).
 */
export const CUSUM = { reference: 0.5, threshold: 4.095 } as const;

const cusum: Detector = {
  ...{ id: 'cusum', name: 'CUSUM', paired: false },
  words:
    'falls below the baseline added up day by day, less half a standard deviation each, never below 0; begun anew after an alarm',
  watch({ baseline }, { perDay }) {
    const deviation = Math.sqrt(perDay * baseline * (1 - baseline));
    let sum = 0;
    return ({ passed }) => {
      // A tracker that never failed, or never passed, has no deviation: whatever it then loses is far beyond.
      const fall = perDay * baseline - passed;
      sum = Math.max(0, sum + (fall === 0 ? 0 : fall / deviation) - CUSUM.reference);
      const alarms = sum >= CUSUM.threshold;
      if (alarms) sum = 0;
      return alarms;
    };
  },
};

const thresholds: Detector = {
  ...{ id: 'thresholds', name: 'published thresholds', paired: false },
  words:
    '13.8 points below the baseline over the last 50 runs, 4.8 over 350, or 2.3 over 1,400; a window is looked at once it is full',
  watch({ baseline }, { perDay }) {
    const windows = PUBLISHED_THRESHOLDS.map(({ runs, below }) => ({
      ...{ days: Math.ceil(runs / perDay), below, sum: 0 },
    }));
    const passedOn: number[] = [];
    return ({ passed }) => {
      passedOn.push(passed);
      return windows.reduce((alarms, window) => {
        const left = passedOn.length - 1 - window.days;
        window.sum += passed - (left >= 0 ? passedOn[left] : 0);
        const full = passedOn.length >= window.days;
        return alarms || (full && window.sum / (window.days * perDay) <= baseline - window.below);
      }, false);
    };
  },
};

export const DETECTORS: readonly Detector[] = [daily, holm, paired, cusum, thresholds];
