import { jsonLanguage } from '@codemirror/lang-json';
import { describe, expect, test } from 'vitest';
import { pathAt, rangeOf } from './json-places.ts';

const TEXT = '{"title": "t", "requests": [{"id": "p", "role": "prob"}, {}], "arms": []}';
const at = (text: string, path: readonly (string | number)[]) => {
  const { from, to } = rangeOf(jsonLanguage.parser.parse(text), text, path);
  return text.slice(from, to);
};

describe('where a field stands', () => {
  test.each([
    [['title'], '"t"'],
    [['requests', 0, 'role'], '"prob"'],
    // What is missing is marked at the bracket of what lacks it.
    [['requests', 1, 'id'], '{'],
    [['requests', 7], '['],
    [['arms'], '['],
    [[], '{'],
    [['model', 'name'], '{'],
  ] as const)('%j is %s', (path, found) => {
    expect(at(TEXT, path)).toBe(found);
  });

  test('a name without a value is marked itself, and the last of two names holds', () => {
    expect(at('{"title": }', ['title'])).toBe('"title"');
    expect(at('{"a": 1, "a": 2}', ['a'])).toBe('2');
  });

  test('broken texts have places too', () => {
    expect(at('{"arms": [{"name": 3, ]', ['arms', 0, 'name'])).toBe('3');
    expect(at('', [])).toBe('');
  });
});

describe('what is being written', () => {
  /** `|` is the caret. */
  const path = (marked: string) => {
    const caret = marked.indexOf('|');
    const text = marked.replace('|', '');
    return pathAt(jsonLanguage.parser.parse(text), text, caret);
  };
  test.each([
    ['{|}', [], true],
    ['{"ti|"}', [], true],
    ['{"title": "t", |}', [], true],
    ['{"requests": [{"|"}]}', ['requests', 0], true],
    ['{"requests": [{"id": "p"}, {"id": "q", "|": 3}]}', ['requests', 1], true],
    ['{"arms": [{"kernels": "va|"}]}', ['arms', 0, 'kernels'], false],
    ['{"arms": [{"kernels": |}]}', ['arms', 0, 'kernels'], false],
    ['{"arms": [{"kernels": {"matmul": "|"}}]}', ['arms', 0, 'kernels', 'matmul'], false],
    ['{"arms": [{"requests": ["p", "|"]}]}', ['arms', 0, 'requests', 1], false],
    ['{"arms": [{"requests": [|]}]}', ['arms', 0, 'requests', 0], false],
    ['{"compare": [["a", "|"]]}', ['compare', 0, 1], false],
  ] as const)('%s', (marked, expected, isName) => {
    expect(path(marked)).toEqual({ path: expected, isName });
  });
});
