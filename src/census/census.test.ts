import { expect, test } from 'vitest';
import { CpuEngine } from '../engines/cpu/cpu.ts';
import { censusName, censusTitle, nameFault } from './census-name.ts';
import type { Census } from './census-types.ts';
import { compareCensuses } from './compare-censuses.ts';
import { EXPRESSION_CASES } from './expressions.ts';
import { casesOf } from './operands.ts';
import { parseCensus } from './parse-census.ts';
import { EXPRESSIONS } from './questions/expressions.ts';
import { SUBNORMALS } from './questions/subnormals.ts';
import { departuresOf } from './rounds-correctly.ts';
import { censusRuntime } from './runtime.ts';
import { takeHostCensus } from './take-census.ts';
import { distributionOf } from './timing.ts';

const host = await takeHostCensus(new CpuEngine().adapter, {
  ...{ runtime: { name: 'Node', version: '22.1.0' }, on: '2026-11-30' },
});

const named = (runtime: string, adapter: Partial<Census['adapter']>): Census => ({
  ...{ ...host, engine: 'webgpu', runtime: { name: runtime, version: '7' } },
  adapter: { vendor: '', architecture: '', device: '', description: '', software: false, ...adapter },
});

test('the CPU engine computes as IEEE 754 says', () => {
  expect(departuresOf(host)).toEqual({ rounding: [], order: [], subnormals: [] });
  expect(compareCensuses(host, host)).toEqual([]);
});

test('two censuses differ in the facts that do, and not in who was asked', () => {
  const other: Census = {
    ...named('Deno', { description: 'Another' }),
    habits: host.habits.map((habit) => (habit.id === 'log(0)' ? { ...habit, found: '-88' } : habit)),
    portable: { holds: false, step: 'exp', why: 'exp(1) gave 2.' },
  };
  expect(compareCensuses(other, host)).toEqual([
    { fact: 'portable', a: 'fails at exp', b: 'holds' },
    { fact: 'habits: log(0)', a: '-88', b: '-infinity' },
  ]);
});

test.each(EXPRESSIONS.map((question) => [question.id, question] as const))(
  'the operands of %s tell its ways apart',
  (_, { operands, ways }) => {
    const [first, ...others] = Object.values(ways);
    const cases = casesOf(EXPRESSION_CASES, operands);
    for (const other of others)
      expect(cases.filter((triple) => first(...triple) !== other(...triple)).length).toBeGreaterThan(50);
  },
);

test.each(SUBNORMALS.map((question) => [question.id, question] as const))(
  'what is asked of %s is below 2^-126 where it says so',
  (_, { operands, host, flushed, in: place, gives }) => {
    const isSmall = (x: number) => x !== 0 && Math.abs(x) < 2 ** -126;
    for (const [a, b, c] of casesOf(256, operands)) {
      expect(host(a, b, c)).not.toBe(flushed(a, b, c));
      if (place === 'result' && gives === undefined) expect(isSmall(host(a, b, c))).toBe(true);
    }
  },
);

test.each([
  [
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
    'Chromium',
    '141',
  ],
  [
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36',
    'Chromium',
    '156',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0',
    'Edge',
    '141',
  ],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0', 'Firefox', '153'],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605.1.15',
    'Safari',
    '26',
  ],
  ['node 22.1.0', 'Node', '22.1.0'],
  ['deno 2.9.6', 'Deno', '2.9.6'],
  ['Lynx/2.9 by someone@example.org', 'another browser', ''],
])('of %s only %s %s is kept', (userAgent, name, version) => {
  expect(censusRuntime(userAgent)).toEqual({ name, version });
});

test.each([
  [host, 'node-cpu', 'CPU engine in Node 22'],
  [
    named('Node', { vendor: 'google', architecture: 'swiftshader' }),
    'node-swiftshader',
    'Node 7 on SwiftShader',
  ],
  [named('Deno', { description: 'llvmpipe (LLVM 15.0.6, 256 bits)' }), 'deno-lavapipe', 'Deno 7 on lavapipe'],
  [
    named('Chromium', { vendor: 'nvidia', architecture: 'lovelace' }),
    'chromium-nvidia-lovelace',
    'Chromium 7 on nvidia lovelace',
  ],
  [named('Firefox', {}), 'firefox-unnamed', 'Firefox 7 on an adapter without a name'],
])('%# is named by runtime and adapter', (census, name, title) => {
  expect(censusName(census)).toBe(name);
  expect(censusTitle(census)).toBe(title);
  expect([nameFault(name, census), nameFault(`${name}-2`, census)]).toEqual([null, null]);
});

test('a file’s name says more where the browser tells none, and is refused where it says another', () => {
  const unnamed = named('Firefox', {});
  expect(nameFault('firefox-lavapipe', unnamed)).toBeNull();
  expect(censusTitle(unnamed, 'firefox-lavapipe.json')).toBe('Firefox 7 on lavapipe');
  for (const name of ['chromium-lavapipe', 'firefox', 'Firefox-lavapipe', 'firefox-lava/pipe'])
    expect(nameFault(name, unnamed)).toMatch(/^expected a file named firefox-unnamed\.json/);
  expect(nameFault('node-swiftshaders', named('Node', { device: 'SwiftShader' }))).not.toBeNull();
});

test.each([
  ['userAgent', { userAgent: 'Mozilla/5.0' }],
  ['runtime.version', { runtime: { name: 'Chromium', version: '141.0 (X11; Linux)' } }],
  ['runtime.name', { runtime: { name: 'My browser', version: '1' } }],
  ['adapter.description', { adapter: { ...host.adapter, description: 'GPU of me@example.org' } }],
  ['adapter.device', { adapter: { ...host.adapter, device: '/home/someone/driver.so' } }],
  ['adapter.device', { adapter: { ...host.adapter, device: 'serial 12345678901' } }],
  ['adapter', { adapter: { ...host.adapter, uuid: '1' } }],
  ['on', { on: 'yesterday' }],
  ['habits.0.found', { habits: [{ ...host.habits[0], found: 'a sentence with words in it' }] }],
  ['expressions.0.found', { expressions: [{ ...host.expressions[0], found: 'well' }] }],
  ['schema', { schema: 'census@2' }],
])('a census that says more or other than it may is refused: %s', (field, change) => {
  const place =
    field === 'userAgent'
      ? /^x\.json: .*userAgent/
      : new RegExp(`^x\\.json: ${field.replaceAll('.', '\\.')}`);
  expect(() => parseCensus({ ...host, ...change }, 'x.json')).toThrow(place);
});

test('quantiles are of the values that were seen', () => {
  expect(distributionOf([5, 1, 4, 2, 3])).toEqual({
    samples: 5,
    least: 1,
    p25: 2,
    median: 3,
    p75: 4,
    p95: 5,
  });
});
