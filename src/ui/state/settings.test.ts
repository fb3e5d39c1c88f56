import { describe, expect, it } from 'vitest';
import { readSettings } from './settings.ts';

const FIRST_VISIT = { theme: 'system', motion: 'system', spaces: false };

describe('readSettings', () => {
  it.each([
    ['nothing', null],
    ['no JSON', 'dark'],
    ['another type', '7'],
    ['null', 'null'],
  ])('starts afresh from %s', (_, text) => expect(readSettings(text)).toEqual(FIRST_VISIT));

  it('keeps the fields that are settings and drops the others', () => {
    const text = JSON.stringify({ theme: 'dark', motion: 'wild', spaces: true, run: 'alert(1)' });
    expect(readSettings(text)).toEqual({ theme: 'dark', motion: 'system', spaces: true });
  });
});
