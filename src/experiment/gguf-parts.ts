/** `model-00002-of-00003.gguf`, as llama.cpp's tools name the parts of a model that they split. */
const PART = /-(\d{5})-of-(\d{5})(?=\.gguf$)/i;

/** The paths of all parts of a split GGUF file, in order, whichever of them is given; of any other file its own path. */
export function partsOf(path: string): readonly string[] {
  const found = partIn(path);
  return found === null ? [path] : Array.from({ length: found.count }, (_, i) => named(path, i + 1));
}

/** The first part, which a split file is named by; of any other file its own path. */
export function firstPart(path: string): string {
  return partIn(path) === null ? path : named(path, 1);
}

/** A name without its ending, and without which part it is. */
export function withoutEnding(name: string): string {
  return (partIn(name) === null ? name : name.replace(PART, '')).replace(/\.gguf$/i, '');
}

function partIn(path: string): { readonly count: number } | null {
  const [, place = '', of = ''] = PART.exec(path) ?? [];
  const count = Number(of);
  return Number(place) >= 1 && Number(place) <= count ? { count } : null;
}

function named(path: string, place: number): string {
  return path.replace(PART, (_, __, of: string) => `-${String(place).padStart(5, '0')}-of-${of}`);
}
