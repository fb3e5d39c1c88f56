import { fileURLToPath } from 'node:url';
import { formatPower, formatTracker, trackerVerdict } from '../../report/tracker.ts';
import { ownText, thresholdLines } from '../../report/tracker-own.ts';
import { paragraph } from '../../results/text.ts';
import { readLibrary } from '../../studies/tracker/answer-library.ts';
import { judgeOwnNumbers } from '../../studies/tracker/own-numbers.ts';
import {
  POWER_SIZES,
  type PowerPoint,
  powerPoint,
  weekSimulation,
} from '../../studies/tracker/power-curve.ts';
import { readOwnNumbers, readSetting } from '../../studies/tracker/setting-text.ts';
import { TrackerSimulation } from '../../studies/tracker/simulate-tracker.ts';
import { faultName, sourceOf, type TrackerSetting } from '../../studies/tracker/tracker-setting.ts';
import { readJson } from '../input.ts';
import { openOutput } from '../output.ts';
import { parseCommand, UsageError, wholeNumber } from '../usage.ts';

const LIBRARY = fileURLToPath(new URL('../../../public/studies/tracker.json', import.meta.url));
const POWER_COURSES = 400;

const OPTIONS = {
  fault: { type: 'string' },
  answers: { type: 'string' },
  rates: { type: 'string' },
  'per-day': { type: 'string' },
  days: { type: 'string' },
  from: { type: 'string' },
  tasks: { type: 'string' },
  baseline: { type: 'string' },
  seed: { type: 'string' },
  courses: { type: 'string', default: '2000' },
  power: { type: 'boolean', default: false },
  own: { type: 'string' },
  json: { type: 'string' },
} as const;

/** Options that are part of a setting's text. */
const SETTING = [
  'fault',
  'answers',
  'rates',
  'per-day',
  'days',
  'from',
  'tasks',
  'baseline',
  'seed',
] as const;

/** `lab tracker` */
export async function trackerCommand(args: readonly string[], signal: AbortSignal): Promise<number> {
  const { values } = parseCommand(args, OPTIONS, []);
  const output = await openOutput(values.json);
  if (values.own !== undefined) {
    const own = usage('--own', () => readOwnNumbers(values.own!));
    const judged = usage('--own', () => judgeOwnNumbers(own));
    output.report([
      ...ownText(own, judged),
      '',
      'Published thresholds, below the baseline:',
      ...thresholdLines(),
    ]);
    await output.json({ numbers: own, judged });
    return 0;
  }
  const asked = SETTING.flatMap((name) => (values[name] === undefined ? [] : [`${name}:${values[name]}`]));
  const setting = usage('options', () => readSetting(asked.join(',')));
  const courses = wholeNumber('courses', values.courses, 1, 1_000_000);
  const needed = setting.answers.kind === 'library';
  const library = needed ? readLibrary(await readJson(LIBRARY), 'tracker.json') : null;
  const source = sourceOf(setting, library)!;
  const simulation = new TrackerSimulation(source, setting.plan);
  await advance(simulation, courses, signal);
  const outcome = simulation.outcome();
  const power = values.power ? await powerOf(setting, source, signal) : [];
  output.report([
    ...formatTracker(outcome, source, faultName(setting)),
    ...paragraph(trackerVerdict(outcome)),
    ...(power.length > 0 ? ['', ...formatPower(power)] : []),
  ]);
  await output.json({
    ...outcome,
    power: power.map((point) => ({ ...point, week: Object.fromEntries(point.week) })),
  });
  return 0;
}

/** Courses between looks at the signal. */
const SOME = 50;

async function advance(simulation: TrackerSimulation, courses: number, signal: AbortSignal): Promise<void> {
  while (simulation.done < courses) {
    signal.throwIfAborted();
    for (let i = 0; i < SOME && simulation.done < courses; i++) simulation.advance();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

async function powerOf(
  { plan }: TrackerSetting,
  source: Parameters<typeof powerPoint>[0],
  signal: AbortSignal,
): Promise<PowerPoint[]> {
  if (plan.faultDay === null) throw new UsageError('--power: expected a fault to be seen, found none');
  const points: PowerPoint[] = [];
  for (const perDay of POWER_SIZES) {
    const simulation = weekSimulation(source, plan, perDay);
    await advance(simulation, POWER_COURSES, signal);
    points.push(powerPoint(source, simulation));
  }
  return points;
}

/** What a text of numbers may not hold is a fault of the command line. */
function usage<Value>(option: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    throw error instanceof RangeError ? new UsageError(`${option}: ${error.message}`) : error;
  }
}
