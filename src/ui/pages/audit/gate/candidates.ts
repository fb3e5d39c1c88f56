import { asVariant } from '../../../../audit/gate/as-variant.ts';
import { ARTICLE, madeAudit } from '../../../../audit/gate/made-audit.ts';
import type { ModelAudit } from '../../../../audit/model/model-audit.ts';

/** Who asks to be let through, by the last part of the page's address. */
export interface Candidate {
  readonly segment: string;
  readonly words: string;
  /** Nobody measured it. */
  readonly made: boolean;
  /** Under the id of the baseline's variant. */
  readonly audit: ModelAudit;
}

/** Of one audit: its variant `against`, changed as in the article, and each of its other variants. */
export function candidatesOf(audit: ModelAudit, against: string): Candidate[] {
  const others = audit.variants.filter(({ id }) => id !== against);
  const hasTasks = audit.variants.some(({ id, quality }) => id === against && quality.passed.length > 0);
  return [
    ...others.map(({ id }) => ({
      ...{ segment: id, words: id, made: false },
      audit: asVariant(audit, id, against),
    })),
    ...(hasTasks
      ? [
          {
            ...{ segment: 'accurate-but-slow', words: '10 % more accurate but 300 % slower', made: true },
            audit: madeAudit(audit, against, ARTICLE),
          },
        ]
      : []),
    { segment: against, words: `${against} itself`, made: false, audit: asVariant(audit, against, against) },
  ];
}
