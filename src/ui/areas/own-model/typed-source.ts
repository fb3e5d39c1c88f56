import { HUB, type NamedSource, parseSource, writeSource } from '../../../experiment/model-source.ts';
import type { Experiment } from '../../../experiment/schema.ts';
import type { SourceAsk } from '../../../worker/methods/source-reports.ts';
import type { OwnModelState } from './own-model-store.ts';

type Typed = Pick<OwnModelState, 'name' | 'endpoint'>;

/** The source that is typed, or what is wrong with the text; null where there is none. */
export function typedSource({ name, endpoint }: Typed): NamedSource | string | null {
  return name.trim() === '' ? null : parseSource(name.trim(), endpointOf(endpoint));
}

/** The host that a source is asked of, with its port where that is no default one. */
export function hostOf({ source }: NamedSource, endpoint: string): string {
  const address = source.kind === 'address' ? source.url : endpointOf(endpoint);
  return URL.canParse(address) ? new URL(address).host : address;
}

/** Whether a source is one GGUF file, whose header is all that tells of it. */
export function isGguf({ source }: NamedSource): boolean {
  return source.kind === 'hub' ? source.file !== null : /\.gguf$/i.test(source.url);
}

/** What the worker is asked by. */
export function askOf({ name, endpoint, token }: Typed & Pick<OwnModelState, 'token'>): SourceAsk {
  return {
    name: name.trim(),
    ...(endpoint.trim() !== '' && { endpoint: endpointOf(endpoint) }),
    ...(token.trim() !== '' && { token: token.trim() }),
  };
}

/** The hash that the experiment names the typed model by; null where it names another model, or none. */
export function expectedHash(state: Typed, { source, revision, hash }: Experiment['model']): string | null {
  const typed = typedSource(state);
  if (typed === null || typeof typed === 'string' || hash === undefined) return null;
  const same = writeSource(typed.source) === source && typed.revision === (revision ?? null);
  return same ? hash : null;
}

function endpointOf(endpoint: string): string {
  return endpoint.trim().replace(/\/+$/, '') || HUB;
}
