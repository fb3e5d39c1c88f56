/** A double that may be whole: JSON does not tell 0 from 0.0, and OTLP has a field for each. */
export interface Double {
  readonly double: number;
}

export type AttributeValue = string | number | boolean | Double | readonly string[] | readonly number[];

/** What is null or undefined is left out: OTLP has no attribute without a value that anybody reads. */
export type Attributes = Readonly<Record<string, AttributeValue | null | undefined>>;

/** `AnyValue` of opentelemetry-proto, as its JSON has it. */
export type OtlpValue =
  | { readonly stringValue: string }
  | { readonly boolValue: boolean }
  | { readonly intValue: number }
  | { readonly doubleValue: number }
  | { readonly arrayValue: { readonly values: readonly OtlpValue[] } };

export interface OtlpKeyValue {
  readonly key: string;
  readonly value: OtlpValue;
}

export function double(value: number): Double {
  return { double: value };
}

/**
 * Attributes in the record's order, as OTLP/JSON has them (opentelemetry-proto, `common.proto`; JSON by "OTLP/JSON Protobuf Encoding").
 * Safe integers become `intValue`, other numbers `doubleValue`. Throws RangeError where a number is none: JSON has no such value.
 */
export function otlpAttributes(record: Attributes): OtlpKeyValue[] {
  return Object.entries(record).flatMap(([key, value]) =>
    value === null || value === undefined ? [] : [{ key, value: otlpValue(key, value) }],
  );
}

function otlpValue(key: string, value: AttributeValue): OtlpValue {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') {
    return Number.isSafeInteger(value) ? { intValue: value } : { doubleValue: finite(key, value) };
  }
  if ('double' in value) return { doubleValue: finite(key, value.double) };
  return { arrayValue: { values: value.map((each) => otlpValue(key, each)) } };
}

function finite(key: string, value: number): number {
  if (!Number.isFinite(value))
    throw new RangeError(`attribute ${key}: expected a finite number, found ${value}`);
  return value;
}
