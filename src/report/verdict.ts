import { shortFingerprint } from '../experiment/fingerprint-text.ts';
import { visible } from '../experiment/visible.ts';
import type { ArmRecord, DiffRecord, RequestRecord, RunRecord, TokenText } from '../results/record.ts';
import { type ArmSettings, settingsDifference } from '../results/settings.ts';
import { counted, grouped, measured, paragraph, quoted } from '../results/text.ts';
import { sideBySide } from './side-by-side.ts';

const INDENT = '  ';
const FINGERPRINT_DIGITS = 16;

/** What one comparison found: the verdict, the numbers under it and, where the texts part, both of them. */
export function verdictLines(diff: DiffRecord, record: RunRecord): string[] {
  const [armA, armB] = [armOf(record, diff.a), armOf(record, diff.b)];
  const [a, b] = [requestOf(armA, diff.probe), requestOf(armB, diff.probe)];
  const lines = paragraph(`${diff.a} vs ${diff.b}, ${diff.probe}: ${verdictLine(diff, record, a, b)}`);
  for (const detail of details(diff, armA, armB)) lines.push(...paragraph(detail, INDENT));
  if (diff.fork !== null) lines.push(...sideBySide(a.text, b.text));
  return lines;
}

/** `none`: nothing was generated. `bits`: the same tokens from different bits. */
export type VerdictTone = 'none' | 'same' | 'bits' | 'fork';

/** What was found of a pair, or can be said by now. */
export interface PairVerdict {
  readonly tone: VerdictTone;
  readonly words: string;
}

/** The verdict in a sentence of its own. */
export function verdictOf(diff: DiffRecord, record: Pick<RunRecord, 'arms'>): PairVerdict {
  if (diff.fork !== null) {
    const { a, b } = diff.forkTokens!;
    return { tone: 'fork', words: forkWords(diff.fork, a?.text, b?.text) };
  }
  const tokens = counted(diff.comparedPositions, 'token');
  if (diff.comparedPositions === 0)
    return { tone: 'none', words: 'nothing to compare: neither arm generated a token' };
  if (!diff.identical) return { tone: 'bits', words: `same ${tokens}, different bits` };
  const { fingerprint } = requestOf(armOf(record, diff.a), diff.probe);
  const logits = `${grouped(diff.comparedLogits)} logits`;
  const digits = shortFingerprint(fingerprint, FINGERPRINT_DIGITS);
  return { tone: 'same', words: `bit-identical: ${tokens}, ${logits}, fingerprint ${digits}…` };
}

/** `fork at token 17: A ' king' / B ended` */
export function forkWords(fork: number, a: string | undefined, b: string | undefined): string {
  const words = (text: string | undefined) => (text === undefined ? 'ended' : quoted(text));
  return `fork at token ${grouped(fork)}: A ${words(a)} / B ${words(b)}`;
}

/** In a report, which is searched for its forks, these stand out; it also says how a stream came to its end. */
function verdictLine(diff: DiffRecord, record: RunRecord, a: RequestRecord, b: RequestRecord): string {
  if (diff.fork === null) return verdictOf(diff, record).words;
  const [sideA, sideB] = [tokenText(diff.forkTokens?.a, a), tokenText(diff.forkTokens?.b, b)];
  return `FORK at token ${grouped(diff.fork)}, A ${sideA} / B ${sideB}`;
}

/** The token chosen at the fork, or how the stream came to its end there. */
function tokenText(token: TokenText | null | undefined, request: RequestRecord): string {
  return token ? `"${visible(token.text)}"` : `ended (${request.finish.reason})`;
}

function details(diff: DiffRecord, armA: ArmRecord, armB: ArmRecord): string[] {
  const lines: string[] = [];
  const flip = diff.flip === null ? '' : `${diff.flip} flip, `;
  if (diff.margin !== null) {
    lines.push(`${flip}${diff.fork === null ? 'smallest margin' : 'margin'} ${measured(diff.margin)} in A`);
  }
  if (diff.firstDifference !== null) {
    const first = `first differing bit at token ${grouped(diff.firstDifference)}`;
    if (!isMeasured(diff)) lines.push(first);
    else
      lines.push(
        `${first}, ${grouped(diff.differingLogits)} of ${grouped(diff.comparedLogits)} logits differ`,
        `max ${grouped(diff.maxUlpSameSign)} ulp${crossingWords(diff)}, ` +
          `max |a - b| ${measured(diff.maxAbsolute)}, max KL ${measured(diff.maxKl)} nats`,
      );
  } else if (diff.fork !== null) {
    lines.push(`none of ${grouped(diff.comparedLogits)} logits differs up to there`);
  }
  if (diff.unmeasured)
    lines.push(
      `at ${counted(diff.unmeasured, 'token')} the bits differ, and nobody measured by how much: one arm was too many steps ahead`,
    );
  const settings = settingsNote(armA, armB);
  if (settings) lines.push(settings);
  return lines;
}

/** Whether anything is known of how much two arms differ: not where every token that differs is one that nobody measured. */
export function isMeasured({ differingLogits, unmeasured = 0 }: DiffRecord): boolean {
  return unmeasured === 0 || differingLogits > 0;
}

/** Across zero a distance in ulp counts every f32 between and says nothing of size, so those are only counted. */
function crossingWords({ crossings }: DiffRecord): string {
  if (crossings === 0) return '';
  return ` among logits of one sign (${grouped(crossings)} ${crossings === 1 ? 'crosses' : 'cross'} zero)`;
}

/** What it means for a comparison that its arms' settings differ: said under its verdict wherever one is given. Null where they do not. */
export function settingsNote(a: ArmSettings, b: ArmSettings): string | null {
  const difference = settingsDifference(a, b);
  return difference && `${difference}: equal bits are not claimed`;
}

function armOf(record: Pick<RunRecord, 'arms'>, name: string): ArmRecord {
  const arm = record.arms.find((each) => each.name === name);
  if (!arm) throw new Error(`run record: a comparison names arm "${name}", which was not run`);
  return arm;
}

function requestOf(arm: ArmRecord, id: string): RequestRecord {
  const request = arm.requests.find((each) => each.id === id);
  if (!request)
    throw new Error(`run record: arm "${arm.name}" has no request "${id}", which a comparison names`);
  return request;
}
