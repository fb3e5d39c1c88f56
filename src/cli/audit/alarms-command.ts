import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type AlarmsReport, readAlarms } from '../../audit/graded/alarms-report.ts';
import { gradeAll } from '../../audit/graded/grade-all.ts';
import { GRADED_FAULTS, type GradedFault } from '../../audit/graded/graded-faults.ts';
import { PLANS } from '../../audit/graded/plan.ts';
import { readTraffic } from '../../audit/graded/traffic-file.ts';
import { breathe } from '../../engines/cpu/breathe.ts';
import { alarmsText } from '../../report/audit-alarms.ts';
import { readLibrary } from '../../studies/tracker/answer-library.ts';
import type { CommandPart } from '../command.ts';
import { readJson } from '../input.ts';
import { openOutput } from '../output.ts';
import { clearProgress, showInPlace, showsInPlace } from '../terminal.ts';
import { oneOf, parseCommand, wholeNumber } from '../usage.ts';

const at = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

const OPTIONS = {
  fault: { type: 'string', multiple: true },
  courses: { type: 'string' },
  seed: { type: 'string' },
  json: { type: 'string' },
} as const;

const IDS = GRADED_FAULTS.map(({ id }) => id);
const MOST_COURSES = 10_000;

/** `lab audit alarms` */
export const alarmsCommand: CommandPart = {
  help: `Usage: lab audit alarms [--fault ID...] [--courses N] [--seed N] [--json FILE]

Real faults and slow leaks, run on the lab's engine, beside every alarm that watches a service: the article's z-test, KS, chi-square, PSI
and Wasserstein; thresholds of latency and of KV occupancy; fingerprint canaries, shadow against solo, the sequential test of a canary
release, and the tracker's. Of each: what share of courses saw the fault, after how many days, and how often it goes off at nothing. What
ships is shown; with --courses or --seed days are drawn and graded again, from the same requests.

  --fault ID    one fault, or several (default: all): ${IDS.join(', ')}
  --courses N   courses of each, instead of what shipped
  --seed N      what days are drawn by (default 1)
  --json FILE   also write the grades; - for standard output, instead of the table`,

  async perform(args, signal) {
    const { values } = parseCommand(args, OPTIONS, []);
    const ids = values.fault?.map((id) => oneOf('fault', id, IDS)) ?? IDS;
    const faults = GRADED_FAULTS.filter(({ id }) => ids.includes(id));
    const output = await openOutput(values.json);
    const again = values.courses !== undefined || values.seed !== undefined;
    const report = again ? await gradedAgain(faults, values, signal) : await shipped(ids);
    output.report(alarmsText(report));
    await output.json(report);
    return 0;
  },
};

async function shipped(ids: readonly string[]): Promise<AlarmsReport> {
  const path = 'public/audit/alarms.json';
  const report = readAlarms(await readJson(at(path)), path);
  const grades = report.grades.map(({ plan, rows }) => {
    return { plan, rows: rows.filter(({ fault }) => ids.includes(fault)) };
  });
  return { ...report, grades };
}

interface Asked {
  readonly courses?: string | undefined;
  readonly seed?: string | undefined;
}

async function gradedAgain(
  faults: readonly GradedFault[],
  { courses, seed }: Asked,
  signal: AbortSignal,
): Promise<AlarmsReport> {
  const traffic = 'studies/results/alarms-traffic.json';
  const text = await readFile(at(traffic));
  const library = readLibrary(await readJson(at('public/studies/tracker.json')), 'studies/tracker.json');
  const plans = PLANS.map((plan) => ({
    ...plan,
    ...(courses !== undefined && { courses: wholeNumber('courses', courses, 2, MOST_COURSES) }),
    ...(seed !== undefined && { seed: wholeNumber('seed', seed, 0, 2 ** 32 - 1) }),
  }));
  const hash = await hashOf(text);
  const report = await gradeAll(readTraffic(JSON.parse(text.toString()), traffic), hash, library, {
    ...{ faults, plans },
    async onCourse({ fault, plan, course }) {
      if (showsInPlace())
        showInPlace(`${fault.name}, ${plan.perDay} a day: ${course} of ${plan.courses} courses`);
      await breathe();
      signal.throwIfAborted();
    },
  });
  if (showsInPlace()) clearProgress();
  return report;
}

async function hashOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return `sha256:${Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
