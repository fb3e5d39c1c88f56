/** What a text holds beside letters, punctuation and digits, and what a request may lack. */
export const INPUT_FAULTS = [
  'null',
  'not_text',
  'empty',
  'too_long',
  'control_characters',
  'replacement_characters',
  'lone_surrogates',
] as const;

export type InputFault = (typeof INPUT_FAULTS)[number];

/**
 * Scripts of the Unicode standard that are told apart (ISO 15924 by their long names, as in `Scripts.txt`); what else has letters is
 * `other`, and a text without a letter `none`.
 */
export const SCRIPTS = [
  'Latin',
  'Cyrillic',
  'Greek',
  'Han',
  'Hiragana',
  'Katakana',
  'Hangul',
  'Arabic',
  'Hebrew',
  'Devanagari',
  'Bengali',
  'Tamil',
  'Thai',
  'Georgian',
  'Armenian',
  'Ethiopic',
] as const;

export type Script = (typeof SCRIPTS)[number] | 'other' | 'none';

/** Every value of the label `script`. */
export const SCRIPT_LABELS: readonly Script[] = [...SCRIPTS, 'other', 'none'];

export interface InputHealth {
  readonly faults: readonly InputFault[];
  /** Unicode code points; 0 of what is no text. */
  readonly characters: number;
  /** That most of its letters are of; of a tie the one named first above. */
  readonly script: Script;
}

const LETTER = /\p{L}/u;
const BY_SCRIPT = SCRIPTS.map((script) => [script, new RegExp(`\\p{Script=${script}}`, 'u')] as const);
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for, line ends and tabs apart.
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/;

export interface InputBounds {
  /** Most tokens that a prompt may have; left out: no bound is known. */
  readonly mostTokens?: number;
}

/** What a prompt is made of, as it came: of anything, since a log may hold anything. `tokens`: how many, where they are known. */
export function inputHealth(input: unknown, { mostTokens }: InputBounds = {}, tokens?: number): InputHealth {
  const long: InputFault[] =
    mostTokens !== undefined && tokens !== undefined && tokens > mostTokens ? ['too_long'] : [];
  if (input === null || input === undefined)
    return { faults: ['null', ...long], characters: 0, script: 'none' };
  if (typeof input !== 'string') return { faults: ['not_text', ...long], characters: 0, script: 'none' };
  const faults: InputFault[] = [
    ...(input.trim() === '' ? (['empty'] as const) : []),
    ...long,
    ...(CONTROL.test(input) ? (['control_characters'] as const) : []),
    ...(input.includes('\ufffd') ? (['replacement_characters'] as const) : []),
    ...(input.isWellFormed() ? [] : (['lone_surrogates'] as const)),
  ];
  return { faults, ...lettersOf(input) };
}

function lettersOf(text: string): Pick<InputHealth, 'characters' | 'script'> {
  let [characters, latin] = [0, 0];
  let counts: Map<Script, number> | null = null;
  for (let at = 0; at < text.length; at++) {
    characters++;
    const code = text.codePointAt(at)!;
    if (code > 0xffff) at++;
    // Of a log most characters are these, and every prompt goes through here.
    if (code < 0x80) {
      if ((code | 0x20) >= 0x61 && (code | 0x20) <= 0x7a) latin++;
      continue;
    }
    const script = scriptOf(String.fromCodePoint(code));
    if (script === 'none') continue;
    counts ??= new Map();
    counts.set(script, (counts.get(script) ?? 0) + 1);
  }
  if (!counts) return { characters, script: latin > 0 ? 'Latin' : 'none' };
  counts.set('Latin', (counts.get('Latin') ?? 0) + latin);
  let script: Script = 'none';
  for (const each of SCRIPT_LABELS) if ((counts.get(each) ?? 0) > (counts.get(script) ?? 0)) script = each;
  return { characters, script };
}

/** Of what is not ASCII. */
function scriptOf(character: string): Script {
  if (!LETTER.test(character)) return 'none';
  return BY_SCRIPT.find(([, pattern]) => pattern.test(character))?.[0] ?? 'other';
}
