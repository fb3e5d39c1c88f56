import { describe, expect, it } from 'vitest';
import { ALARM_DETECTORS } from '../audit/graded/alarm-detectors.ts';
import type { AlarmsReport, DetectorGrade } from '../audit/graded/alarms-report.ts';
import { GRADED_FAULTS } from '../audit/graded/graded-faults.ts';
import { PLANS } from '../audit/graded/plan.ts';
import { alarmsAnswer, alarmsCsv, alarmsText, recommendedLines } from './audit-alarms.ts';

const exactly = (value: number) => ({ value, low: value, high: value });
const QUIET = { quiet: exactly(0), changed: exactly(0), seen: exactly(0), days: null };

/** KV occupancy sees the leak of blocks, the z-test of latency alarms daily whatever happens, and nobody else says anything. */
function made(): AlarmsReport {
  const outcome = (fault: string, detector: string): DetectorGrade => {
    if (detector === 'z-latency')
      return { detector, quiet: exactly(7), changed: exactly(7), seen: exactly(1), days: 1 };
    if (detector === 'kv' && fault === 'kept-blocks')
      return { detector, quiet: exactly(0), changed: exactly(3.5), seen: exactly(1), days: 13 };
    return { detector, ...QUIET };
  };
  const canary = { harm: exactly(0), unproven: 1, promoted: 0, requests: null };
  const rows = GRADED_FAULTS.map(({ id: fault }) => ({
    ...{ fault, canary },
    outcomes: ALARM_DETECTORS.map(({ id }) => outcome(fault, id)),
  }));
  const facts = {
    version: 1,
    engine: 'cpu',
    adapter: 'a test',
    perSecond: 5,
    requests: 10,
    traffic: 'x',
  } as const;
  return { ...facts, grades: [{ plan: PLANS[0], rows }] };
}

describe('graded alarms in words', () => {
  const [grade] = made().grades;

  it('say which alarm tells what, and that one which always goes off tells nothing', () => {
    const lines = recommendedLines(grade);
    const line = (name: string) => lines.find((each) => each.startsWith(name));
    expect(line('KV occupancy')).toMatch(
      /^KV occupancy: tells 1 of 10 faults \(KV blocks never freed\), and does not go off at the others; /,
    );
    expect(line('KV occupancy')).toContain('0 false alarms a week');
    expect(line('z-test, latency')).toMatch(/tells 0 of 10 faults; 7\.0 false alarms a week without a fault/);
    expect(line('z-test, latency')).toContain(
      'goes off where nothing is broken (no fault, variant kernels as ever; ',
    );
  });

  it('answer the question with figures', () => {
    expect(alarmsAnswer(grade)).toMatch(
      /^Of 10 real faults the best of the 13 alarms that everyone recommends \(KV occupancy\) tells 1; 12 of the 13 stay below an alarm a week where nothing is wrong, and between them these miss 9: /,
    );
  });

  it('are a table on a terminal and as CSV, in which nothing begins as a formula does', () => {
    const text = alarmsText(made());
    expect(text.find((line) => line.startsWith('z-test, latency'))).toContain('(100 %)');
    const [head, ...lines] = alarmsCsv(made()).trimEnd().split('\n');
    expect(head.split(',')).toHaveLength(11);
    expect(lines).toHaveLength(GRADED_FAULTS.length * ALARM_DETECTORS.length);
    for (const line of lines) for (const cell of line.split(',')) expect(cell).toMatch(/^[\w.-]*$/);
    expect(lines).toContain('200,kept-blocks,leak,kv,true,1.0000,1.0000,1.0000,13,0.000,3.500');
  });
});
