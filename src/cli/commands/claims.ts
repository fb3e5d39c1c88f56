import { DOCUMENTS } from '../../studies/claims/claim.ts';
import type { Command } from '../command.ts';
import { openOutput } from '../output.ts';
import { oneOf, parseCommand } from '../usage.ts';

const OPTIONS = {
  only: { type: 'string', multiple: true },
  document: { type: 'string' },
  json: { type: 'string' },
} as const;

export const claims: Command = {
  summary: 'say what was found of each published claim, by the results that ship',
  help: `Usage: lab claims [options]

Prints the claims of two documents and of later reports, each with a verdict that is computed from the results that ship with the lab: studies, coupling
matrices, runs under load, benches. What was not measured yet says which command would.

  --only CLAIM          one claim, several times: several; an unknown one is answered with the names of all
  --document DOCUMENT   ${DOCUMENTS.join(', ')}: only its claims
  --json FILE           also write claims and verdicts; - for standard output, instead of the text`,

  /** What claims are judged by is loaded once it is asked for: its statistics are hundreds of modules. */
  async perform(args) {
    const [{ claimsJson, formatClaims, judged }, { CLAIMS }, { shippedEvidence }] = await Promise.all([
      import('../../report/claims.ts'),
      import('../../studies/claims/claims.ts'),
      import('../../studies/claims/shipped.node.ts'),
    ]);
    const ids = CLAIMS.map(({ id }) => id);
    const { values } = parseCommand(args, OPTIONS, []);
    const document =
      values.document === undefined ? undefined : oneOf('document', values.document, DOCUMENTS);
    const only = values.only?.map((id) => oneOf('only', id, ids));
    const output = await openOutput(values.json);
    const asked = CLAIMS.filter(
      ({ id, document: of }) =>
        (only === undefined || only.includes(id)) && (document === undefined || of === document),
    );
    const found = judged(asked, await shippedEvidence());
    output.report(formatClaims(found));
    await output.json(claimsJson(found));
    return 0;
  },
};
