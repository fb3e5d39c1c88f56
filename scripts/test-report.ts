/** How many tests of a suite had which outcome. */
export interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/** What is read of Vitest's JSON report. */
export interface VitestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      /** Of every try, those before the last too. */
      readonly failureMessages?: readonly string[];
    }[];
  }[];
}

/** What is read of Playwright's JSON report; an interrupted test counts as neither passed nor skipped. */
export interface PlaywrightReport {
  readonly stats: Readonly<Record<'expected' | 'unexpected' | 'flaky' | 'skipped', number>>;
  /** Errors outside any test: a file that does not load, a server that does not start. */
  readonly errors: readonly unknown[];
  readonly suites: readonly PlaywrightSuite[];
}

export interface PlaywrightSuite {
  readonly title: string;
  readonly specs: readonly {
    readonly title: string;
    readonly tests: readonly { readonly status: string }[];
  }[];
  readonly suites?: readonly PlaywrightSuite[];
}

export function vitestCounts({ testResults }: VitestReport): TestCounts {
  const statuses = testResults.flatMap((file) => file.assertionResults.map((test) => test.status));
  const passed = statuses.filter((status) => status === 'passed').length;
  const failed = statuses.filter((status) => status === 'failed').length;
  // A file that does not load or whose hook throws fails without a failing test.
  const brokenFiles = testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
  );
  return { passed, failed: failed + brokenFiles.length, skipped: statuses.length - passed - failed };
}

/** Tests of one run that may pass at their second try: more of them are no bad luck. */
export const MOST_FLAKY = 2;

/** Full names: titles of the suites around a test, and its own. */
export function vitestSkips({ testResults }: VitestReport): string[] {
  return testResults.flatMap((file) =>
    file.assertionResults
      .filter((test) => test.status !== 'passed' && test.status !== 'failed')
      .map((test) => test.fullName),
  );
}

/** Full names of the tests that failed, and passed when they were tried again. */
export function vitestFlaky({ testResults }: VitestReport): string[] {
  return testResults.flatMap((file) =>
    file.assertionResults
      .filter(({ status, failureMessages = [] }) => status === 'passed' && failureMessages.length > 0)
      .map((test) => test.fullName),
  );
}

/** A flaky test, one that passed at its second try, counts as passed while there are few of them. */
export function playwrightCounts({ stats, errors }: PlaywrightReport): TestCounts {
  const few = stats.flaky <= MOST_FLAKY;
  return {
    passed: stats.expected + (few ? stats.flaky : 0),
    failed: stats.unexpected + (few ? 0 : stats.flaky) + errors.length,
    skipped: stats.skipped,
  };
}

/** Full names, as Vitest's, of the tests with an outcome: titles of file and suites, then the test's own. */
export function playwrightNames(
  { suites }: Pick<PlaywrightReport, 'suites'>,
  outcome: 'skipped' | 'flaky',
): string[] {
  return suites.flatMap(({ title, specs, suites: inner = [] }) => {
    const here = specs
      .filter(({ tests }) => tests.some(({ status }) => status === outcome))
      .map((spec) => spec.title);
    return [...here, ...playwrightNames({ suites: inner }, outcome)].map((name) => `${title} ${name}`);
  });
}

export function addCounts(a: TestCounts, b: TestCounts): TestCounts {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}

/** `123 passed, 0 failed`, with `, 2 skipped` where any were. */
export function formatCounts({ passed, failed, skipped }: TestCounts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
