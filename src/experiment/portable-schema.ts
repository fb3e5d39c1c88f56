import { type KernelSets, mathOf } from '../numerics/sets/kernel-sets.ts';

interface PortableArm {
  readonly kernels: KernelSets;
  readonly shaders?: unknown;
  readonly verify?: unknown;
  readonly dynamic?: unknown;
  readonly speculation?: { readonly accept?: string; readonly k?: unknown };
}

/** A field that does not go with portable arithmetic, and why. */
interface PortableClash {
  readonly field: 'shaders' | 'verify' | 'dynamic' | 'speculation';
  readonly problem: string;
}

/** What of an arm would bring another arithmetic into `portable`, whose bits are one device's then; empty where nothing does. */
export function portableClashes({ kernels, ...arm }: PortableArm): PortableClash[] {
  if (mathOf(kernels) !== 'portable') return [];
  const { shaders, verify, dynamic, speculation } = arm;
  const not = (field: PortableClash['field'], what: string, why: string): PortableClash => ({
    field,
    problem: `portable does not go with ${what}: ${why}`,
  });
  return [
    ...(shaders ? [not('shaders', 'kernels of one’s own', 'nothing is known of their arithmetic')] : []),
    ...(verify
      ? [
          not(
            'verify',
            'verification',
            'the invariant kernels that verify compute in the adapter’s own arithmetic',
          ),
        ]
      : []),
    ...(dynamic
      ? [not('dynamic', 'two widths', 'their thresholds are calibrated in this machine’s own arithmetic')]
      : []),
    ...(speculation?.accept === 'rejection' && typeof speculation.k === 'string'
      ? [
          not(
            'speculation',
            'drafts accepted by rejection whose number is learnt',
            'it follows this machine’s times, and the draws follow it: expected coupled, or a number or table of k',
          ),
        ]
      : []),
  ];
}
