import { describe, expect, it } from 'vitest';
import { inputHealth } from './input-health.ts';

describe('health of an input', () => {
  it.each([
    ['Once upon a time', 'Latin', 16],
    ['Жили-были два кота, and a dog', 'Cyrillic', 29],
    ['你好，世界', 'Han', 5],
    ['ひらがなとカナ', 'Hiragana', 7],
    ['안녕하세요', 'Hangul', 5],
    ['مرحبا بالعالم', 'Arabic', 13],
    ['ᚠᚢᚦ runes', 'Latin', 9],
    ['ᚠᚢᚦᚨ', 'other', 4],
    ['12 + 30 = ? 🎲', 'none', 13],
  ])('%s is %s of %i characters', (text, script, characters) => {
    expect(inputHealth(text)).toEqual({ faults: [], script, characters });
  });

  it.each([
    [null, ['null']],
    [undefined, ['null']],
    [42, ['not_text']],
    [{ content: 'x' }, ['not_text']],
    ['', ['empty']],
    [' \n\t', ['empty']],
    ['a\u0000b', ['control_characters']],
    ['caf\ufffd', ['replacement_characters']],
    ['\ud83d broken', ['lone_surrogates']],
    ['lines\nand\ttabs are no fault\r\n', []],
  ])('%j has the faults %j', (input, faults) => {
    expect(inputHealth(input).faults).toEqual(faults);
  });

  it('is too long where it has more tokens than the model takes, and only where both are known', () => {
    expect(inputHealth('x', { mostTokens: 10 }, 11).faults).toEqual(['too_long']);
    expect(inputHealth('x', { mostTokens: 10 }, 10).faults).toEqual([]);
    expect(inputHealth('x', {}, 11).faults).toEqual([]);
    expect(inputHealth('x', { mostTokens: 10 }).faults).toEqual([]);
  });
});
