import { visible } from '../experiment/visible.ts';
import { quantizeText } from '../results/quantize-text.ts';
import type { ForkNode, ForkTree } from '../results/record.ts';
import { setsText } from '../results/sets-text.ts';
import { columns, counted, grouped, paragraph, REPORT_COLUMNS, shorten } from '../results/text.ts';

/** Deeper forks go on in the record; a page of text is no place for them. */
const DEEPEST = 8;

/** How many completions a probe has over many companies, and where they part, most frequent first. */
export function forkTreeLines({
  probe,
  kernels,
  dtype,
  quantize,
  arms,
  distinct,
  fingerprints,
  root,
}: ForkTree): string[] {
  const head = `${probe} in ${grouped(arms)} arms (${setsText(kernels)}, ${dtype}${quantizeText({ quantize })}): `;
  const counts = `${counted(distinct, 'distinct completion')}, ${counted(fingerprints, 'fingerprint')}`;
  return [...paragraph(head + counts), ...nodeLines(root, arms, 1)];
}

export function nodeLines(node: ForkNode, most: number, depth: number): string[] {
  const count = String(node.arms).padStart(String(most).length);
  const lead = `${'  '.repeat(depth)}${count}  `;
  const text = node.text === '' ? '(ends)' : visible(node.text);
  const line = lead + shorten(text, REPORT_COLUMNS - columns(lead));
  if (depth === DEEPEST) return [line];
  return [line, ...node.branches.flatMap((branch) => nodeLines(branch, most, depth + 1))];
}
