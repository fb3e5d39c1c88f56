import { type Mutant, unit } from './mutant.ts';

const TEST = 'src/offline/kept-release.test.ts';

/** Faults in what the service worker keeps: files of another release, or none where there were some. */
export const OFFLINE_MUTANTS: readonly Mutant[] = [
  unit(
    'src/offline/kept-release.ts',
    'a kept file is asked for all the same',
    'if (kept) return kept;',
    'if (!kept) return this.#host.fetch(request);',
    TEST,
  ),
  unit(
    'src/offline/kept-release.ts',
    'what an open page of the release before may yet ask for is dropped',
    'if (newerThere() || !(await this.#allPagesAreMine())) return;',
    'if (newerThere()) return;',
    TEST,
  ),
  unit(
    'src/offline/kept-release.ts',
    'a page that is still starting does not count',
    ' && open.length >= windows',
    '',
    TEST,
  ),
  unit(
    'src/offline/kept-release.ts',
    "the page of another release is taken in for this one's",
    'if (file.url === PAGE) await this.#checkPage(answer.clone());',
    '',
    TEST,
  ),
  unit(
    'src/offline/release-file.ts',
    'a refusal is kept as if it were the file',
    'return status === 200 && page',
    'return page',
    TEST,
  ),
];
