import { createRequire } from 'node:module';

/** OpenTelemetry's messages as its JavaScript packages carry them, generated from opentelemetry-proto. */
const root = createRequire(import.meta.url)('@opentelemetry/otlp-transformer/build/src/generated/root.js');

interface Read {
  readonly attributes: readonly { readonly key: string; readonly value: Record<string, unknown> }[];
}

interface ReadMetric {
  readonly name: string;
  readonly unit: string;
  readonly sum?: object;
  readonly gauge?: object;
  readonly histogram?: { readonly dataPoints: readonly { readonly sum: number }[] };
}

interface MetricsRequest {
  readonly resourceMetrics: readonly {
    readonly resource: Read;
    readonly scopeMetrics: readonly {
      readonly scope: { readonly name: string };
      readonly metrics: readonly ReadMetric[];
    }[];
  }[];
}

/** JSON -> message -> bytes -> message -> JSON. Throws where it is no `ExportMetricsServiceRequest`. */
export function metricsRequest(json: object): MetricsRequest {
  const Message = root.opentelemetry.proto.collector.metrics.v1.ExportMetricsServiceRequest;
  const bytes = Message.encode(Message.fromObject(json)).finish();
  return Message.toObject(Message.decode(bytes), { longs: String, enums: String });
}
