import { type Experiment, parseExperiment } from '../../experiment/schema.ts';
import { CLIFF_SETS, type CliffSet, WIDTHS } from './cliff-report.ts';

/** Name of the arm that decodes a row at a time. */
export const PLAIN = 'plain';
export const armOfWidth = (width: number) => `${width} rows`;

export interface CliffQuestion {
  /** The model as experiments name it. */
  readonly written: Experiment['model'];
  readonly prompt: string;
  /** Generated tokens. */
  readonly tokens: number;
}

/**
 * One prompt, decoded plainly and verified 2 to 9 rows at a time, under one kernel set. The model drafts for itself, so that nearly every draft stands
 * and steps are as wide as they are asked to be.
 */
export function cliffExperiment({ written, prompt, tokens }: CliffQuestion, set: CliffSet): Experiment {
  const arm = (name: string) => ({ name, requests: ['probe'], kernels: set });
  return parseExperiment({
    version: 3,
    title: `Width of verification, ${set}`,
    model: written,
    requests: [{ id: 'probe', role: 'probe', prompt, maxNewTokens: tokens, ignoreEos: true }],
    arms: [
      arm(PLAIN),
      ...WIDTHS.map((width) => ({
        ...arm(armOfWidth(width)),
        speculation: { draft: written.name, k: width - 1 },
      })),
    ],
    compare: WIDTHS.map((width) => [PLAIN, armOfWidth(width)]),
  });
}

/** An experiment that needs what all of them claim, for the certificate. */
export function cliffClaims(question: CliffQuestion): Experiment {
  const [first, ...others] = CLIFF_SETS.map((set) => cliffExperiment(question, set));
  return {
    ...first,
    compare: [],
    arms: [first, ...others].flatMap(({ arms }, at) =>
      arms.map((arm) => ({ ...arm, name: `${arm.name}, ${CLIFF_SETS[at]}` })),
    ),
  };
}
