import { version } from '../../../package.json';
import { type Attributes, type OtlpKeyValue, otlpAttributes } from './attributes.ts';

/** Who measures: the scope of whatever the lab tells. */
export const LAB_SCOPE: OtlpScope = { name: 'batchmates', version };

/** `Resource` of opentelemetry-proto. */
export interface OtlpResource {
  readonly attributes: readonly OtlpKeyValue[];
  readonly droppedAttributesCount: 0;
}

/** `InstrumentationScope` of opentelemetry-proto: who measured. */
export interface OtlpScope {
  readonly name: string;
  readonly version: string;
}

export interface ResourceOf {
  /** `service.name`. */
  readonly service: string;
  /** `service.version`. */
  readonly version: string;
  /** Others by their full names, as in `process.runtime.name`. */
  readonly attributes?: Attributes;
}

/** What traces and metrics are of (OpenTelemetry's resource conventions, `service.*`). */
export function otlpResource({ service, version, attributes = {} }: ResourceOf): OtlpResource {
  return {
    attributes: otlpAttributes({ 'service.name': service, 'service.version': version, ...attributes }),
    droppedAttributesCount: 0,
  };
}

/** What the lab serves itself. */
export function labResource(attributes: Attributes = {}): OtlpResource {
  return otlpResource({ service: LAB_SCOPE.name, version: LAB_SCOPE.version, attributes });
}

/** Milliseconds since 1970 as OTLP has times: nanoseconds in decimal, since a double cannot hold them. */
export function unixNano(milliseconds: number): string {
  const whole = Math.floor(milliseconds);
  return String(BigInt(whole) * 1_000_000n + BigInt(Math.round((milliseconds - whole) * 1e6)));
}
