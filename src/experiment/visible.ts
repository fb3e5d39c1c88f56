const MARKS: Readonly<Record<string, string>> = { '\n': '⏎', '\r': '␍', '\t': '⇥', ' ': ' ' };

/**
 * Controls, formats, odd spaces, and what Unicode draws as nothing or as blank although it counts as a letter or a mark. A
 * variation selector behind a pictograph only chooses how that is drawn, so both are taken together and left alone.
 */
const HIDDEN =
  /(\p{Extended_Pictographic}[\ufe0e\ufe0f])|[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** What a terminal obeys instead of drawing it, or that changes the direction of what stands beside it. */
const OBEYED = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

/**
 * Text of a model or of a user with nothing hidden in it: line ends and tabs as marks, every other control, format, odd space or
 * invisible character as its code. A terminal thus gets no escape sequence and no change of direction from it, and what has
 * been made visible stays as it is.
 */
export function visible(text: string): string {
  return text.replaceAll(HIDDEN, (hidden, kept?: string) => kept ?? MARKS[hidden] ?? spelled(hidden));
}

/** Text that is to stay as it is, line ends and tabs too, but for what a terminal would obey: that becomes its code. */
export function harmless(text: string): string {
  return text.replaceAll(OBEYED, (obeyed) => (obeyed === '\n' || obeyed === '\t' ? obeyed : spelled(obeyed)));
}

/** The same JSON value, written without characters that a terminal would obey; its indentation and line ends stay. */
export function harmlessJson(json: string): string {
  return json.replaceAll(OBEYED, (obeyed) => (obeyed === '\n' ? obeyed : escapedUnit(obeyed)));
}

/** A UTF-16 unit as JSON and regular expressions write it: `\u202e`. */
export function escapedUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function spelled(character: string): string {
  return `\\u{${character.codePointAt(0)!.toString(16)}}`;
}
