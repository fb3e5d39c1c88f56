/** A name, a number or a single mark of WGSL, with where it begins. */
export interface WgslWord {
  readonly text: string;
  readonly at: number;
}

/** WGSL's blankspace and line breaks, of which JavaScript's `\s` lacks some: https://www.w3.org/TR/WGSL/#blankspace-and-line-breaks */
const BLANK = /[\t\n\v\f\r \u0085\u200e\u200f\u2028\u2029]+/y;
/** Any of these ends a line comment. */
const LINE_BREAK = /[\n\v\f\r\u0085\u2028\u2029]/g;
const WORD = /[\p{XID_Start}_][\p{XID_Continue}]*|\d[\w.]*|./suy;

/** The words of a text without its comments, which nest. Looks at every character once. */
export function wordsOf(code: string): WgslWord[] {
  const words: WgslWord[] = [];
  let at = 0;
  while (at < code.length) {
    const after = afterBlank(code, at);
    if (after > at) {
      at = after;
      continue;
    }
    WORD.lastIndex = at;
    const text = WORD.exec(code)?.[0] ?? code[at];
    words.push({ text, at });
    at += text.length;
  }
  return words;
}

/** Where the blankspace or the comment that begins here ends; `at` where none does. */
function afterBlank(code: string, at: number): number {
  BLANK.lastIndex = at;
  if (BLANK.test(code)) return BLANK.lastIndex;
  if (code.startsWith('//', at)) {
    LINE_BREAK.lastIndex = at;
    return LINE_BREAK.test(code) ? LINE_BREAK.lastIndex : code.length;
  }
  return code.startsWith('/*', at) ? afterBlockComment(code, at) : at;
}

function afterBlockComment(code: string, at: number): number {
  let depth = 1;
  let next = at + 2;
  while (next < code.length && depth > 0) {
    if (code.startsWith('/*', next)) depth++;
    else if (code.startsWith('*/', next)) depth--;
    else {
      next++;
      continue;
    }
    next += 2;
  }
  return next;
}
