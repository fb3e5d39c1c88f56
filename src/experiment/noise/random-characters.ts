import type { Random } from '../random.ts';
import { between, characters } from './fill.ts';

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const DIGITS = '0123456789';
const HEX = '0123456789abcdef';
const BASE64 = `${LOWER.toUpperCase()}${LOWER}${DIGITS}+/`;
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';
const PRINTABLE = `${BASE64}${PUNCTUATION} `;
const BEYOND_ASCII = 'äßñçøłžğıαβγδλπЖДШяשלاب中文字漢かなカナ한글∑∫√≈≠→⇒░▒▓█☃★♞🙂🔥🐙🧵';
const KEYBOARD_ROWS = ['asdfghjkl', 'qwertyuiop', 'zxcvbnm', 'asdfjkl;', '1234567890'];

/** Hands dragged over one or two rows of a keyboard. */
function mash(random: Random): string {
  const rows = random.pick(KEYBOARD_ROWS) + random.pick(KEYBOARD_ROWS);
  return characters(random, rows, between(random, 6, 24));
}

/** One key held down, then a few others. */
function stuckKey(random: Random): string {
  return characters(random, PRINTABLE, 1).repeat(between(random, 5, 30)) + characters(random, LOWER, 3);
}

const STYLES: readonly ((random: Random) => string)[] = [
  mash,
  mash,
  stuckKey,
  (random) => characters(random, PRINTABLE, between(random, 12, 48)),
  (random) => characters(random, PRINTABLE, between(random, 4, 16)),
  (random) => characters(random, PUNCTUATION, between(random, 3, 14)),
  (random) => characters(random, DIGITS, between(random, 4, 20)),
  (random) => characters(random, HEX, random.pick([8, 16, 32, 40])),
  (random) => characters(random, BASE64, between(random, 16, 60)) + random.pick(['', '=', '==']),
  (random) => characters(random, BEYOND_ASCII, between(random, 4, 16)),
];

/** A run of characters that no one meant as words. */
export function randomCharacters(random: Random): string {
  return random.pick(STYLES)(random);
}
