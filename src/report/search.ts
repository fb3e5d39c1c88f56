import type { Answer } from '../studies/search/question.ts';
import { blameFinding } from './blame.ts';
import { culpritFinding } from './culprit.ts';
import type { Finding } from './finding.ts';
import { flipFinding } from './flip.ts';

export function findingOf(answer: Answer): Finding {
  switch (answer.kind) {
    case 'culprit':
      return culpritFinding(answer);
    case 'blame':
      return blameFinding(answer);
    case 'flip':
      return flipFinding(answer);
  }
}
