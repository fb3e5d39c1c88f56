/** What an experiment says of which model it is about. */
export interface NamedModel {
  readonly name: string;
  readonly source?: string;
  readonly revision?: string;
}

/** Tells two models apart, as far as what names them does: sources of different owners may end in one name. */
export function modelKey({ name, source, revision }: NamedModel): string {
  return source === undefined ? name : `${source}@${revision ?? ''}`;
}
