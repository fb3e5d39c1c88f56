import { type Mutant, unit } from './mutant.ts';

/** Faults in grading alarms that would make one look better, or worse, than it is. */
export const GRADED_MUTANTS: readonly Mutant[] = [
  unit(
    'src/audit/graded/summary.ts',
    'an alarm that goes off every day anyway tells every fault',
    'seen.value >= HALF && changed.low > anyway',
    'seen.value >= HALF',
    'src/audit/graded/graded.test.ts',
  ),
  unit(
    'src/audit/graded/grade.ts',
    'alarms of the first faulty day count as false ones',
    'alarms.filter((day) => day >= faultDay)',
    'alarms.filter((day) => day > faultDay)',
    'src/audit/graded/graded.test.ts',
  ),
  unit(
    'src/lab/load/load-arm.ts',
    'what a faulty build keeps is not counted as held',
    'longest: mostPositions(limits), lent: limits.lent, leaked }',
    'longest: mostPositions(limits), lent: limits.lent }',
    'src/lab/load/faulty-build.test.ts',
  ),
];
