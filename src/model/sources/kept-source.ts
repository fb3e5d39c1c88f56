import { type ModelSource, parseSource, writeSource } from '../../experiment/model-source.ts';

/** Files of a visitor's own. Their hash is their revision: by it they are found again, whatever they are called. */
export interface OwnSource {
  readonly kind: 'own';
  /** What the model is called, after its folder or file. */
  readonly name: string;
}

/** Where a model comes from that is kept. */
export type KeptSource = ModelSource | OwnSource;

const OWN = 'own:';

/** The one text of a source that a model is kept under. */
export function writeKept(source: KeptSource): string {
  return source.kind === 'own' ? `${OWN}${source.name}` : writeSource(source);
}

/** Null where a text is none, or one of a later version. */
export function parseKept(text: string): KeptSource | null {
  if (text.startsWith(OWN)) return { kind: 'own', name: text.slice(OWN.length) };
  const parsed = parseSource(text);
  return typeof parsed === 'string' ? null : parsed.source;
}

/** A source as messages call it. */
export function spokenSource(source: KeptSource): string {
  return source.kind === 'own' ? source.name : writeSource(source);
}
