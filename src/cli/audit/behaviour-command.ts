import { UNITS } from '../../audit/behaviour/answer.ts';
import { behaviourReport } from '../../audit/behaviour/behaviour.ts';
import { commonUnit, readWindow, type WindowFile } from '../../audit/behaviour/read-window.ts';
import type { WindowTally } from '../../audit/behaviour/window-tally.ts';
import { behaviourLines } from '../../report/audit-behaviour.ts';
import { behaviourCsv, behaviourMarkdown } from '../../report/audit-behaviour-files.ts';
import type { CommandPart } from '../command.ts';
import { checkDistinct } from '../distinct-files.ts';
import { openFile, openOutput } from '../output.ts';
import { clearProgress, showsInPlace } from '../terminal.ts';
import { oneOf, parseCommand, UsageError } from '../usage.ts';
import { fileSource, readingPause } from './file-source.ts';

const OPTIONS = {
  reference: { type: 'string' },
  current: { type: 'string' },
  'reference-arm': { type: 'string' },
  'current-arm': { type: 'string' },
  unit: { type: 'string' },
  json: { type: 'string' },
  csv: { type: 'string' },
  markdown: { type: 'string' },
} as const;

/** `lab audit behaviour` */
export const behaviourCommand: CommandPart = {
  help: `Usage: lab audit behaviour --reference FILE [--current FILE] [options]

Counts how a model behaves, whatever it says: answers that go in circles, runs said before, the longest repeat, tool calls made again
with the same arguments, lengths, worked steps, refusals, answers cut off at their limit. Of two windows also what is apart, each measure
with its 95 % interval and a p-value corrected over the measures: pair by pair where both answer the same questions, else as independent
windows. Exit code 1 where a measure differs.

A file is JSON Lines, an answer or a conversation a line: OpenAI's chat form ({"messages": [...]}), responses with choices or output,
alone or in the batch API's lines, {"prompt", "completion"} and the like, lm-eval samples, SGLang generations; or what lab run --json, lab
load --json or lab load --jsonl wrote. JSON Lines are read once, in memory that does not grow with the file.

  --reference FILE     what was; alone it is described
  --current FILE       what is now
  --reference-arm NAME of a run of this lab this arm; --current-arm the same of the current file, by default the reference's file
  --unit UNIT          what lengths count: ${UNITS.join(' or ')} (default: tokens where each window has their ids)
  --json FILE          also write the report; - for standard output, instead of the table
  --csv FILE           also write measures and worst examples as CSV, --markdown FILE the same as Markdown`,

  async perform(args, signal) {
    const { values } = parseCommand(args, OPTIONS, []);
    if (values.reference === undefined) throw new UsageError('expected --reference FILE');
    const currentPath = values.current ?? (values['current-arm'] === undefined ? null : values.reference);
    const files: WindowFile[] = [
      {
        source: await fileSource(values.reference, '--reference'),
        arm: values['reference-arm'] ?? null,
      },
    ];
    if (currentPath !== null)
      files.push({
        source: await fileSource(currentPath, '--current'),
        arm: values['current-arm'] ?? null,
      });
    await checkDistinct(
      { '--reference': values.reference, '--current': values.current },
      { '--json': values.json, '--csv': values.csv, '--markdown': values.markdown },
    );
    const output = await openOutput(values.json);
    const csv = await openFile('--csv', values.csv);
    const markdown = await openFile('--markdown', values.markdown);
    const unit = values.unit === undefined ? await commonUnit(files) : oneOf('unit', values.unit, UNITS);
    const notes: string[] = [];
    const windows: WindowTally[] = [];
    for (const file of files)
      windows.push(await readWindow(file, { unit, notes, pause: readingPause(file.source, signal) }));
    if (showsInPlace()) clearProgress();
    const report = behaviourReport(windows[0], windows[1] ?? null, notes);
    output.report(behaviourLines(report));
    await output.json(report);
    await csv?.(behaviourCsv(report));
    await markdown?.(behaviourMarkdown(report));
    return report.measures.some(({ difference }) => difference?.differs) ? 1 : 0;
  },
};
