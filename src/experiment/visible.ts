const MARKS: Readonly<Record<string, string>> = { '\n': '⏎', '\r': '␍', '\t': '⇥', ' ': ' ' };
/**
 * Controls, formats, unassigned characters, separators, what Unicode calls ignorable by default (joiners, fillers, selectors) and
 * the blank Braille cell. A variation selector belongs to the pictograph before it.
 */
const HIDDEN =
  /(?!(?<=\p{Extended_Pictographic})[\ufe0e\ufe0f])[\p{C}\p{Z}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/**
 * Text of a model or of a stranger with nothing hidden in it: line ends and tabs as marks, every other control, format or odd
 * space character as its code. Whoever shows it thus gets no escape sequence and no change of direction from it.
 */
export function visible(text: string): string {
  return text.replaceAll(HIDDEN, (hidden) => MARKS[hidden] ?? `\\u{${hidden.codePointAt(0)!.toString(16)}}`);
}
