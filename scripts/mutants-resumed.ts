import { type Mutant, unit } from './mutant.ts';

const GOES_ON = 'src/lab/load/resumed-mechanisms.test.ts';

/** Faults in runs that go on after they were broken off, and in what is left when one is over. */
export const RESUMED_MUTANTS: readonly Mutant[] = [
  unit(
    'src/lab/load/load-ledger.ts',
    'drafts from before a run was broken off are not counted',
    'this.#parts.speculator?.takeUp(steps);',
    '',
    GOES_ON,
  ),
  unit(
    'src/lab/load/resumed.ts',
    'layers are as they were stored once a run goes on',
    '= step.lowered ?? 0;',
    '= 0;',
    GOES_ON,
  ),
  unit(
    'src/lab/load/router.ts',
    'whoever had been sent somewhere is sent anew',
    'const taken = before ?? (await',
    'const taken = (await',
    GOES_ON,
  ),
  unit(
    'src/lab/load/routed-arm.ts',
    'whoever was misrouted and had ended is forgotten',
    'ended.filter(({ id }) => router.misroutes(id))',
    'ended.filter(() => false)',
    GOES_ON,
  ),
  unit(
    'src/steps/held.ts',
    'what swapping left in host memory is not looked at',
    'host.used - ',
    '-',
    'src/steps/held.test.ts',
  ),
  unit(
    'src/lab/load/step-cost.ts',
    'one lowered layer is charged as all of them',
    '* lowered.layers.length) / known.layers',
    '* known.layers) / known.layers',
    'src/lab/load/step-cost.test.ts',
  ),
  unit(
    'src/lab/load/wrong-template.ts',
    'everyone of a crowd goes through the wrong template',
    'isMisrouted(incoming.id, misrouted)',
    'incoming',
    'src/lab/load/wrong-template.test.ts',
  ),
];
