import type { Experiment } from '../../experiment/schema.ts';
import { ruleName } from '../../numerics/rule-name.ts';
import { type ReceiptLine, receiptLines, type Sent } from '../receipt.ts';
import { type ArmRecord, type RunRecord, traceKey } from '../record.ts';
import { NOT_PROBED, promisedStreams } from './promised.ts';
import { promptMark } from './prompt-mark.ts';

/** Why a fingerprint of portable arithmetic need not be the one that a link brought. */
export type Excuse =
  /** The probe of an adapter did not hold, the visitor's or the sender's, or was never made. */
  | { readonly kind: 'adapter here' | 'adapter there'; readonly why: string }
  | { readonly kind: 'model'; readonly there: string; readonly here: string }
  | { readonly kind: 'rules'; readonly there: string; readonly here: string }
  | { readonly kind: 'prompt' }
  /** What the link leaves unsaid, so that it may differ. */
  | { readonly kind: 'unsaid'; readonly what: readonly string[] };

/** A stream of a portable arm against its promised fingerprint. `fault`: all that may differ is the same, and the bits are not. */
export interface PromisedLine extends ReceiptLine {
  readonly excuses: readonly Excuse[];
  readonly fault: boolean;
}

/**
 * `kept`: every fingerprint is everyone's. `excused`: where one differs, something named does too. `fault`: one differs, and nothing else does.
 * `open`: none differs, and not all of them could be compared.
 */
export type PromiseOutcome = 'kept' | 'excused' | 'fault' | 'open';

/** What a link brought, judged by this device's run: fingerprints of portable arithmetic are a promise, all others the sender's adapter's. */
export interface JudgedReceipt {
  readonly promised: readonly PromisedLine[];
  readonly others: readonly ReceiptLine[];
}

/** @param experiment as the link had it, whose run the record is. */
export function judgeReceipt(sent: Sent, experiment: Experiment, record: RunRecord): JudgedReceipt {
  const arms = new Map(
    record.arms.flatMap((arm) => arm.requests.map(({ id }) => [traceKey(arm.name, id), arm] as const)),
  );
  const named = promisedStreams(experiment);
  const lines = receiptLines(sent, record);
  const promised = lines.filter(({ stream }) => named.has(stream));
  return {
    promised: promised.map((line) => {
      const arm = arms.get(line.stream);
      const excuses =
        arm && line.answer === 'different' ? excusesFor(line, arm, { sent, experiment, record }) : [];
      return { ...line, excuses, fault: line.answer === 'different' && excuses.length === 0 };
    }),
    others: lines.filter(({ stream }) => !named.has(stream)),
  };
}

export function promiseOutcome(lines: readonly PromisedLine[]): PromiseOutcome {
  if (lines.some(({ fault }) => fault)) return 'fault';
  if (lines.some(({ answer }) => answer === 'different')) return 'excused';
  return lines.every(({ answer }) => answer === 'same') ? 'kept' : 'open';
}

/** Promises that were broken although nothing explains it, a line each. */
export function faultsOf({ promised }: JudgedReceipt): string[] {
  return promised
    .filter(({ fault }) => fault)
    .map(({ stream }) => `${stream} must have the link's portable fingerprint and has another`);
}

interface Judged {
  readonly sent: Sent;
  readonly experiment: Experiment;
  readonly record: RunRecord;
}

function excusesFor({ stream }: ReceiptLine, arm: ArmRecord, judged: Judged): Excuse[] {
  const { sent, experiment, record } = judged;
  const { portable } = record.postures.find((posture) => posture.arm === arm.name) ?? {};
  const request = arm.requests.find(({ id }) => traceKey(arm.name, id) === stream)!;
  const [here, there] = [ruleName('portable'), sent.rules?.find((rule) => rule.startsWith('portable@'))];
  const mark = sent.prompts?.[request.id];
  const { hash } = experiment.model;
  const unsaid = [
    ...(hash === undefined ? ['the model’s hash'] : []),
    ...(there === undefined ? ['the version of the rules'] : []),
    ...(mark === undefined ? ['the prompt’s tokens'] : []),
  ];
  return [
    ...(portable?.holds ? [] : [{ kind: 'adapter here', why: portable?.why ?? NOT_PROBED } as const]),
    ...(sent.apart === undefined ? [] : [{ kind: 'adapter there', why: sent.apart } as const]),
    ...(hash !== undefined && hash !== record.model.hash
      ? [{ kind: 'model', there: hash, here: record.model.hash } as const]
      : []),
    ...(there !== undefined && there !== here ? [{ kind: 'rules', there, here } as const] : []),
    ...(mark !== undefined && mark !== promptMark(request.promptTokens) ? [{ kind: 'prompt' } as const] : []),
    ...(unsaid.length > 0 ? [{ kind: 'unsaid', what: unsaid } as const] : []),
  ];
}
