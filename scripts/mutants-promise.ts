import { type Mutant, unit } from './mutant.ts';

/** Faults in what a portable fingerprint promises: what excuses another one, what is taken back, what the certificate's column of the device sees. */
export const PROMISE_MUTANTS: readonly Mutant[] = [
  unit(
    'src/results/portable/judge-promise.ts',
    'a probe that did not hold excuses nothing',
    '...(portable?.holds ? [] :',
    '...(portable ? [] :',
    'src/report/receipt.test.ts',
  ),
  unit(
    'src/results/portable/judge-promise.ts',
    'a link that names no model is believed to mean this one',
    "...(hash === undefined ? ['the model’s hash'] : []),",
    '',
    'src/report/receipt.test.ts',
  ),
  unit(
    'src/experiment/edit/choose-set.ts',
    'portable chosen for one operation is mixed with the other two',
    'if (haveOneMath(chosen)) return chosen;',
    'if (haveOneMath(chosen) || set.length > 0) return chosen;',
    'src/experiment/edit/choose-set.test.ts',
  ),
  unit(
    'src/results/derive-posture.ts',
    'what the certificate found of the device takes nothing back',
    'if (failed.length === 0) return portable;',
    'if (failed.length >= 0) return portable;',
    'src/report/certificate-device.test.ts',
  ),
];
