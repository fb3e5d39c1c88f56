/** A place of a study where no value can be put; the message says why. */
export class PlaceError extends Error {
  override readonly name = 'PlaceError';
}

/**
 * A JSON value with another at a path, `base.arms.0.dtype`; the value itself is left as it is. Null takes a field of an object away;
 * objects that are missing on the way are made. Throws PlaceError where the path leads into a number or text, or to a list's entry
 * that is not there.
 */
export function putAt(root: unknown, path: string, value: unknown): unknown {
  return put(root, path.split('.'), 0, value);
}

function put(at: unknown, path: readonly string[], depth: number, value: unknown): unknown {
  const here = () => path.slice(0, depth).join('.');
  const [name, last] = [path[depth], depth === path.length - 1];
  if (Array.isArray(at)) {
    const index = Number(name);
    if (!/^\d+$/.test(name) || index >= at.length)
      throw new PlaceError(`expected an entry of ${here()}, a list of ${at.length}, found "${name}"`);
    if (last && value === null)
      throw new PlaceError(`expected a value for an entry of ${here()}, found null`);
    return at.with(index, last ? value : put(at[index], path, depth + 1, value));
  }
  if (typeof at !== 'object' || at === null)
    throw new PlaceError(
      `expected an object or a list at ${here()}, found ${at === null ? 'null' : typeof at}`,
    );
  // Assigning it would change what an object inherits, and set nothing.
  if (name === '__proto__') throw new PlaceError('expected a field, found "__proto__"');
  const { [name]: before, ...others } = at as Readonly<Record<string, unknown>>;
  if (last) return value === null ? others : { ...at, [name]: value };
  return { ...at, [name]: put(before ?? {}, path, depth + 1, value) };
}

/** What a path leads to; undefined where there is nothing. */
export function valueAt(root: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>(
      (at, name) =>
        typeof at === 'object' && at !== null && Object.hasOwn(at, name)
          ? (at as Readonly<Record<string, unknown>>)[name]
          : undefined,
      root,
    );
}
