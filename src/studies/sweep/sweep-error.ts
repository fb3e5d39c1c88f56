import { PlacedError } from '../../experiment/placed-error.ts';

/** Results of a study that do not belong together, are not there, or cannot be read; the message names the file or job. */
export class SweepError extends PlacedError {}
