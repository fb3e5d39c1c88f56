/** Scalars a uniform struct of ours may hold: four bytes each, so that offsets follow from order alone. */
export type UniformScalar = 'u32' | 'f32';

export interface UniformField {
  readonly name: string;
  readonly type: UniformScalar;
}

const STRUCT = /struct\s+Params\s*\{([^}]*)\}/;
const FIELD = /^(\w+)\s*:\s*(u32|f32)$/;

/**
 * The fields of a shader's `struct Params`, in order; empty where it has none. Throws SyntaxError where a field is no
 * u32 or f32. (Ready-made parsers of WGSL either refuse array lengths that are override expressions or need a newer Node.)
 */
export function uniformFields(code: string): UniformField[] {
  const body = STRUCT.exec(code.replace(/\/\/.*$/gm, ''))?.[1] ?? '';
  const fields = body.split(',').map((field) => field.trim());
  return fields.filter(Boolean).map((field) => {
    const [, name, type] = FIELD.exec(field) ?? [];
    if (!name) throw new SyntaxError(`struct Params: expected "name: u32" or "name: f32", found "${field}"`);
    return { name, type: type as UniformScalar };
  });
}

/** Writes values by name at `offset`. Throws RangeError where a field has no value or a value no field. */
export function writeUniforms(
  fields: readonly UniformField[],
  values: Readonly<Record<string, number>>,
  view: DataView,
  offset: number,
): void {
  const unknown = Object.keys(values).find((name) => !fields.some((field) => field.name === name));
  if (unknown) throw new RangeError(`struct Params has no field ${unknown}`);
  fields.forEach(({ name, type }, i) => {
    if (!(name in values)) throw new RangeError(`struct Params: no value for ${name}`);
    if (type === 'u32') view.setUint32(offset + 4 * i, values[name], true);
    else view.setFloat32(offset + 4 * i, values[name], true);
  });
}
