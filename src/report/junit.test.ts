// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { type JUnitCase, junitXml } from './junit.ts';

const passed: JUnitCase = {
  name: 'one',
  classname: 'batchmates.x',
  seconds: 0.25,
  outcome: { is: 'passed' },
};

function parse(xml: string): Document {
  const parsed = new DOMParser().parseFromString(xml, 'application/xml');
  expect(parsed.querySelector('parsererror')?.textContent ?? '').toBe('');
  return parsed;
}

test('counts and times stand on every level, as build servers add them up', () => {
  const failed: JUnitCase = {
    ...passed,
    outcome: { is: 'failed', kind: 'fork', message: 'm', text: 'line 1\nline 2' },
  };
  const skipped: JUnitCase = { ...passed, seconds: null, outcome: { is: 'skipped', why: 'no device' } };
  const error: JUnitCase = { ...passed, outcome: { is: 'error', kind: 'request', message: 'm', text: 't' } };
  const suites = [
    { name: 'a', properties: { adapter: 'x' }, cases: [passed, failed] },
    { name: 'b', properties: {}, cases: [skipped, error] },
  ];
  const parsed = parse(junitXml('all', suites, 1.5));
  const read = (selector: string) =>
    Object.fromEntries(
      [...parsed.querySelector(selector)!.attributes].map(({ name, value }) => [name, value]),
    );
  expect(read('testsuites')).toEqual({
    ...{ name: 'all', tests: '4', failures: '1', errors: '1', skipped: '1', time: '1.500' },
  });
  expect(read('testsuite[name=a]')).toMatchObject({ tests: '2', failures: '1', errors: '0', time: '0.500' });
  expect(read('testsuite[name=b] testcase')).toEqual({ name: 'one', classname: 'batchmates.x' });
  expect(parsed.querySelector('failure')!.textContent).toBe('line 1\nline 2');
  expect(read('failure')).toEqual({ type: 'fork', message: 'm' });
  expect(read('property')).toEqual({ name: 'adapter', value: 'x' });
  expect(read('skipped')).toEqual({ message: 'no device' });
});

test.each([
  ['marks of XML', `<a href="b">&amp; 'c'</a> ]]> <!--`, `<a href="b">&amp; 'c'</a> ]]> <!--`],
  ['line ends and tabs, also in an attribute', 'one\n\ttwo', 'one\n\ttwo'],
  ['what XML cannot hold', 'a\u0000b\u001b[31mc\ud800d\uffffe', 'a\\u{0}b\\u{1b}[31mc\\u{d800}d\\u{ffff}e'],
  ['other scripts', 'ещё 早 👍', 'ещё 早 👍'],
])('text of anybody comes back as it was, or as a code: %s', (_, text, read) => {
  const outcome = { is: 'failed', kind: text, message: text, text } as const;
  const xml = junitXml(
    text,
    [{ name: text, properties: { [text]: text }, cases: [{ ...passed, name: text, outcome }] }],
    0,
  );
  const parsed = parse(xml);
  const failure = parsed.querySelector('failure')!;
  expect(failure.textContent).toBe(read);
  expect(failure.getAttribute('message')).toBe(read);
  expect(parsed.querySelector('property')!.getAttribute('name')).toBe(read);
  expect(parsed.querySelector('testcase')!.getAttribute('name')).toBe(read);
});
