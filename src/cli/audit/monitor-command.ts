import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { createInterface } from 'node:readline';
import { alarmsOf, type Thresholds, USUAL_THRESHOLDS } from '../../audit/monitor/alarms.ts';
import { LoadMonitor } from '../../audit/monitor/load-monitor.ts';
import { monitorJson } from '../../audit/monitor/monitor-json.ts';
import {
  kindOfFile,
  LinesReader,
  LogReader,
  MonitoredFileError,
  PROMPT_FIELDS,
  takeRecord,
} from '../../audit/monitor/read-monitored.ts';
import { SIGNAL_IDS, SIGNALS, type SignalId } from '../../audit/monitor/signals.ts';
import { alarmText, monitorLines } from '../../report/audit-monitor.ts';
import { LoadLinesError } from '../../results/load/load-lines.ts';
import { exitCodeOf } from '../checks.ts';
import type { CommandPart } from '../command.ts';
import { checkDistinct } from '../distinct-files.ts';
import { readFault, readJson } from '../input.ts';
import { openOutput } from '../output.ts';
import { isCoded, oneOf, parseCommand, shownPath, UsageError, wholeNumber } from '../usage.ts';
import { METRIC_FILE_OPTIONS, openMetricFiles } from './metric-files.ts';

const OPTIONS = {
  alarm: { type: 'string', multiple: true },
  window: { type: 'string', default: '1000' },
  field: { type: 'string' },
  json: { type: 'string' },
  ...METRIC_FILE_OPTIONS,
} as const;

const USUAL = SIGNALS.flatMap(({ id, usual }) => (usual === null ? [] : [`${id}:${usual}`])).join(', ');

/** `lab audit monitor` */
export const monitorCommand: CommandPart = {
  help: `Usage: lab audit monitor <file>... [options]

Counts what runs under load did: latencies as histograms (off by 0.4 % at most), input health, KV occupancy, plans, preemptions,
refusals, probes beside the same tokens alone, and canaries: whether the same prompt's fingerprint is still the one it was, over
all files in their order. A file is what lab load --jsonl or --json wrote, or any log of JSON lines, of which one field's health
is counted (type, nulls, length, Unicode script, broken characters). Lines are read one by one, in memory that does not grow with
them. Fails (exit code 1) where a limit that --alarm gave is crossed.

  --alarm NAME:LIMIT   a limit for a window; may be given several times. Names: ${SIGNAL_IDS.slice(0, 7).join(', ')},
                       ${SIGNAL_IDS.slice(7).join(', ')} (throughput alarms below its limit, the others
                       above). Shown where none is given, and failing nothing:
                       ${USUAL}
  --window N           milliseconds of the run's clock that are looked at together (default 1000); of a log, lines
  --field NAME         of a log: the field to look at (default: the first of ${PROMPT_FIELDS.join(', ')} that is there)
  --prometheus FILE    also write the metrics in Prometheus' text format, --otlp FILE as OTLP/JSON
  --json FILE          also write figures, windows, canaries and alarms; - for standard output, instead of the table`,

  async perform(args, signal) {
    const { values, positionals } = parseCommand(args, OPTIONS, null);
    if (positionals.length === 0) throw new UsageError('expected a file that lab load wrote, or a log');
    const asked = values.alarm && thresholdsOf(values.alarm);
    const monitor = new LoadMonitor({ windowMs: wholeNumber('window', values.window, 1) });
    const { json, prometheus, otlp } = values;
    await checkDistinct(
      { 'what is read': positionals },
      { '--json': json, '--prometheus': prometheus, '--otlp': otlp },
    );
    const output = await openOutput(json);
    const files = await openMetricFiles(values, monitor, {});
    for (const path of positionals) await takeFile(monitor, path, values.field ?? null, signal);
    const thresholds = asked ?? USUAL_THRESHOLDS;
    output.report(monitorLines(monitor, thresholds));
    await output.json(monitorJson(monitor, thresholds));
    await files?.write();
    const alarms = (arm: string) => alarmsOf(monitor.windowsOf(arm), asked ?? {});
    return exitCodeOf(
      monitor.arms.flatMap((arm) => alarms(arm).map((alarm) => `${shownPath(arm)}: ${alarmText(alarm)}`)),
    );
  },
};

/** Throws UsageError naming what is no signal or no limit. */
function thresholdsOf(texts: readonly string[]): Thresholds {
  const thresholds: Partial<Record<SignalId, number>> = {};
  for (const text of texts) {
    const [name, limit = ''] = text.split(/:(.*)/s);
    const id = oneOf('alarm', name, SIGNAL_IDS);
    if (!/^\d+(?:\.\d+)?$/.test(limit))
      throw new UsageError(
        `--alarm: ${id}: expected a limit of at least 0, as in ${id}:100, found "${limit}"`,
      );
    if (thresholds[id] !== undefined) throw new UsageError(`--alarm: ${id}: expected one limit, found two`);
    thresholds[id] = Number(limit);
  }
  return thresholds;
}

/** Throws UsageError naming the file, and what of it cannot be counted. */
async function takeFile(
  monitor: LoadMonitor,
  path: string,
  field: string | null,
  signal: AbortSignal,
): Promise<void> {
  try {
    let reader: LinesReader | LogReader | null = null;
    for await (const line of linesOf(path)) {
      signal.throwIfAborted();
      if (!reader) {
        const kind = field === null ? kindOfFile(line) : 'log';
        if (kind === 'record') {
          takeRecord(monitor, await readJson(path));
          return;
        }
        reader = kind === 'lines' ? new LinesReader(monitor) : new LogReader(monitor, basename(path), field);
      }
      reader.take(line);
    }
    if (!reader) throw new MonitoredFileError('expected something to count, found an empty file');
  } catch (error) {
    throw asUsage(error, path);
  }
}

function linesOf(path: string): AsyncIterable<string> {
  return createInterface({ input: createReadStream(path, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY });
}

function asUsage(error: unknown, path: string): unknown {
  if (error instanceof MonitoredFileError || error instanceof LoadLinesError)
    return new UsageError(`${shownPath(path)}: ${error.message}`, { cause: error });
  if (isCoded(error)) return new UsageError(`${shownPath(path)}: ${readFault(error.code)}`, { cause: error });
  return error;
}
