import { describe, expect, it } from 'vitest';
import { ownNumbersText, readOwnNumbers, readSetting, settingText } from './setting-text.ts';
import { DEFAULT_SETTING, type TrackerSetting } from './tracker-setting.ts';
import { WORKED_EXAMPLES } from './worked-examples.ts';

const RATES: TrackerSetting = {
  answers: { kind: 'rates', before: 0.57, after: 0.455 },
  plan: { ...DEFAULT_SETTING.plan, tasks: 'same', baseline: { kind: 'known' }, faultDay: 3 },
};

describe('a setting as text', () => {
  it.each([DEFAULT_SETTING, RATES, { ...DEFAULT_SETTING, plan: { ...DEFAULT_SETTING.plan, days: 90 } }])(
    'reads what it writes: %#',
    (setting) => {
      expect(readSetting(settingText(setting))).toEqual(setting);
    },
  );

  it('takes defaults for what is left out, and no day of a fault that is none', () => {
    expect(readSetting('')).toEqual(DEFAULT_SETTING);
    expect(readSetting('days:20').plan.faultDay).toBe(11);
    expect(readSetting('fault:none').plan.faultDay).toBeNull();
  });

  it.each([
    ['fault:gremlin', /^fault: expected one of none, f32/],
    ['per-day:0', /^perDay: expected a whole number from 1 to 2000, found 0/],
    ['per-day:x', /^per-day: expected a whole number, found "x"/],
    ['from:61', /^faultDay: expected a whole number from 1 to 60/],
    ['tasks:some', /^tasks: expected same or fresh, found "some"/],
    ['rates:57-45-3', /^rates: expected one percentage or two/],
    ['rates:57-45,fault:q4', /^rates: expected no fault beside them/],
    ['days:1,days:2', /^days: expected once, found twice/],
    ['nonsense', /^expected fault, .* found "nonsense"/],
    ['per-day:2000,days:730', /^perDay: expected at most 410 over 730 days, found 2000/],
  ])('refuses %s', (text, message) => {
    expect(() => readSetting(text)).toThrow(message);
  });
});

describe('own numbers as text', () => {
  it.each(WORKED_EXAMPLES)('reads what it writes: $name', ({ numbers }) => {
    expect(readOwnNumbers(ownNumbersText(numbers))).toEqual(numbers);
  });

  it.each([
    ['n:50,observed:45', /^baseline: expected a value, found none/],
    ['baseline:58,n:50', /^observed: expected a value, found none/],
    ['baseline:-1,n:50,observed:45', /^baseline: expected percent from 0 to 100, found "-1"/],
    ['baseline:58,n:50,observed:450', /^observed: expected percent from 0 to 100, found "450"/],
    ['baseline:58,n:50,observed:45,passed:3', /^passed: expected no observed beside it/],
  ])('refuses %s', (text, message) => {
    expect(() => readOwnNumbers(text)).toThrow(message);
  });
});
