import { PlacedError } from '../experiment/placed-error.ts';

/** A file that cannot be compared: every refusal in this folder is one of these, at a file, a line or record, and a field. */
export class ImportError extends PlacedError {
  override readonly name = 'ImportError';
}
