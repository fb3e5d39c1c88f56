import { grouped } from '../../../../results/text.ts';
import type { MechanismCard } from './card.ts';

export const VERIFICATION_CARD: MechanismCard = {
  id: 'verification',
  name: 'Verified speculation',
  field: 'Who is verified',
  what: 'Everyone is decoded by the fast kernels together. Of flagged requests every window of tokens is then computed again, alone and at a fixed shape, under invariant kernels. Where these choose another token, the rest is cut, and decoding goes on from their token and their keys. A flagged request is told only what was verified.',
  when: 'Where few requests need the same bits each time and the others should not pay for it.',
  changes: [
    {
      what: 'time',
      how: 'a step alone for each window of a flagged request; its tokens come a window at a time',
    },
    {
      what: 'bits',
      how: 'for those that are not flagged, as before; flagged ones have those of the invariant kernels',
    },
    { what: 'tokens', how: 'likewise' },
  ],
  proof: [
    'src/steps/verification.test.ts',
    'src/lab/verification.test.ts',
    'src/lab/verification.gpu.test.ts',
    'src/lab/load/verification.proof.test.ts',
  ],
  fromLife: [],
  ours: ({ verification }) =>
    verification
      ? `Here ${grouped(verification.windows)} windows were verified and ${grouped(verification.cut)} of ${grouped(verification.decoded)} tokens cut: ${(100 * verification.overhead).toFixed(0)} % of the time.`
      : null,
};
