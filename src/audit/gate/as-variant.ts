import type { ModelAudit } from '../model/model-audit.ts';
import { GateError } from './gate-error.ts';

/** One variant of an audit under another's id, so that a gate holds it against that one: would q4 pass the gate that bf16 set? Throws GateError. */
export function asVariant(audit: ModelAudit, id: string, as: string): ModelAudit {
  const found = audit.variants.find((each) => each.id === id);
  if (found) return { ...audit, variants: [{ ...found, id: as }] };
  throw new GateError(
    `variant: expected one of ${audit.variants.map((each) => each.id).join(', ')}, found ${id}`,
  );
}
