import { type Mutant, unit } from './mutant.ts';

const REQUESTS = 'src/ui/pages/load/watch/stream-requests.ts';
const ARM = 'src/ui/pages/load/watch/watched-arm.ts';
const ARM_TESTS = 'src/ui/pages/load/watch/watched-arm.test.ts';
const WATCH = 'src/lab/served/watch-server.ts';
const WATCH_TESTS = 'src/lab/served/watch-server.test.ts';

/** Faults in what a page makes of a server that it watches. */
export const PAGE_MUTANTS: readonly Mutant[] = [
  unit(
    REQUESTS,
    'a token out of its turn is drawn',
    'position === open.first + open.tokens',
    'true',
    ARM_TESTS,
  ),
  unit(ARM, 'a clock that went back is no new server', 'event.at < this.#latest', 'false', ARM_TESTS),
  unit(ARM, 'nothing is ever let go', 'this.#weight > this.#most', 'false', ARM_TESTS),
  unit(
    WATCH,
    'a stream that broke off is asked for as late as one that never was',
    '[heard, tries] = [true, 0]',
    'heard = true',
    WATCH_TESTS,
  ),
];
