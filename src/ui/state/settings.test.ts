import { expect, it } from 'vitest';
import { settingsIn } from './settings.ts';

it.each([
  ['nothing', null, { theme: 'system', motion: 'system', size: 'normal', spaces: false, keepRuns: true }],
  [
    'fields of which some are settings',
    { theme: 'dark', motion: 'wild', spaces: true, run: 'alert(1)' },
    { theme: 'dark', motion: 'system', size: 'normal', spaces: true, keepRuns: true },
  ],
])('takes of %s what is a setting', (_, fields, settings) => {
  expect(settingsIn(fields)).toEqual(settings);
});
