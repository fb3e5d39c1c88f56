import type { Experiment } from '../experiment/schema.ts';
import { counted, grouped, padEnd, quoted } from '../results/text.ts';
import type { Flip, FlipReport, FlipTrial, ShrinkTrial } from '../studies/search/flip-report.ts';
import { asItIs, type Finding, type Found, OPEN } from './finding.ts';

export function flipFinding(report: FlipReport): Finding {
  const { asItIs: company, settings, trials, flip, experiment } = report;
  if (settings) return company ? asItIs(company, settings, 'How little company flips it') : OPEN;
  const tried = counted(trials.length, 'batch', 'batches');
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
  const of = `of ${trials.length === 1 ? '' : 'up to '}${counted(most, 'batchmate')}`;
  const seen = `${none}, ${of}, moved ${trials.length === 1 ? 'no' : 'a'} bit; larger ones were not tried.`;
  return invariant
    ? [
        `${seen} All three operations are batch-invariant here, so none is expected to: the certificate says how far that was tested.`,
      ]
    : [seen];
}

function flipped({ trials, shrinks, seed }: FlipReport, flip: Flip, { arms }: Experiment): Found {
  const mates = arms[1].requests.length - arms[0].requests.length;
  const side = (text: string | null) => (text === null ? 'ended' : quoted(text));
  const verdict = `${mates === 1 ? 'One batchmate flips' : `${mates} batchmates flip`} token ${grouped(flip.fork)}: alone ${side(flip.alone)}, in company ${side(flip.company)}`;
  const kept = shrinks.filter(({ fork }) => fork !== null).length;
  const notes = [
    `Found as batch ${grouped(trials.length)} of the search with seed ${seed}, made smaller ${counted(kept, 'time')} in ${grouped(shrinks.length)} trials.`,
    ...(flip.margin === null
      ? []
      : [
          `Margin of the probe alone there: ${flip.margin.toPrecision(3)}${flip.margin === 0 ? ', a tie' : ''}.`,
        ]),
  ];
  return { tone: 'differ', verdict, notes };
}

/** What a batch did to the probe. */
export function trialWords({ fork, identical }: FlipTrial): string {
  if (fork !== null) return `flips token ${grouped(fork)}`;
  return identical ? 'bit-identical' : 'other bits, same tokens';
}

/** Whether a smaller batch still does it. */
export function shrinkWords({ fork }: ShrinkTrial): string {
  return fork === null ? 'no flip, kept as it was' : `still flips, at token ${grouped(fork)}`;
}

/** Every batch that was tried, then how the one that flips was made smaller, as report lines. */
export function flipLines({ trials, shrinks }: FlipReport): string[] {
  const line = (result: string, batchmates: number, change: string) =>
    `${padEnd(result, 26)} ${String(batchmates).padStart(3)} batchmates: ${change}`;
  return [
    ...trials.map((trial) =>
      line(trialWords(trial), trial.batchmates, trial.changes.join('; ') || 'as it is'),
    ),
    ...shrinks.map((shrink) => line(shrinkWords(shrink), shrink.batchmates, shrink.change)),
  ];
}
