import { grouped } from '../results/text.ts';
import type { BlameReport, NeighbourFinding } from '../studies/search/blame.ts';
import type { Agreement } from '../studies/search/probe-run.ts';
import { asItIs, type Finding, type Found, OPEN, ranWords } from './finding.ts';

export function blameFinding({ company, neighbours, settings }: BlameReport): Finding {
  if (!company) return OPEN;
  if (settings) return asItIs(company, settings, 'Whose company moves it');
  return { ...blamed(company, neighbours), elsewhere: false };
}

function blamed(company: Agreement, neighbours: BlameReport['neighbours']): Found {
  if (company.identical) {
    return { tone: 'same', verdict: 'Nobody is to blame: the company leaves every bit alone', notes: [] };
  }
  const ran = neighbours.filter(({ only, without, swapped }) => only && without && swapped);
  if (ran.length < neighbours.length) return OPEN;
  const healing = neighbours.filter(({ without }) => without?.fork === null);
  const forking = neighbours.filter(({ only }) => only !== null && only.fork !== null);
  const notes = [shapeNote(neighbours)];
  if (company.fork === null) {
    const moving = neighbours.filter(({ only }) => only && !only.identical).length;
    const verdict = `No token moves; ${moving} of ${neighbours.length} batchmates change bits on their own`;
    return { tone: 'bits', verdict, notes };
  }
  const at = `the fork at token ${grouped(company.fork)}`;
  if (healing.length === 1) {
    return { tone: 'differ', verdict: `Without ${healing[0].mate} ${at} is gone`, notes };
  }
  if (healing.length > 1) {
    const verdict = `${at.replace('the', 'The')} is gone without any one of ${names(healing)}`;
    return { tone: 'differ', verdict, notes };
  }
  const moved = neighbours.filter(({ without }) => without?.fork !== company.fork);
  const stays = moved.length === 0 ? `${at} stays` : 'a fork stays';
  const verdict = `No single batchmate is to blame: ${stays} whoever is muted`;
  const own =
    forking.length === 0
      ? 'None of them forks it as the only batchmate.'
      : `As the only batchmate ${names(forking)} ${forking.length === 1 ? 'is' : 'are each'} enough for a fork.`;
  return { tone: 'differ', verdict, notes: [own, ...notes] };
}

/** What the swap control says: the shape, or the content as well. */
function shapeNote(neighbours: readonly NeighbourFinding[]): string {
  const moved = neighbours.filter(({ swapped }) => swapped && !swapped.identical);
  if (moved.length === 0) {
    return 'Control: other content of the same shape in the place of any batchmate gives the same bits. Shape is to blame (how many rows share a step), not what the neighbours say.';
  }
  return `Control: other content of the same shape in the place of ${names(moved)} changes bits. Content is felt here.`;
}

function names(neighbours: readonly NeighbourFinding[]): string {
  return neighbours.map(({ mate }) => mate).join(', ');
}

/** What each batchmate does to the probe, as report lines. */
export function blameLines({ company, neighbours, settings }: BlameReport): string[] {
  return [
    `the whole company: ${ranWords(company)}`,
    ...(company?.identical || settings ? [] : neighbours).flatMap(
      ({ mate, promptTokens, only, without, swapped }) => [
        `${mate} (${promptTokens} prompt tokens)`,
        `  only it               ${ranWords(only)}`,
        `  all but it            ${ranWords(without)}`,
        `  other content for it  ${ranWords(swapped)}, against the company`,
      ],
    ),
  ];
}
