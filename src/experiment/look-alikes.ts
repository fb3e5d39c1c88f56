import { show } from './errors.ts';
import type { Experiment } from './schema.ts';

/** What is told of an experiment's names at most. */
const MOST_TOLD = 6;
/** Of those that look alike so many are listed. */
const MOST_LISTED = 4;

/**
 * Letters that most fonts draw like a Latin letter or a digit, by what they are drawn like. A short table: Unicode's own list of
 * confusable characters (UTS #39) has thousands, of every script.
 */
const DRAWN_LIKE: Readonly<Record<string, string>> = {
  // Cyrillic, Greek, Armenian.
  ...{
    A: 'АΑ',
    B: 'ВΒ',
    C: 'СϹ',
    E: 'ЕΕ',
    F: 'Ϝ',
    G: 'Ԍ',
    H: 'НΗ',
    J: 'ЈͿ',
    K: 'КΚ',
    L: 'Լ',
    M: 'МΜϺ',
    N: 'Ν',
  },
  ...{ P: 'РΡ', Q: 'Ԛ', S: 'ЅՏ', T: 'ТΤ', U: 'Ս', V: 'Ѵ', W: 'Ԝ', X: 'ХΧ', Y: 'УΥҮ', Z: 'Ζ' },
  ...{
    a: 'аα',
    c: 'сϲ',
    d: 'ԁ',
    e: 'е',
    g: 'ɡց',
    h: 'һհ',
    i: 'іιı',
    j: 'јϳ',
    n: 'ոռ',
    p: 'рρ',
    q: 'ԛզ',
    r: 'г',
  },
  ...{ s: 'ѕ', u: 'սυ', v: 'ѵν', w: 'ԝ', x: 'х', y: 'уγү', '3': 'ЗӠ', '6': 'б' },
  // Alike without leaving Latin, too.
  ...{ l: 'I1|ІΙӀӏǀ', O: '0ОΟՕ', o: 'оοσօ' },
  '-': '\u2010\u2011\u2012\u2013\u2014\u2212',
  "'": '\u2018\u2019\u02bc`',
};

const LIKE = new Map(
  Object.entries(DRAWN_LIKE).flatMap(([like, all]) => [...all].map((one) => [one, like] as const)),
);
const UNSEEN = /[\p{C}\p{Default_Ignorable_Code_Point}]/gu;
const WORD = /[\p{L}\p{M}]+/gu;
const LATIN = /\p{Script=Latin}/u;
/** Not Greek, whose letters stand in words of Latin ones as symbols: of these only what looks Latin counts. */
const FOREIGN = /\p{Script=Cyrillic}|\p{Script=Armenian}|\p{Script=Cherokee}|\p{Script=Coptic}/u;
const GREEK = /\p{Script=Greek}/u;

/** How a name is drawn, roughly: names that share it can be taken for each other. */
export function skeleton(name: string): string {
  const plain = name.normalize('NFKC').replaceAll(UNSEEN, '').replaceAll(/\s+/gu, ' ').trim();
  const drawn = [...plain].map((character) => LIKE.get(character) ?? character).join('');
  return drawn.replaceAll('rn', 'm').replaceAll('vv', 'w');
}

/**
 * Sentences about names of an experiment that a reader may take for others: those drawn alike, and words that mix letters of two
 * scripts. What look alike beyond a short table is not found.
 */
export function nameWarnings({ arms, requests }: Pick<Experiment, 'arms' | 'requests'>): string[] {
  const kinds = [
    ['arm', arms.map(({ name }) => name)],
    ['request', requests.map(({ id }) => id)],
  ] as const;
  const all = kinds.flatMap(([kind, names]) => {
    const alike = groupsOf(names);
    const told = new Set(alike.flat());
    return [
      ...alike.map((group) => alikeWords(kind, group)),
      ...names.filter((name) => !told.has(name)).flatMap((name) => mixedWords(kind, name)),
    ];
  });
  const more = all.length - MOST_TOLD;
  return more > 0 ? [...all.slice(0, MOST_TOLD), `names: ${more} more look alike or mix scripts`] : all;
}

function groupsOf(names: readonly string[]): string[][] {
  const groups = new Map<string, string[]>();
  for (const name of names) {
    const drawn = skeleton(name);
    groups.set(drawn, [...(groups.get(drawn) ?? []), name]);
  }
  return [...groups.values()].filter(({ length }) => length > 1);
}

function alikeWords(kind: string, names: readonly string[]): string {
  const [first, second] = names;
  const others = [...second];
  const at = [...first].findIndex((character, index) => character !== others[index]);
  const [a, b] = [[...first][at], others[at]].map(characterWords);
  const place =
    at < 0 ? `the second has ${characterWords(others[[...first].length])} more` : `${a} against ${b}`;
  const listed = names.slice(0, MOST_LISTED).map(show).join(', ');
  const more = names.length - MOST_LISTED;
  return `names: ${kind}s ${listed}${more > 0 ? ` and ${more} more` : ''} look alike: ${place}`;
}

function mixedWords(kind: string, name: string): string[] {
  return [...(name.match(WORD) ?? [])].flatMap((word) => {
    const foreign = LATIN.test(word)
      ? [...word].find((letter) => FOREIGN.test(letter) || (GREEK.test(letter) && LIKE.has(letter)))
      : undefined;
    return foreign === undefined
      ? []
      : [`names: ${kind} ${show(name)} mixes scripts in a word: ${characterWords(foreign)}`];
  });
}

/** `"а" (U+0430)`. */
function characterWords(character: string | undefined): string {
  if (character === undefined) return 'nothing';
  const code = character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
  return `${show(character)} (U+${code})`;
}
