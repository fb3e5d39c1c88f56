import { harmless } from '../experiment/visible.ts';

/** A test of a report: passed where nothing else is said of it. */
export interface JUnitCase {
  readonly name: string;
  /** Dotted, as consumers group by it: `batchmates.matmul`. */
  readonly classname: string;
  /** Null where it is not known. */
  readonly seconds: number | null;
  readonly outcome:
    | { readonly is: 'passed' }
    /** `kind` is a word for what failed, `text` the whole of it. */
    | {
        readonly is: 'failed' | 'error';
        readonly kind: string;
        readonly message: string;
        readonly text: string;
      }
    | { readonly is: 'skipped'; readonly why: string };
}

export interface JUnitSuite {
  readonly name: string;
  readonly properties: Readonly<Record<string, string>>;
  readonly cases: readonly JUnitCase[];
}

/**
 * Suites as JUnit XML, in the form that build servers read: counts and times on every level, one failure, error or skip inside a
 * case. `seconds` is the time of the whole.
 */
export function junitXml(name: string, suites: readonly JUnitSuite[], seconds: number): string {
  const all = suites.flatMap(({ cases }) => cases);
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${attributes({ name, ...countsOf(all), time: timeText(seconds) })}>`,
    ...suites.flatMap(suiteLines),
    '</testsuites>',
    '',
  ].join('\n');
}

function suiteLines({ name, properties, cases }: JUnitSuite): string[] {
  const time = cases.reduce((sum, { seconds }) => sum + (seconds ?? 0), 0);
  const named = Object.entries(properties).map(
    ([key, value]) => `      <property${attributes({ name: key, value })}/>`,
  );
  return [
    `  <testsuite${attributes({ name, ...countsOf(cases), time: timeText(time) })}>`,
    ...(named.length > 0 ? ['    <properties>', ...named, '    </properties>'] : []),
    ...cases.flatMap(caseLines),
    '  </testsuite>',
  ];
}

function caseLines({ name, classname, seconds, outcome }: JUnitCase): string[] {
  const head = `    <testcase${attributes({
    ...{ name, classname },
    ...(seconds === null ? {} : { time: timeText(seconds) }),
  })}`;
  switch (outcome.is) {
    case 'passed':
      return [`${head}/>`];
    case 'skipped':
      return [`${head}>`, `      <skipped${attributes({ message: outcome.why })}/>`, '    </testcase>'];
    default: {
      const tag = outcome.is === 'failed' ? 'failure' : 'error';
      const { kind: type, message, text } = outcome;
      return [
        `${head}>`,
        `      <${tag}${attributes({ type, message })}>${escaped(text)}</${tag}>`,
        '    </testcase>',
      ];
    }
  }
}

function countsOf(cases: readonly JUnitCase[]) {
  const of = (is: JUnitCase['outcome']['is']) =>
    String(cases.filter(({ outcome }) => outcome.is === is).length);
  return {
    tests: String(cases.length),
    failures: of('failed'),
    errors: of('error'),
    skipped: of('skipped'),
  };
}

function timeText(seconds: number): string {
  return seconds.toFixed(3);
}

function attributes(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(
      ([name, value]) =>
        ` ${name}="${escaped(value).replaceAll('"', '&quot;').replaceAll('\n', '&#10;').replaceAll('\t', '&#9;')}"`,
    )
    .join('');
}

/** Text of anybody's as XML has it: its three signs as entities, and what XML 1.0 cannot hold, or a terminal would obey, as a code. */
function escaped(text: string): string {
  return harmless(text)
    .replaceAll(/[\ufffe\uffff]/g, (odd) => `\\u{${odd.charCodeAt(0).toString(16)}}`)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
