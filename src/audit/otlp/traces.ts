import type { RequestTrace } from '../trace/request-trace.ts';
import { requestIn } from '../trace/shares.ts';
import type { Span } from '../trace/spans.ts';
import { type Attributes, double, type OtlpKeyValue, otlpAttributes } from './attributes.ts';
import { type OtlpResource, type OtlpScope, unixNano } from './resource.ts';

/** `Span` of opentelemetry-proto. */
export interface OtlpSpan {
  /** 16 and 8 bytes in hexadecimal. */
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  /** SPAN_KIND_INTERNAL: the model runs in the process that asks it. */
  readonly kind: 1;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes: readonly OtlpKeyValue[];
  readonly droppedAttributesCount: 0;
  readonly events: readonly never[];
  readonly droppedEventsCount: 0;
  readonly status: { readonly code: 0 | 1 };
  readonly links: readonly never[];
  readonly droppedLinksCount: 0;
  /** Sampled, and whether its parent is remote is known: it is not. */
  readonly flags: 0x101;
}

/** `ExportTraceServiceRequest` of opentelemetry-proto: what a collector takes at `/v1/traces`. */
export interface OtlpTraces {
  readonly resourceSpans: readonly [
    {
      readonly resource: OtlpResource;
      readonly scopeSpans: readonly [{ readonly scope: OtlpScope; readonly spans: readonly OtlpSpan[] }];
    },
  ];
}

/** Random bytes in hexadecimal: ids must be alike in no two traces. */
export type HexOf = (bytes: number) => string;

export const randomHex: HexOf = (bytes) =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');

/**
 * A trace in OTLP/JSON: the request by OpenTelemetry's conventions for generative AI (`gen_ai.*`, semantic-conventions-genai, in development), what lies in
 * it by `batchmates.*`. Prompt and answer are content, which those conventions leave out unless asked.
 */
export function otlpTraces(
  trace: RequestTrace,
  resource: OtlpResource,
  scope: OtlpScope,
  hex: HexOf,
): OtlpTraces {
  const traceId = hex(16);
  const request = requestIn(trace.spans);
  const ids: string[] = [];
  const spans = trace.spans.map((span, index): OtlpSpan => {
    ids.push(hex(8));
    const own = index === request;
    return {
      traceId,
      spanId: ids[index],
      ...(span.parent !== null && { parentSpanId: ids[span.parent] }),
      name: own ? `text_completion ${trace.model.name}` : span.name,
      kind: 1,
      startTimeUnixNano: unixNano(trace.at + span.begin),
      endTimeUnixNano: unixNano(trace.at + span.end),
      attributes: otlpAttributes(
        own ? { ...requestAttributes(trace), ...partAttributes(span) } : partAttributes(span),
      ),
      ...{ droppedAttributesCount: 0, events: [], droppedEventsCount: 0 },
      status: { code: own ? 1 : 0 },
      ...{ links: [], droppedLinksCount: 0, flags: 0x101 },
    };
  });
  return { resourceSpans: [{ resource, scopeSpans: [{ scope, spans }] }] };
}

function requestAttributes({ model, request, ...trace }: RequestTrace): Attributes {
  return {
    'gen_ai.operation.name': 'text_completion',
    'gen_ai.provider.name': 'batchmates',
    'gen_ai.output.type': 'text',
    'gen_ai.request.model': model.name,
    'gen_ai.request.max_tokens': request.tokens,
    'gen_ai.request.temperature': double(0),
    'gen_ai.request.stream': true,
    'gen_ai.response.model': model.name,
    'gen_ai.response.id': request.fingerprint,
    'gen_ai.response.finish_reasons': [request.finish],
    'gen_ai.response.time_to_first_chunk': double(request.ttft / 1000),
    'gen_ai.usage.input_tokens': request.promptTokens,
    'gen_ai.usage.output_tokens': request.tokens,
    'batchmates.model.hash': model.hash,
    'batchmates.engine': trace.engine,
    'batchmates.kernels': trace.set,
    'batchmates.activations': trace.activations,
    'batchmates.weights': trace.weights,
    'batchmates.company': trace.company,
    'batchmates.kernel_clock': trace.kernelClock,
    'batchmates.overheads': [...trace.with],
    'batchmates.shadow.identical': trace.diff?.identical,
  };
}

function partAttributes({ kind, lane, attributes }: Span): Attributes {
  return { 'batchmates.part': kind, 'batchmates.lane': lane, ...attributes };
}
