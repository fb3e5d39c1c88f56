import { describe, expect, it } from 'vitest';
import { belongsTo, isShortcut, type KeyPress, keyNames } from './keys.ts';

const press = (key: string, ...held: ('ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey')[]): KeyPress => ({
  key,
  ctrlKey: held.includes('ctrlKey'),
  metaKey: held.includes('metaKey'),
  altKey: held.includes('altKey'),
  shiftKey: held.includes('shiftKey'),
});

describe('isShortcut', () => {
  it.each([
    ['Mod+k', press('k', 'ctrlKey'), true],
    ['Mod+k', press('K', 'ctrlKey', 'shiftKey'), false],
    ['Mod+k', press('k', 'metaKey'), false],
    ['Mod+k', press('k'), false],
    ['Mod+k', press('k', 'ctrlKey', 'altKey'), false],
    ['Shift+Mod+z', press('Z', 'ctrlKey', 'shiftKey'), true],
    ['Mod+Enter', press('Enter', 'ctrlKey'), true],
    ['?', press('?', 'shiftKey'), true],
    ['?', press('?'), true],
    ['Space', press(' '), true],
    ['Space', press(' ', 'shiftKey'), false],
    ['.', press('.'), true],
  ])('%s for %o: %s', (keys, event, expected) => expect(isShortcut(keys, event, false)).toBe(expected));

  it('takes Cmd for Mod on a Mac', () => {
    expect(isShortcut('Mod+k', press('k', 'metaKey'), true)).toBe(true);
    expect(isShortcut('Mod+k', press('k', 'ctrlKey'), true)).toBe(false);
  });
});

describe('belongsTo', () => {
  it.each([
    ['field', press('?', 'shiftKey'), true],
    ['field', press('k', 'ctrlKey'), false],
    ['field', press('z', 'ctrlKey'), true],
    ['control', press('Enter'), true],
    ['control', press('Enter', 'ctrlKey'), false],
    ['control', press('?'), false],
    ['page', press(' '), false],
  ] as const)('%s, %o: %s', (place, event, expected) => expect(belongsTo(place, event)).toBe(expected));
});

it('names keys as they are printed', () => {
  expect(keyNames('Shift+Mod+z', false)).toEqual(['Ctrl', 'Shift', 'Z']);
  expect(keyNames('Shift+Mod+z', true)).toEqual(['⌘', '⇧', 'Z']);
  expect(keyNames('Space', false)).toEqual(['Space']);
});
