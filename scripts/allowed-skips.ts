/** A test that may be skipped where everything else must run, and why. */
export interface AllowedSkip {
  /** Its own title, without those of the suites around it. */
  readonly test: string;
  readonly why: string;
}

/** Where `.ci/run` runs, a skip that is not here fails. */
export const ALLOWED_SKIPS: readonly AllowedSkip[] = [
  {
    test: 'a profiled step times each dispatch and leaves the bits alone',
    why: 'an adapter without timestamp-query cannot time a dispatch; SwiftShader has it',
  },
  {
    test: 'its bits do not follow the number of requests, on the software adapter',
    why: "says what onnxruntime-web's kernels do on SwiftShader; on a hardware adapter they are others",
  },
  {
    test: 'its prefill bits follow the longest batchmate, on the software adapter',
    why: "says what onnxruntime-web's kernels do on SwiftShader; on a hardware adapter they are others",
  },
];

/** Of the full names of skipped tests, those that no entry allows. */
export function unexplainedSkips(
  names: readonly string[],
  allowed: readonly AllowedSkip[] = ALLOWED_SKIPS,
): string[] {
  return names.filter((name) => !allowed.some(({ test }) => name === test || name.endsWith(` ${test}`)));
}
