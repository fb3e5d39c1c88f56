import type { Experiment } from '../experiment/schema.ts';
import { visible } from '../experiment/visible.ts';
import type { Operation } from '../numerics/operations.ts';
import { grouped } from '../results/text.ts';
import type { BlameReport, NeighbourFinding } from '../studies/search/blame.ts';
import type { CulpritReport } from '../studies/search/culprit.ts';
import type { Flip, FlipReport } from '../studies/search/flip-report.ts';
import type { Agreement } from '../studies/search/probe-run.ts';
import type { Answer } from '../studies/search/question.ts';

/** `same`: bits agree, or agree again. `differ`: they do not. `open`: not known yet. */
export type FindingTone = 'same' | 'bits' | 'differ' | 'open';

/** A search's answer: the verdict, and what a reader must know to read it rightly. */
export interface Finding {
  readonly tone: FindingTone;
  readonly verdict: string;
  readonly notes: readonly string[];
  /** Whether another pair would answer what this one could not: `sameSettings` makes it. */
  readonly elsewhere: boolean;
}

/** What can be said of a question before it is asked of arms whose settings differ. */
export function settingsAdvice(settings: string): string {
  return `${capital(settings)}: what differs may come from that as well as from company. Bisect makes operations invariant in both arms, if these agree in dtype and weights; whatever else is asked runs the pair as it is and goes no further.`;
}

/** A pair as it is, of which the question's own answer cannot be had: its settings differ. */
function asItIs(agreement: Agreement, settings: string, asked: string): Finding {
  const notes = [`${capital(settings)}.`];
  if (agreement.identical) {
    const verdict = `As it is the pair is ${agreementWords(agreement)}, though its settings differ`;
    return { tone: 'same', verdict, notes, elsewhere: true };
  }
  return {
    tone: agreementTone(agreement),
    verdict: `As it is: ${agreementWords(agreement)}. ${asked} cannot be told from this pair`,
    notes: [
      ...notes,
      'What differs may come from the settings and not from company. Arm A with the settings of arm B is the pair that answers.',
    ],
    elsewhere: true,
  };
}

export function agreementTone({ identical, fork }: Agreement): FindingTone {
  if (identical) return 'same';
  return fork === null ? 'bits' : 'differ';
}

/** `bit-identical`, `same 64 tokens, bits differ from token 0` or `fork at token 26`. */
export function agreementWords({ identical, fork, firstDifference, positions }: Agreement): string {
  if (identical) return `bit-identical over ${tokens(positions)}`;
  if (fork !== null) return `fork at token ${grouped(fork)}`;
  return `same ${tokens(positions)}, bits differ from token ${grouped(firstDifference ?? 0)}`;
}

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

const OPEN: Finding = { tone: 'open', verdict: 'not known yet', notes: [], elsewhere: false };

export function culpritFinding(report: CulpritReport): Finding {
  const { subsets, culprits, settings, comparable } = report;
  const [{ agreement }] = subsets;
  if (culprits === null || !agreement) return OPEN;
  if (settings && !comparable) return asItIs(agreement, settings, 'Which operation is to blame');
  const said = settings ? [`${capital(settings)}. Made invariant means: in both arms.`] : [];
  const found = culprits.length === 0 ? nothingRestores(subsets.length) : restored(report, culprits);
  return { ...found, notes: [...said, ...found.notes], elsewhere: settings !== null };
}

type Found = Omit<Finding, 'elsewhere'>;

function nothingRestores(subsets: number): Found {
  const verdict = 'No set of operations restores the bits, not even all of them';
  const note =
    'With all three invariant the company should equal alone: the certificate says whether the invariant set holds here.';
  return { tone: 'differ', verdict, notes: subsets === 1 ? ['No operation varies in this pair.'] : [note] };
}

