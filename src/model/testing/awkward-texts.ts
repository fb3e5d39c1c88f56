import { createRandom, type Random } from '../../experiment/random.ts';

/** Texts that tokenizers are known to part over: white space, digits, marks, joined signs, spelt tokens, halves of pairs. */
const PICKED: readonly string[] = [
  '',
  ' ',
  '  ',
  '\n',
  '\r\n',
  '\t',
  ' '.repeat(300),
  `a${' '.repeat(40)}b`,
  '\n'.repeat(30),
  ' \n \n  \n\n x',
  'line\r\nline\rline\u2028line\u2029line\u0085line\vline\f',
  '\u00a0non\u00a0breaking\u202f\u2007\u3000blanks\u1680\u205f',
  '\u0085',
  'a\u0085b \u0085',
  '\ufeff',
  '\ufeffBOM first',
  'BOM \ufeff inside\ufeff',
  '\ufeff\ufeff \ufeff',
  '\u0000',
  'NUL\u0000NUL',
  '\u0001\u001b[2J\u0007\u007f\u009b31m',
  '\ud83d',
  '\udc00\ud800',
  'Once \ud83d there',
  'a\udfffb\ud800',
  '\ufffd',
  '\uffff\ufffe\ufdd0',
  'Add 2 cups',
  'Add ½ cup',
  'Louis Ⅻ came',
  'A½B',
  'x² + 1',
  '12345678901234567890',
  '1,234.5678e-9 0x1F',
  '٠١٢٣٤٥٦٧٨٩ ۰۱۲۳ ०१२३ ๐๑๒',
  '①②③ ⅓ ⅔ Ⅷ ⅷ ㉛ 一二三 𝟙𝟚𝟛 𐄇 ൰',
  '3rd 2nd 1st 4th v2.0b1',
  "don't DON'T Don’t we'll they've I'm he'd it's 'S 'Ll",
  "'ſ 'K ß ẞ ﬁ ﬀ ŉ İı",
  'ΑΣ ΟΔΟΣ ΣΑΣ.',
  'e\u0301 é ñ n\u0303 a\u0308\u0301\u0323 \u0301',
  '한국어 한국 각',
  '日本語のテキスト。全角ＡＢＣ１２３ ｶﾞｷﾞ',
  '中文繁體𠀀𠀁𪚥',
  'नमस्ते क्षि க்ஷ ကြာ',
  'עִבְרִית שָׁלוֹם',
  'السلام عليكم ﷺ ﻻ',
  '\u202eright to left\u202c \u2066iso\u2069\u200f',
  'ไทยไม่มีช่องว่าง',
  '👩‍👩‍👧‍👦 👨🏽‍💻 🏳️‍🌈 🇩🇪🇯🇵 ☝🏿 ❤️',
  'a\u200db \u200c\u200b\u2060\u00ad\u034f',
  '\u{1f600}\u{10ffff}\u{e0001}\u{f0000}',
  'Ａ﹏⁇‼ ㍿ ㌔ ﹪ ª º µ Å Å',
  'naïve café — “quoted” ‘single’ …',
  '<s>',
  '<s>hello</s>',
  '<s> <s>  </s>\n<pad>',
  'a<s>b <s> c</s>d',
  '<|endoftext|>text<|endoftext|>',
  ' <|im_start|>user\nHi<|im_end|>\n',
  '<unk> [UNK] [CLS] ## <0x41><0x0A>',
  '▁ ▁▁a ▁b Ġ Ċ Ã',
  'tag tags a tag. atag tag_ tag1 tag\ttag',
  'NEW new  New',
  'https://example.org/a?b=c&d=%20#e mail@example.org',
  'function f(x) {\n\treturn x ** 2; // ü\n}\n',
  '{"key": [1, 2, null], "ä": "\\u00e4"}',
  '!!! ... ??? --- === *** $$$ ^^^ ~~~ ``` |||',
  "! ! ! a , b . c ? n 't",
  'AAAA aaaa aaAA Aa aA ÄÖÜ äöü ǅ ǆ',
  '__proto__ constructor toString hasOwnProperty',
  'the the  the   the    the',
  'x'.repeat(600),
  'ab'.repeat(400),
  '日'.repeat(200),
  '\u0300'.repeat(50),
];

/** Alphabets that generated texts are drawn from, each by itself and mixed. */
const ALPHABETS: readonly (readonly string[])[] = [
  [...' \t\n\r', '\r\n', '  ', '\u00a0', '\u0085', '\u2028', '\u3000', '\ufeff'],
  [...'0123456789½²Ⅻ٣३①𝟡〇'],
  [...'abcdeABCDEéßñşğΣσςЖжאבع'],
  [...'.,;:!?\'"’-_()[]{}<>/\\|@#$%^&*+=~`§…—'],
  [...'日本語한국คำ', '\u0301', '\u0308', '\u094d', 'क', 'ष'],
  ['👩', '\u200d', '🏽', '\ufe0f', '🇩', '🇪', '😀', '\u{2f800}'],
  ['<s>', '</s>', '<pad>', '<|endoftext|>', '<|im_start|>', 'tag', 'new', '▁', '##', '<0x41>', "'s", "'LL"],
  ['\u0000', '\u001b', '\u007f', '\u00ad', '\u200b', '\u202e', '\ufffd', '\ud83d', '\udc00'],
  ['the', 'and', ' of', ' in', 'ing', 'er', ' a', 'token', 'izer', 's '],
];

/** At least `count` texts, the picked ones first; the same seed gives the same ones. */
export function awkwardTexts(count = 500, seed = 13): string[] {
  const random = createRandom(seed);
  const generated = Array.from({ length: count - PICKED.length }, () => mixed(random));
  return [...PICKED, ...generated];
}

function mixed(random: Random): string {
  const alphabets = Array.from({ length: 1 + random.below(4) }, () => random.pick(ALPHABETS));
  return Array.from({ length: 1 + random.below(40) }, () => random.pick(random.pick(alphabets))).join('');
}
