import type { Arm, AuditRecord, KeptAnswer, Mechanism, Observation } from './audit-record.ts';
import { type AnswerComparison, answerKey, compareAnswers, tokenKey } from './compare-answers.ts';

/** An answer beside what it is to equal. */
export interface Trial extends AnswerComparison {
  readonly mechanism: Mechanism;
  readonly arm: Exclude<Arm, 'noise'>;
  readonly prompt: number;
  readonly unit: string;
  readonly block: number;
  readonly width: number;
  /** Places of both in the record's list of answers; -1: of an earlier record. */
  readonly reference: number;
  readonly answer: number;
  /** Whether it was sent to be compared with answers of a prompt that is asked alone. */
  readonly alone: boolean;
}

type Answered = Pick<AuditRecord, 'observations' | 'answers'>;

/** Every answer that is compared with another, in the order in which they were asked for; of references those beyond the modal one. */
export function trialsOf({ observations, answers }: Answered): Trial[] {
  const references = modalAnswers({ observations, answers });
  const known = new Map<string, AnswerComparison>();
  const taken = new Set<string>();
  const trials: Trial[] = [];
  for (const each of observations) {
    const reference = references.get(each.unit);
    if (each.arm === 'noise' || each.answer === null || each.prompt === null || reference === undefined)
      continue;
    // The reference itself is no trial: it would agree with itself.
    if (each.arm === 'reference' && each.answer === reference && !taken.has(each.unit)) {
      taken.add(each.unit);
      continue;
    }
    const key = `${reference} ${each.answer}`;
    const comparison = known.get(key) ?? compareAnswers(answers[reference], answers[each.answer]);
    known.set(key, comparison);
    const { mechanism, arm, prompt, unit, block, width, answer } = each;
    const alone = unit.startsWith('alone-') && arm !== 'treatment';
    trials.push({ mechanism, arm, prompt, unit, block, width, answer, reference, alone, ...comparison });
  }
  return trials;
}

/** Of each unit the commonest reference: of those with the commonest tokens the commonest bits; of equally common ones the first. */
export function modalAnswers({ observations, answers }: Answered): Map<string, number> {
  const units = new Map<string, number[]>();
  for (const { arm, unit, answer } of observations)
    if (arm === 'reference' && answer !== null) units.set(unit, [...(units.get(unit) ?? []), answer]);
  return new Map(
    [...units].map(([unit, of]) => [
      unit,
      commonest(
        commonest(of, (i) => tokenKey(answers[i])),
        (i) => answerKey(answers[i]),
      )[0],
    ]),
  );
}

function commonest(list: readonly number[], keyOf: (answer: number) => string): number[] {
  const groups = new Map<string, number[]>();
  for (const each of list) groups.set(keyOf(each), [...(groups.get(keyOf(each)) ?? []), each]);
  return [...groups.values()].reduce((best, group) => (group.length > best.length ? group : best));
}

/** Answers of this audit beside those of an earlier one, of each prompt that both have. */
export function restartTrials({ observations, answers, earlier }: AuditRecord): Trial[] {
  if (!earlier) return [];
  const alone = ({ unit, arm, place }: Observation) =>
    unit.startsWith('alone-') && place === 'server' && (arm === 'reference' || arm === 'control');
  return observations.filter(alone).flatMap((each): Trial[] => {
    const before: KeptAnswer | null = each.prompt === null ? null : (earlier.references[each.prompt] ?? null);
    if (!before || each.answer === null || each.prompt === null) return [];
    const { prompt, unit, block, width, answer } = each;
    const comparison = compareAnswers(before, answers[answer]);
    const place = { mechanism: 'restart', arm: 'treatment', reference: -1, alone: false } as const;
    return [{ ...place, prompt, unit, block, width, answer, ...comparison }];
  });
}
