/** What a value of a line is to be, as far as it is read: a list of anything, or of entries that are alike, or of a few that are not. */
export type Shape =
  | 'text'
  | 'number'
  | 'list'
  | 'object'
  | { readonly each: Shape }
  | { readonly entries: readonly Shape[] }
  | { readonly fields: Readonly<Record<string, Shape>> };

type Kind = 'text' | 'number' | 'list' | 'object';

export interface ShapeProblem {
  /** `tokens[3][1]`. */
  readonly path: string;
  readonly expected: Kind;
}

/** The first place at which a value is not of a shape; null where there is none. */
export function shapeProblem(value: unknown, shape: Shape, path = ''): ShapeProblem | null {
  const expected = kindOfShape(shape);
  if (kindOf(value) !== expected) return { path, expected };
  for (const [key, inner] of partsOf(shape, value)) {
    const within = typeof key === 'number' ? `${path}[${key}]` : path === '' ? key : `${path}.${key}`;
    const problem = shapeProblem((value as Record<string | number, unknown>)[key], inner, within);
    if (problem) return problem;
  }
  return null;
}

function partsOf(shape: Shape, value: unknown): (readonly [key: string | number, inner: Shape])[] {
  if (typeof shape === 'string') return [];
  if ('fields' in shape) return Object.entries(shape.fields);
  if ('entries' in shape) return shape.entries.map((inner, at) => [at, inner]);
  return (value as readonly unknown[]).map((_, at) => [at, shape.each]);
}

function kindOfShape(shape: Shape): Kind {
  if (typeof shape === 'string') return shape;
  return 'fields' in shape ? 'object' : 'list';
}

function kindOf(value: unknown): Kind | null {
  if (typeof value === 'string') return 'text';
  if (typeof value === 'number') return 'number';
  if (Array.isArray(value)) return 'list';
  return typeof value === 'object' && value !== null ? 'object' : null;
}
