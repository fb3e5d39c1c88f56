import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { double, otlpAttributes } from './attributes.ts';
import { LAB_SCOPE, otlpResource, unixNano } from './resource.ts';

test('numbers are integers or doubles, lists hold what they hold, and what has no value is left out', () => {
  const record = {
    whole: 3,
    half: 0.5,
    zero: double(0),
    yes: true,
    text: 'a',
    list: ['a', 'b'],
    none: null,
    no: undefined,
  };
  expect(otlpAttributes(record)).toEqual([
    { key: 'whole', value: { intValue: 3 } },
    { key: 'half', value: { doubleValue: 0.5 } },
    { key: 'zero', value: { doubleValue: 0 } },
    { key: 'yes', value: { boolValue: true } },
    { key: 'text', value: { stringValue: 'a' } },
    { key: 'list', value: { arrayValue: { values: [{ stringValue: 'a' }, { stringValue: 'b' }] } } },
  ]);
});

test.each([Number.NaN, Number.POSITIVE_INFINITY])('%d is refused by its name', (value) => {
  expect(() => otlpAttributes({ 'batchmates.x': value })).toThrow(
    /^attribute batchmates\.x: expected a finite number/,
  );
  expect(() => otlpAttributes({ 'batchmates.x': double(value) })).toThrow(RangeError);
});

test('a resource begins with its service', () => {
  const { attributes } = otlpResource({ service: 'lab', version: '1', attributes: { 'host.arch': 'arm64' } });
  expect(attributes.map(({ key }) => key)).toEqual(['service.name', 'service.version', 'host.arch']);
});

test('the lab tells its own version', () => {
  expect(LAB_SCOPE.version).toBe(JSON.parse(readFileSync('package.json', 'utf8')).version);
});

test('nanoseconds since 1970 are whole, and none is lost to a double', () => {
  expect(unixNano(1_700_000_000_000)).toBe('1700000000000000000');
  expect(unixNano(1_700_000_000_000.25)).toBe('1700000000000250000');
  expect(BigInt(unixNano(1_700_000_000_000.5)) - BigInt(unixNano(1_700_000_000_000))).toBe(500_000n);
});
