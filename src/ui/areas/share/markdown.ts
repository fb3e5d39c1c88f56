import { nameWarnings } from '../../../experiment/look-alikes.ts';
import type { Experiment } from '../../../experiment/schema.ts';
import { visible } from '../../../experiment/visible.ts';
import { placeWords } from '../../../report/engine.ts';
import { postureLines } from '../../../report/postures.ts';
import { isMeasured } from '../../../report/verdict.ts';
import { escaped } from '../../../results/markdown.ts';
import type { DiffRecord } from '../../../results/record.ts';
import { counted, grouped } from '../../../results/text.ts';
import type { RunView } from '../../state/lab-state.ts';
import { pairsOf } from '../../state/pairs.ts';
import { diffOf, verdictWords } from '../compare/verdict-words.ts';
import { recordOf } from './share-link.ts';

const HEAD = ['compared', 'verdict', 'first differing bit', 'differing logits', 'max \\|a − b\\|'];

/** A short Markdown of what was found, with the link to run it again. */
export function shareMarkdown(experiment: Experiment, view: RunView, address: string): string {
  const record = recordOf(experiment, view);
  const title = `**${escaped(experiment.title)}**`;
  if (!record) return `${title}: [run it in Batchmates](${address})\n`;
  const { model, engine, adapter } = record;
  const where = `${model.name} on ${escaped(placeWords(engine, adapter))}`;
  const rows = pairsOf(experiment).map((pair) => {
    const diff = diffOf(pair, record);
    const names = `${escaped(pair.a.name)} vs ${escaped(pair.b.name)} (${escaped(pair.probe.id)})`;
    return [
      names,
      escaped(verdictWords(pair, view).words),
      diff.firstDifference === null ? 'none' : `token ${diff.firstDifference}`,
      differingCell(diff),
      isMeasured(diff) ? diff.maxAbsolute.toPrecision(3) : 'not measured',
    ];
  });
  const lines = [HEAD, HEAD.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`);
  const sections = [
    ...record.lost.map((words) => `> **Guarantee lost:** ${escaped(words)}`),
    `${title} (${where})`,
    ...nameWarnings(experiment).map((words) => `> ${escaped(words)}`),
    ...(rows.length > 0 ? [lines.join('\n')] : []),
    postureLines(record.postures)
      .map((line) => `- ${escaped(line)}`)
      .join('\n'),
    `[Run it again in Batchmates](${address})`,
  ];
  return `${sections.join('\n\n')}\n`;
}

function differingCell(diff: DiffRecord): string {
  if (!isMeasured(diff)) return 'not measured';
  const { differingLogits, comparedLogits, unmeasured = 0 } = diff;
  const more = unmeasured > 0 ? ` (${counted(unmeasured, 'token')} not measured)` : '';
  return `${grouped(differingLogits)} of ${grouped(comparedLogits)}${more}`;
}

/** The frame to put into another page. */
export function embedSnippet(title: string, address: string): string {
  const attribute = (value: string) =>
    value.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  return `<iframe src="${attribute(address)}" title="${attribute(visible(title))}" width="100%" height="640" loading="lazy" style="border:0"></iframe>`;
}
