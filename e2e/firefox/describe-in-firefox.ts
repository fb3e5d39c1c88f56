import { afterAll, beforeAll, beforeEach, describe } from 'vitest';
import { missingForFirefox } from '../../scripts/firefox.ts';
import { serveBuiltPage } from '../../scripts/page-server.ts';
import { FirefoxLab } from './firefox-lab.ts';

/** What a suite gets: filled before its first test. */
export interface InFirefox {
  lab: FirefoxLab;
  /** Of the served build; ends in a slash. */
  address: string;
}

/**
 * A suite on the built page in a Firefox of its own. Where there is none it is skipped under a name that says how to get one;
 * in CI that is a failure.
 */
export function describeInFirefox(name: string, body: (firefox: InFirefox) => void): void {
  const missing = missingForFirefox();
  if (missing && process.env.BATCHMATES_REQUIRE_ADAPTER)
    throw new Error(`${missing}, and CI runs these tests`);
  const why = `skipped: ${missing}; \`npm run setup\` gets it or says how`;
  describe.skipIf(missing !== null)(missing ? `${name} (${why})` : name, () => {
    const firefox = {} as InFirefox;
    let server: Awaited<ReturnType<typeof serveBuiltPage>>;
    beforeAll(async () => {
      server = await serveBuiltPage();
      firefox.address = server.address;
      firefox.lab = await FirefoxLab.launch();
    });
    // A test answers for its own errors, and so does its second try.
    beforeEach(() => firefox.lab.forgetErrors());
    afterAll(async () => {
      await firefox.lab?.close();
      await server?.close();
    });
    body(firefox);
  });
}
