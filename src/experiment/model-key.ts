/** What an experiment says of which model it is about. */
export interface NamedModel {
  readonly name: string;
  readonly source?: string;
  readonly revision?: string;
  readonly hash?: string;
  /** There is one of a model of its author's own files. */
  readonly file?: object;
}

/** Tells two models apart, as far as what names them does: sources of different owners may end in one name, and so may files. */
export function modelKey({ name, source, revision, hash, file }: NamedModel): string {
  if (file !== undefined) return `${name} ${hash ?? ''}`;
  return source === undefined ? name : `${source}@${revision ?? ''}`;
}
