import { MEASURES } from '../../audit/gate/measures.ts';
import type { Command } from '../command.ts';

export const gate: Command = {
  summary: 'let a change through only if it is no slower, larger, worse or dearer than a baseline',
  help: `Usage: lab gate --baseline FILE [--baseline FILE] [--now FILE] [--now FILE] [options]

Holds what is measured now against a baseline: an audit of a model (lab audit model --json), a bench of its steps (npm run bench -- --save-baseline),
or one of each. Without --now what the baseline measured is measured again, here: it takes as long again.

  --baseline FILE      an audit or a bench
  --now FILE           what is judged, of the same kind
  --policy FILE        what may be worse, by how much, and what blocks; without it times may grow by a tenth and quality may fall by little
                       (docs/audit.md, docs/ci/gate-policy.json)
  --variant ID         of --now, instead of the variant of the same id: would q4 pass the gate that bf16 set?
  --against ID         of the baseline, the one that it is held against (default: the first)
  --model MODEL        where the audit's model is, if it is measured anew and is not one of the lab's: as lab audit model takes it
  --engine ENGINE      of the audit where it is measured anew: webgpu or cpu (default: the baseline's)
  --save-now FILE      also write the audit that was judged, the baseline of tomorrow
  --markdown FILE      also write a comment for a pull request
  --junit FILE         also write JUnit XML: a suite for each axis, a test for each check
  --json FILE          also write the verdict; - for standard output, instead of the report

A policy names, for each axis, whether it blocks or warns, and its measures with their tolerance:
${Object.entries(MEASURES)
  .map(([axis, measures]) => `  ${axis.padEnd(9)}${measures.join(', ')}`)
  .join('\n')}

Times, costs, tasks and texts are judged with intervals, bytes and bits exactly. Exit codes: 0 passed; 1 an axis that blocks failed; 3 it could not be
told; 2 bad input.`,

  /** What it computes with is loaded once it is asked for. */
  async perform(args, signal) {
    const { gateCommand } = await import('../audit/gate-command.ts');
    return await gateCommand(args, signal);
  },
};
