import { prometheusText } from '../../audit/metrics/prometheus.ts';
import type { LoadMonitor } from '../../audit/monitor/load-monitor.ts';
import type { Attributes } from '../../audit/otlp/attributes.ts';
import { otlpMetrics } from '../../audit/otlp/metrics.ts';
import { LAB_SCOPE, labResource } from '../../audit/otlp/resource.ts';
import { openFile } from '../output.ts';
import { decimalNumber, UsageError } from '../usage.ts';

/** Seconds between two writings, unless said otherwise: Prometheus' usual scrape. */
const USUAL_SECONDS = 15;

export interface MetricFileOptions {
  readonly prometheus?: string;
  readonly otlp?: string;
  readonly 'metrics-every'?: string;
}

export const METRIC_FILE_OPTIONS = {
  prometheus: { type: 'string' },
  otlp: { type: 'string' },
} as const;

/** Files that a monitor's figures are written to whole, again and again. */
export interface MetricFiles {
  /** Throws OutputError. */
  write(): Promise<void>;
  /** The same where it is due. */
  writeIfDue(): Promise<void>;
}

/**
 * Null where neither file is asked for: nothing need be counted then. Throws UsageError where nothing can be written there, or where
 * `--metrics-every` is given without them.
 */
export async function openMetricFiles(
  { prometheus, otlp, 'metrics-every': every }: MetricFileOptions,
  monitor: LoadMonitor,
  attributes: Attributes,
): Promise<MetricFiles | null> {
  const seconds = every === undefined ? USUAL_SECONDS : decimalNumber('metrics-every', every);
  if (prometheus === undefined && otlp === undefined) {
    if (every === undefined) return null;
    throw new UsageError('--metrics-every: expected --prometheus or --otlp beside it');
  }
  const writePrometheus = await openFile('--prometheus', prometheus);
  const writeOtlp = await openFile('--otlp', otlp);
  const since = Date.now();
  let written = performance.now();
  const write = async () => {
    written = performance.now();
    await writePrometheus?.(prometheusText(monitor.registry));
    await writeOtlp?.(`${JSON.stringify(requestOf(monitor, attributes, since))}\n`);
  };
  return {
    write,
    writeIfDue: async () => {
      if (performance.now() - written >= 1000 * seconds) await write();
    },
  };
}

function requestOf({ registry }: LoadMonitor, attributes: Attributes, since: number) {
  return otlpMetrics(registry, labResource(attributes), LAB_SCOPE, { since, now: Date.now() });
}
