/** A name, a number or a single mark of WGSL, with where it begins. */
export interface WgslWord {
  readonly text: string;
  readonly at: number;
}

export interface WgslLoop {
  /** Where the statement begins, its attributes included. */
  readonly start: number;
  /** Where the opening brace of its body stands. */
  readonly body: number;
}

export interface WgslFunction {
  readonly name: string;
  /** Where its opening brace stands. */
  readonly bodyStart: number;
  /** Where its closing brace stands; the end of the text where there is none. */
  readonly bodyEnd: number;
  /** Outer ones first. */
  readonly loops: readonly WgslLoop[];
}

const WORD = /[\p{XID_Start}_][\p{XID_Continue}]*|\d[\w.]*|[^\s]/uy;
const LOOPS = ['for', 'while', 'loop'];

/** The words of a text without its comments, which nest. */
export function wordsOf(code: string): WgslWord[] {
  const words: WgslWord[] = [];
  let at = 0;
  while (at < code.length) {
    const after = afterComment(code, at);
    if (after > at) {
      at = after;
      continue;
    }
    WORD.lastIndex = at;
    const text = WORD.exec(code)?.[0];
    if (text) words.push({ text, at });
    at += text?.length ?? 1;
  }
  return words;
}

function afterComment(code: string, at: number): number {
  if (code.startsWith('//', at)) {
    const end = code.indexOf('\n', at);
    return end < 0 ? code.length : end;
  }
  if (!code.startsWith('/*', at)) return at;
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

/** The functions of a text that compiles, with their loops. */
export function functionsOf(code: string): WgslFunction[] {
  const words = wordsOf(code);
  const functions: WgslFunction[] = [];
  for (let i = 0; i < words.length; i++) {
    if (words[i].text !== 'fn') continue;
    const open = blockAfter(words, i);
    if (open < 0) break;
    const close = matching(words, open);
    const inside = words.slice(open, close);
    const loops = inside.flatMap(({ text }, j) => {
      const body = LOOPS.includes(text) ? blockAfter(words, open + j) : -1;
      return body < 0 ? [] : [{ start: words[beforeAttributes(words, open + j)].at, body: words[body].at }];
    });
    const bodyEnd = words[close]?.at ?? code.length;
    functions.push({ name: words[i + 1]?.text ?? '', bodyStart: words[open].at, bodyEnd, loops });
    i = close;
  }
  return functions;
}

/** The first `{` outside of parentheses from a word on; -1 where there is none. */
function blockAfter(words: readonly WgslWord[], from: number): number {
  let depth = 0;
  for (let i = from; i < words.length; i++) {
    const { text } = words[i];
    if (text === '(') depth++;
    else if (text === ')') depth--;
    else if (text === '{' && depth === 0) return i;
  }
  return -1;
}

/** The first word of the attributes in front of a statement, else the statement's own: `@name` or `@name(…)`. */
function beforeAttributes(words: readonly WgslWord[], statement: number): number {
  let name = statement - 1;
  if (words[name]?.text === ')') {
    let depth = 0;
    for (; name >= 0; name--) {
      if (words[name].text === ')') depth++;
      else if (words[name].text === '(' && --depth === 0) break;
    }
    name--;
  }
  return words[name - 1]?.text === '@' ? beforeAttributes(words, name - 1) : statement;
}

function matching(words: readonly WgslWord[], open: number): number {
  let depth = 0;
  for (let i = open; i < words.length; i++) {
    if (words[i].text === '{') depth++;
    else if (words[i].text === '}' && --depth === 0) return i;
  }
  return words.length;
}
