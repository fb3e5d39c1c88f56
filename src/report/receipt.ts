import { shortFingerprint } from '../experiment/fingerprint-text.ts';
import { visible } from '../experiment/visible.ts';
import { confirmationsOf } from '../results/portable/confirmations.ts';
import type { Implementation } from '../results/portable/confirmed-types.ts';
import {
  type Excuse,
  type JudgedReceipt,
  type PromisedLine,
  type PromiseOutcome,
  promiseOutcome,
} from '../results/portable/judge-promise.ts';
import { changedRules, type ReceiptLine, type Sent } from '../results/receipt.ts';
import type { RunRecord } from '../results/record.ts';
import { listed, paragraph } from '../results/text.ts';
import { placeWords } from './engine.ts';

/** What became of a promise, as a heading. */
export const PROMISE_TITLES: Readonly<Record<PromiseOutcome, string>> = {
  kept: 'Same bits as everyone’s',
  excused: 'Other bits than everyone’s, for a named reason',
  fault: 'Other bits than everyone’s, although the probe held',
  open: 'Not all that was promised was run here',
};

/** What became of the rest, which is a claim about one adapter. */
const SENDER_TITLES = {
  same: 'Same bits as the sender’s adapter',
  different: 'Other bits than the sender’s adapter',
  open: 'Not all that the sender ran was run here',
} as const;

function senderOutcome(lines: readonly ReceiptLine[]): keyof typeof SENDER_TITLES {
  if (lines.every(({ answer }) => answer === 'same')) return 'same';
  return lines.some(({ answer }) => answer === 'different') ? 'different' : 'open';
}

/** A named reason, as a sentence. */
export function excuseWords(excuse: Excuse): string {
  switch (excuse.kind) {
    case 'adapter here':
      return `This adapter does not keep portable arithmetic: ${visible(excuse.why)}.`;
    case 'adapter there':
      return `The sender’s adapter did not keep portable arithmetic: ${visible(excuse.why)}.`;
    case 'model':
      return `Another model: the link’s has the weights ${excuse.there}, this one ${excuse.here}.`;
    case 'rules':
      return `Another release of the rules: the link’s fingerprint is of ${excuse.there}, this page computes ${excuse.here}.`;
    case 'prompt':
      return 'Another prompt: the same text gave other tokens here, or the experiment was changed.';
    case 'unsaid':
      return `The link does not tell ${listed(excuse.what)}, so that another one is not excluded.`;
  }
}

/** What to do about bits that nothing explains. */
const FAULT_WORDS =
  'Model, prompt and rules are the same, and the probe of this adapter held: this is a fault, of the lab or of a driver. Please report it, with the record of this run (Share, JSON; lab run --json) and the census of this adapter (#census; lab census --json).';

/** The same where others have computed what was found here, and nobody what the link says. */
function suspectWords(by: readonly Implementation[]): string {
  return `The bits found here are those of ${confirmedWords(by)}, and nobody’s are the link’s: it was changed on its way, or a faulty device made it.`;
}

/** Why promised fingerprints are not the link's, each reason once. */
export function promiseReasons(
  lines: readonly PromisedLine[],
  confirmedBy: typeof confirmationsOf = confirmationsOf,
): string[] {
  const faultWords = ({ expected, found }: PromisedLine) => {
    const by = found === null || confirmedBy(expected).length > 0 ? [] : confirmedBy(found);
    return by.length > 0 ? suspectWords(by) : FAULT_WORDS;
  };
  const reasons = lines.flatMap((line) => (line.fault ? [faultWords(line)] : line.excuses.map(excuseWords)));
  return [...new Set(reasons)];
}

/** `Dawn on SwiftShader, CPU engine in Node`, or that there is nobody yet. */
export function confirmedWords(by: readonly Implementation[]): string {
  if (by.length === 0) return 'no other implementation yet';
  return by.map(({ name }) => visible(name)).join(', ');
}

const DIGITS = 16;

/** A link's receipt, judged by this run, as report lines. */
export function receiptReport(
  { promised, others }: JudgedReceipt,
  sent: Sent,
  record: Pick<RunRecord, 'engine' | 'adapter' | 'planRules'>,
): string[] {
  const same = (lines: readonly ReceiptLine[]) =>
    `${lines.filter(({ answer }) => answer === 'same').length} of ${lines.length} fingerprints agree`;
  const here = placeWords(record.engine, record.adapter);
  const changed = changedRules(sent, record);
  const head =
    promised.length === 0
      ? []
      : [
          `${PROMISE_TITLES[promiseOutcome(promised)]}: ${same(promised)} with the link's, computed here on ${here}`,
          ...promiseReasons(promised),
          ...promised.flatMap(({ stream, expected, found, answer }) => [
            `${visible(stream)}: ${answer === 'same' ? 'same bits' : answer}, link ${shortFingerprint(expected, DIGITS)}${found === null || answer === 'same' ? '' : `, here ${shortFingerprint(found, DIGITS)}`}`,
            `confirmed by ${confirmedWords(confirmationsOf(expected))}`,
          ]),
        ];
  const rest =
    others.length === 0
      ? []
      : [
          `${SENDER_TITLES[senderOutcome(others)]}: ${same(others)} with those from ${visible(sent.adapter ?? 'an unnamed adapter')}`,
          ...(changed.length > 0
            ? [`the sender's plans were ${changed.join(', ')}, which this run did not use`]
            : []),
        ];
  return ['receipt', ...[...head, ...rest].flatMap((line) => paragraph(line, '  '))];
}
