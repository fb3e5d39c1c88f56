import { describe, expect, it } from 'vitest';
import type { AlarmsReport, CanaryGrade, DetectorGrade } from '../../audit/graded/alarms-report.ts';
import { claimOf } from './claims.ts';
import { NO_EVIDENCE } from './evidence.ts';
import { shippedEvidence } from './shipped.node.ts';

const shipped = (await shippedEvidence()).alarms!;
const FAULTLESS = ['none', 'variant', 'arrivals', 'busier', 'harder', 'warm-invariant'];

const exactly = (value: number) => ({ value, low: value, high: value });
const SILENT = { quiet: exactly(0), changed: exactly(0), seen: exactly(0) };
const LOUD = { quiet: exactly(0), changed: exactly(7), seen: exactly(1) };

/** The report that ships, with every cell as it is said of a fault and of what is none. */
function graded(
  cell: (detector: string, faulty: boolean) => Pick<DetectorGrade, 'quiet' | 'changed' | 'seen'>,
  harm: (faulty: boolean) => CanaryGrade['harm'] = () => exactly(0),
): AlarmsReport {
  const [first] = shipped.grades;
  const rows = first.rows.map(({ fault, outcomes, canary }) => {
    const faulty = !FAULTLESS.includes(fault);
    return {
      ...{ fault, canary: { ...canary, unproven: 0, harm: harm(faulty) } },
      outcomes: outcomes.map((outcome) => outcome && { ...outcome, ...cell(outcome.detector, faulty) }),
    };
  });
  return { ...shipped, grades: [{ ...first, rows }] };
}

const verdictOf = (id: string, alarms: AlarmsReport) =>
  claimOf(id)!.judge({ ...NO_EVIDENCE, alarms }).verdict;

describe('the alarms that are recommended', () => {
  it('hold where they tell every fault and are quiet else, and do not where they tell none', () => {
    expect(
      verdictOf(
        'alarms',
        graded((_, faulty) => (faulty ? LOUD : SILENT)),
      ),
    ).toBe('holds');
    expect(
      verdictOf(
        'alarms',
        graded(() => SILENT),
      ),
    ).toBe('does not');
  });

  it('tell nothing by going off always', () => {
    expect(
      verdictOf(
        'alarms',
        graded(() => LOUD),
      ),
    ).toBe('does not');
  });

  it('depend on the fault as they ship', () => {
    expect(verdictOf('alarms', shipped)).toBe('depends');
  });
});

describe('a limit on the tail', () => {
  it('sees what the mean does not, or does not', () => {
    const tail = (detector: string, faulty: boolean) =>
      faulty && detector === 'latency-p99' ? LOUD : SILENT;
    expect(verdictOf('tail-alarm', graded(tail))).toBe('holds');
    expect(
      verdictOf(
        'tail-alarm',
        graded((_, faulty) => (faulty ? LOUD : SILENT)),
      ),
    ).toBe('does not');
  });
});

describe('a canary of a share', () => {
  const canary = (broken: number, sound: number) =>
    graded(
      () => SILENT,
      (faulty) => exactly(faulty ? broken : sound),
    );

  it('stops faults, none of them, or what is sound too', () => {
    expect(verdictOf('five-percent-canary', canary(1, 0))).toBe('holds');
    expect(verdictOf('five-percent-canary', canary(0.1, 0))).toBe('does not');
    expect(verdictOf('five-percent-canary', canary(1, 0.2))).toBe('does not');
  });
});
