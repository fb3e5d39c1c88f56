import type { ArmKind, PortableCase } from './cases.ts';
import type { CasePlace, CasePrints } from './run-case.ts';

/** What each of several implementations gave for a case, by their names. */
export type PrintsBy = Readonly<Record<string, CasePrints>>;

/** A place where an implementation's fingerprint is another than was due. */
export interface Differing extends CasePlace {
  readonly by: string;
  readonly found: string;
  readonly due: string;
  /** Whose it is that was due, and in which arm. */
  readonly dueBy: string;
  readonly dueArm: ArmKind;
}

/** Of one case: how many fingerprints were compared, and those that are not their request's one. */
export interface Compared {
  readonly compared: number;
  readonly differing: readonly Differing[];
}

/**
 * Every request of a case has one fingerprint, whoever computes it and beside whom: that of the first arm of the first implementation. Throws
 * RangeError where an implementation gave other requests than the case has.
 */
export function comparePrints(of: PortableCase, prints: PrintsBy): Compared {
  const differing: Differing[] = [];
  let compared = 0;
  const [[dueBy, first]] = Object.entries(prints);
  const [dueArm] = of.arms;
  const due = first[dueArm] ?? [];
  for (const [by, found] of Object.entries(prints))
    for (const arm of of.arms) {
      const list = found[arm] ?? [];
      const expected = arm === 'alone' ? (of.alone ?? of.prompts) : of.prompts;
      if (list.length !== expected)
        throw new RangeError(
          `${of.name}: expected ${expected} fingerprints of ${by}, ${arm}, found ${list.length}`,
        );
      list.forEach((fingerprint, request) => {
        compared++;
        if (fingerprint !== due[request])
          differing.push({ by, arm, request, found: fingerprint, due: due[request], dueBy, dueArm });
      });
    }
  return { compared, differing };
}
