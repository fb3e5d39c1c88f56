import { scene } from './scenes.ts';

/** Fields of arms that rows of several kinds begin with. */
export const VARIANT = { kernels: 'variant' } as const;
export const INVARIANT = { kernels: 'invariant' } as const;
/** Two at a time: who comes last waits, or goes elsewhere. */
export const FEW = { ...INVARIANT, limits: { maxSequences: 2 } } as const;

/** A company that comes after all of the probes, or with them. */
export const queued = scene({ later: 'after' });
