const LINE_BREAK = /\r\n?|\n/g;

/** The lines, from 1, of places in ascending order, as the editor counts them. Looks at every character once. */
export function linesAt(text: string, places: readonly number[]): number[] {
  const breaks = text.matchAll(LINE_BREAK);
  let next = breaks.next();
  let line = 1;
  return places.map((place) => {
    while (!next.done && next.value.index < place) {
      line++;
      next = breaks.next();
    }
    return line;
  });
}

/** Line and column, from 1. */
export function placeAt(text: string, at: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, at);
  const begin = Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r')) + 1;
  return { line: linesAt(text, [at])[0], column: at - begin + 1 };
}

/** The text behind its prelude, as it is compiled. */
export function joined(prelude: string, text: string): string {
  return prelude === '' ? text : `${prelude}\n${text}`;
}
