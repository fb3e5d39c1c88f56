import { describe, expect, it } from 'vitest';
import { ModelError } from '../../model-error.ts';
import { createMatcher } from './matcher.ts';

function matches(pattern: string, text: string): string[] {
  const spans = createMatcher(pattern, 'x').matches(text);
  return spans.flatMap((start, i) => (i % 2 === 0 ? [text.slice(start, spans[i + 1])] : []));
}

describe('createMatcher', () => {
  it.each([
    ['the first way that leads on', 'a|ab|abc', 'abcab', ['a', 'a']],
    ['greedy and lazy repeats', 'a+?b|a{2,3}', 'aabaaaa', ['aab', 'aaa']],
    ['possessive repeats, which give nothing back', 'a++a|b*+b|c', 'aabbc', ['c']],
    ['a count that may be left out', '(?:ab){,2}c', 'ababcc', ['ababc', 'c']],
    ['what lies ahead', '\\s+(?!\\S)|\\s+', 'a   b', ['  ', ' ']],
    ['again what led on before', 'a(?=(?:aa|a)*b)', 'aaab', ['a', 'a', 'a']],
    ['what lies behind, of several lengths', '(?<=a|bc)d|(?<!x)e', 'adbcdxdxee', ['d', 'd', 'e']],
    ['the longer of two that lie behind', '.(?<=1|[12]2)', '122', ['1', '2', '2']],
    ['letters without regard to case', "(?i:'S|k)", "'ſ'sK\u212a", ["'ſ", "'s", 'K', '\u212a']],
    ['sets in sets', '[\\w&&[^a-c_]]+', 'abcd_ef', ['d', 'ef']],
    ['characters beyond U+FFFF as one', '.', '😀a', ['😀', 'a']],
    ['lines by their line feeds', '^.', 'a\nb\rc\u2028', ['a', 'b']],
    ['Unicode white space, which U+FEFF is none of', '\\s', '\u0085\ufeff\u00a0', ['\u0085', '\u00a0']],
    ['a brace that counts nothing', 'a{2}{', 'aa{', ['aa{']],
    ['no empty match right behind another', 'a*', 'baac', ['', 'aa', '']],
  ])('finds %s', (_, pattern, text, expected) => {
    expect(matches(pattern, text)).toEqual(expected);
  });

  // Engines that try every way have 2^3000 of them here.
  it.each(['(a+)+$', '(a|a)*b', '(a|aa)+$', '(?:a*?a)*?c', '(?=(a+)+b)a', '(?>(a+)+b|a)', '(x+x+)+y|a'])(
    'is done with %s in time',
    (pattern) => {
      const text = `${'a'.repeat(3_000)}!${'x'.repeat(3_000)}`;
      expect(matches(pattern, text).join('').length).toBeLessThanOrEqual(text.length);
    },
  );

  it.each([
    ['(', 'a ( without its )'],
    ['a)', 'a ) without its ('],
    ['[a', 'a class without its ]'],
    ['*a', 'a repeat of nothing'],
    ['^*', 'a repeated anchor'],
    ['[b-a]', 'a range from a later to an earlier character'],
    ['[\\d-x]', 'a range with a set at one end'],
    ['[a&&]', 'an empty part of a class'],
    ['a{5,2}', 'the repeat "{5,2}"'],
    ['a{99999}', 'the repeat "{99999}"'],
    ['(a)\\1', '"\\\\1"'],
    ['\\p{Nonsense}', '"\\\\p{Nonsense}"'],
    ['(?s:a)', 'a group of another kind'],
    ['(?i:ß)', 'other letters than ASCII without regard to case'],
    ['(?i:less)', '"ss" without regard to case'],
    ['\\', 'the end of the pattern'],
    ['(?:a?)*', 'expected no repeat of a part that can be empty'],
    ['(?<=a+)b', 'expected a look behind of a known length'],
    ['(?<=(?=a)b)c', 'expected no look around in a look behind'],
    ['((a{900}){900}){900}', 'expected at most 10000 steps with repeats written out'],
    ['('.repeat(60), 'too many groups in one another'],
    ['['.repeat(60), 'too many classes in one another'],
  ])('refuses %s', (pattern, problem) => {
    const create = () => createMatcher(pattern, 'tokenizer.json: pattern');
    expect(create).toThrow(ModelError);
    expect(create).toThrow(/^tokenizer\.json: pattern: /);
    expect(create).toThrow(problem);
  });
});
