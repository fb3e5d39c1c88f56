import type { Provenance } from './job.ts';
import type { Ledger } from './ledger.ts';
import { differenceWords, joined } from './provenance.ts';
import { SweepError } from './sweep-error.ts';

/**
 * A ledger that takes results of one device, one version of each rule and the same weights only, as the first that is there: a merge would
 * refuse the others, hours later. Its `write` throws SweepError.
 */
export function oneVersion(ledger: Ledger): Ledger {
  let known: Provenance | null = null;
  return {
    async done() {
      const done = await ledger.done();
      const [id] = done;
      if (id !== undefined) known = (await ledger.read(id)).provenance;
      return done;
    },
    read: (id) => ledger.read(id),
    async write(result) {
      const { job, provenance } = result;
      const both: Provenance | null = known ? joined(known, provenance) : provenance;
      if (!both)
        throw new SweepError(
          `job ${job.id}: expected a result of the same device and version as those that are there, found ${differenceWords(known!, provenance)}; --stratify keeps them apart`,
        );
      await ledger.write(result);
      known = both;
    },
  };
}
