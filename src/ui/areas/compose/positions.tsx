import type { ExperimentRequest } from '../../../experiment/schema.ts';
import { grouped } from '../../../results/text.ts';
import { positionsFor } from '../../../steps/kv-blocks.ts';
import fields from '../../kit/styles/fields.module.css';
import tables from '../../kit/styles/tables.module.css';
import { useMaxPositions, usePrompt } from '../../state/measuring.ts';
import { useLengthProblem } from './fit.ts';

/** How much of the model's context a request takes, counted while it is typed. */
export function Positions({ request }: { readonly request: ExperimentRequest }) {
  const { report } = usePrompt(request);
  const most = useMaxPositions();
  const problem = useLengthProblem(request);
  if (problem)
    return (
      <p className={`${fields.problem} ${fields.wide}`} data-part="problem">
        {problem}
      </p>
    );
  if (!report || most === null) return null;
  const taken = positionsFor(report.tokens, request.maxNewTokens);
  return (
    <p className={`${tables.note} ${fields.wide}`} data-part="positions">
      {grouped(report.tokens)} prompt and {grouped(request.maxNewTokens)} new tokens take {grouped(taken)} of
      the model’s {grouped(most)} positions.
    </p>
  );
}