function restored({ subsets, settings }: CulpritReport, culprits: readonly (readonly Operation[])[]): Found {
  const [first] = culprits;
  if (first.length === 0) {
    const verdict = 'Nothing to blame: company equals alone bit for bit as it is';
    return { tone: 'same', verdict, notes: [] };
  }
  const sets = culprits.map(andList).join(', or ');
  const verdict =
    first.length === 1 && culprits.length === 1 && !settings
      ? `${capital(first[0])} alone is to blame: made invariant, it restores every bit`
      : `Made invariant${settings ? ' in both arms' : ''}, ${sets} ${first.length === 1 ? 'restores' : 'together restore'} every bit`;
  // Where the tokens had not moved to begin with, that they agree says nothing.
  const forked = subsets[0]?.agreement?.fork !== null;
  const tokensOnly = subsets.filter(
    ({ invariant, agreement }) =>
      forked && invariant.length > 0 && agreement && !agreement.identical && agreement.fork === null,
  );
  const notes = tokensOnly.map(
    ({ invariant }) =>
      `${andList(invariant)} invariant: the tokens agree within what was looked at, the bits do not.`,
  );
  return { tone: 'same', verdict, notes };
}

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

export function flipFinding(report: FlipReport): Finding {
  const { asItIs: company, settings, trials, flip, experiment } = report;
  if (settings) return company ? asItIs(company, settings, 'How little company flips it') : OPEN;
  const tried = `${grouped(trials.length)} ${trials.length === 1 ? 'batch' : 'batches'}`;
  if (flip && experiment) return { ...flipped(report, flip, experiment), elsewhere: false };
  const tone = trials.length === 0 ? 'open' : 'same';
  return { tone, verdict: `No flip in ${tried}`, notes: unmoved(report), elsewhere: false };
}

/** What it says that no batch flipped the probe: of those that were tried, unless the kernels promise more. */
function unmoved({ trials, invariant }: FlipReport): string[] {
  const bits = trials.filter(({ identical }) => !identical).length;
  if (trials.length === 0) return [];
  if (bits > 0)
    return [
      `${grouped(bits)} of them changed bits, none by enough to pass the margin of a token. More runs or another seed may find one.`,
    ];
  const most = Math.max(...trials.map(({ batchmates }) => batchmates));
  const none = trials.length === 1 ? 'It' : `None of these ${grouped(trials.length)} batches`;
  const of = `of ${trials.length === 1 ? '' : 'up to '}${grouped(most)} ${most === 1 ? 'batchmate' : 'batchmates'}`;
  const seen = `${none}, ${of}, moved ${trials.length === 1 ? 'no' : 'a'} bit; larger ones were not tried.`;
  return invariant
    ? [
        `${seen} All three operations are batch-invariant here, so none is expected to: the certificate says how far that was tested.`,
      ]
    : [seen];
}

function flipped({ trials, shrinks, seed }: FlipReport, flip: Flip, { arms }: Experiment): Found {
  const mates = arms[1].requests.length - arms[0].requests.length;
  const side = (text: string | null) => (text === null ? 'ended' : `'${visible(text)}'`);
  const verdict = `${mates === 1 ? 'One batchmate flips' : `${mates} batchmates flip`} token ${grouped(flip.fork)}: alone ${side(flip.alone)}, in company ${side(flip.company)}`;
  const kept = shrinks.filter(({ fork }) => fork !== null).length;
  const notes = [
    `Found as batch ${grouped(trials.length)} of the search with seed ${seed}, made smaller ${kept} ${kept === 1 ? 'time' : 'times'} in ${grouped(shrinks.length)} trials.`,
    ...(flip.margin === null
      ? []
      : [
          `Margin of the probe alone there: ${flip.margin.toPrecision(3)}${flip.margin === 0 ? ', a tie' : ''}.`,
        ]),
  ];
  return { tone: 'differ', verdict, notes };
}

function andList(operations: readonly Operation[]): string {
  return operations.join(' and ');
}

function names(neighbours: readonly NeighbourFinding[]): string {
  return neighbours.map(({ mate }) => mate).join(', ');
}

function tokens(count: number): string {
  return count === 1 ? '1 token' : `${grouped(count)} tokens`;
}

function capital(word: string): string {
  return word[0].toUpperCase() + word.slice(1);
}
