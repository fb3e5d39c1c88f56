import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import * as names from '@opentelemetry/semantic-conventions/incubating';
import { expect, test } from 'vitest';
import { tracedPico } from '../trace/testing/traced.ts';
import type { OtlpKeyValue, OtlpValue } from './attributes.ts';
import { LAB_SCOPE, otlpResource } from './resource.ts';
import { type OtlpSpan, type OtlpTraces, otlpTraces } from './traces.ts';

const { trace } = await tracedPico();
let next = 0;
const hexOf = (bytes: number) => (++next).toString(16).padStart(2 * bytes, '0');
const written = otlpTraces(trace, otlpResource({ service: 'batchmates', version: '1' }), LAB_SCOPE, hexOf);
/** As whoever receives it sees it. */
const read: OtlpTraces = JSON.parse(JSON.stringify(written));
const [{ resource, scopeSpans }] = read.resourceSpans;
const [{ scope, spans }] = scopeSpans;

function plainValue(value: OtlpValue): unknown {
  if ('arrayValue' in value) return value.arrayValue.values.map(plainValue);
  return Object.values(value)[0];
}

const attributesOf = (list: readonly OtlpKeyValue[]) =>
  Object.fromEntries(list.map(({ key, value }) => [key, plainValue(value)]));

/** A span as OpenTelemetry's SDK holds it. */
function readable(span: OtlpSpan): ReadableSpan {
  const context = (spanId: string) => ({ traceId: span.traceId, spanId, traceFlags: 1 });
  const time = (nanos: string): [number, number] => [
    Number(BigInt(nanos) / 1_000_000_000n),
    Number(BigInt(nanos) % 1_000_000_000n),
  ];
  return {
    ...{ name: span.name, kind: span.kind - 1, status: span.status, ended: true, duration: [0, 0] },
    spanContext: () => context(span.spanId),
    ...(span.parentSpanId !== undefined && { parentSpanContext: context(span.parentSpanId) }),
    ...{ startTime: time(span.startTimeUnixNano), endTime: time(span.endTimeUnixNano) },
    attributes: attributesOf(span.attributes),
    ...{ links: [], events: [], droppedAttributesCount: 0, droppedEventsCount: 0, droppedLinksCount: 0 },
    resource: sdkResource,
    instrumentationScope: scope,
  } as ReadableSpan;
}
const sdkResource = { attributes: attributesOf(resource.attributes) } as ReadableSpan['resource'];

/** The SDK writes every whole number as an integer, which OTLP's readers take for a double too. */
function wholeAsIntegers(document: unknown): unknown {
  return JSON.parse(JSON.stringify(document), (key, value) =>
    key === 'value' && Number.isInteger(value?.doubleValue) ? { intValue: value.doubleValue } : value,
  );
}

test('OpenTelemetry’s SDK reads every span, and writes the same document of them', () => {
  const held = spans.map(readable);
  const bytes = JsonTraceSerializer.serializeRequest(held)!;
  expect(JSON.parse(new TextDecoder().decode(bytes))).toEqual(wholeAsIntegers(read));
  expect(ProtobufTraceSerializer.serializeRequest(held)!.length).toBeGreaterThan(spans.length * 50);
});

test('ids are alike in no two spans, and every parent is one of them', () => {
  const ids = spans.map(({ spanId }) => spanId);
  expect(new Set(ids).size).toBe(spans.length);
  for (const { traceId, spanId, parentSpanId } of spans) {
    expect(traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(spanId).toMatch(/^[0-9a-f]{16}$/);
    if (parentSpanId !== undefined) expect(ids).toContain(parentSpanId);
  }
  expect(spans.filter(({ parentSpanId }) => parentSpanId === undefined)).toHaveLength(1);
});

test('the request has the names of the conventions for generative AI, and its figures', () => {
  const request = spans.find(({ name }) => name === 'text_completion pico')!;
  const attributes = attributesOf(request.attributes);
  const known = new Set(Object.values(names));
  for (const key of Object.keys(attributes)) if (key.startsWith('gen_ai.')) expect(known, key).toContain(key);
  expect(attributes).toMatchObject({
    'gen_ai.operation.name': names.GEN_AI_OPERATION_NAME_VALUE_TEXT_COMPLETION,
    'gen_ai.request.model': 'pico',
    'gen_ai.usage.input_tokens': trace.request.promptTokens,
    'gen_ai.usage.output_tokens': 3,
    'gen_ai.response.finish_reasons': ['length'],
    'gen_ai.response.time_to_first_chunk': trace.request.ttft / 1000,
    'batchmates.shadow.identical': true,
  });
  expect(request.attributes).toContainEqual({ key: 'gen_ai.request.temperature', value: { doubleValue: 0 } });
  const nanoseconds = BigInt(request.endTimeUnixNano) - BigInt(request.startTimeUnixNano);
  const span = trace.spans.find(({ name }) => name === 'request')!;
  expect(Math.abs(Number(nanoseconds) / 1e6 - (span.end - span.begin))).toBeLessThan(0.001);
});

test('neither prompt nor answer is in it', () => {
  const text = JSON.stringify(written);
  expect(text).not.toContain('Once upon');
  expect(text).not.toContain(JSON.stringify(trace.request.text).slice(1, -1));
});
