import { readGateInput } from '../../../../audit/gate/read-baseline.ts';
import type { ModelAudit } from '../../../../audit/model/model-audit.ts';
import { fetchAudit } from '../fetch-audit.ts';

export interface NamedAudit {
  readonly name: string;
  readonly audit: ModelAudit;
}

/** The audit that ships with the page; throws GateError, or TypeError where it cannot be fetched. */
export async function shippedAudit(signal: AbortSignal): Promise<NamedAudit> {
  const response = await fetchAudit('model', signal);
  return named('the audit that ships with the lab', new Uint8Array(await response.arrayBuffer()));
}

/** A visitor's file; it stays in the page. Throws Error naming the file and the field. */
export async function auditOf(file: File): Promise<NamedAudit> {
  try {
    return named(file.name, new Uint8Array(await file.arrayBuffer()));
  } catch (error) {
    throw new Error(`${file.name}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  }
}

function named(name: string, bytes: Uint8Array): NamedAudit {
  const input = readGateInput(bytes);
  if (input.kind === 'audit') return { name, audit: input.audit };
  throw new Error('expected an audit of a model, found a bench: lab gate takes one on the command line');
}
