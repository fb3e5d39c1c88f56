import { shortFingerprint } from '../experiment/fingerprint-text.ts';
import { forkRates } from '../results/fork-rates.ts';
import { confirmationsOf } from '../results/portable/confirmations.ts';
import { promisedFingerprints } from '../results/portable/promised.ts';
import type { RunRecord } from '../results/record.ts';
import { grouped, paragraph } from '../results/text.ts';
import { armLines } from './arms.ts';
import { adapterWords } from './engine.ts';
import { equalRequestLines } from './equal-requests.ts';
import { forkRateLines } from './fork-rates.ts';
import { forkTreeLines } from './fork-tree.ts';
import { guaranteeLines, lostLines } from './postures.ts';
import { confirmedWords } from './receipt.ts';
import { verdictLines } from './verdict.ts';

const FINGERPRINT_DIGITS = 16;

/**
 * A run as plain text of at most 110 columns: what ran and where, a line for each arm, a verdict for each comparison.
 * Tokens are counted from 0. Throws where a comparison names an arm or a request that the record lacks.
 */
export function formatRun(record: RunRecord): string {
  const [equal, rates] = [equalRequestLines(record), forkRates(record.arms)];
  const sections = [
    ...(record.lost.length > 0 ? [lostLines(record.lost)] : []),
    headerLines(record),
    armLines(record.arms),
    ...(equal.length > 0 ? [equal] : []),
    guaranteeLines(record.postures),
    ...portableSection(record),
    ...record.diffs.map((diff) => verdictLines(diff, record)),
    ...record.forkTrees.map(forkTreeLines),
    ...(rates ? [forkRateLines(rates)] : []),
  ];
  return `${sections.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** Fingerprints that every device gives, with who has confirmed them. */
function portableSection(record: RunRecord): string[][] {
  const streams = promisedFingerprints(record);
  if (streams.length === 0) return [];
  const lines = streams.map(
    ({ stream, fingerprint }) =>
      `${stream} ${shortFingerprint(fingerprint, FINGERPRINT_DIGITS)}, confirmed by ${confirmedWords(confirmationsOf(fingerprint))}`,
  );
  return [['portable fingerprints', ...lines.flatMap((line) => paragraph(line, '  '))]];
}

function headerLines({ experiment, model, engine, adapter, planRules, notes }: RunRecord): string[] {
  return [
    experiment.title,
    `model ${model.name}, ${grouped(model.parameters)} parameters, ${model.hash}`,
    `engine ${engine} on ${adapterWords(adapter)}`,
    `plan rules ${planRules.join(', ')}`,
    ...notes,
  ].flatMap((line) => paragraph(line));
}
