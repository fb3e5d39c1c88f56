import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ExperimentError, oneOf, show } from '../../experiment/errors.ts';
import { asksForRandom } from '../../experiment/model-name.ts';
import type { Experiment } from '../../experiment/schema.ts';
import { NGRAM } from '../../experiment/speculation-schema.ts';
import { shippedFolder } from '../../model/shipped.node.ts';
import { type StudyAtCell, withValues } from '../../studies/sweep/at-cell.ts';
import type { Study } from '../../studies/sweep/study-schema.ts';

/** A model that an experiment names, and by which field. */
interface Named {
  readonly field: string;
  readonly name: string;
}

/**
 * Throws ExperimentError naming each field whose model neither ships with the lab nor is random: a run would find it missing hours later. A model that
 * comes from elsewhere has its source, and whether it is kept is known when it is opened.
 */
export function checkModels(study: Study): void {
  const problems = new Set(problemsOf(study));
  study.axes.forEach(({ values }, axis) => {
    values.forEach((value, index) => {
      const found = withValues(study, [value]);
      if (!('base' in found)) return;
      const known = new Set(problemsOf(study));
      for (const problem of problemsOf(found))
        if (!known.has(problem)) problems.add(`axes[${axis}].values[${index}]: ${problem}`);
    });
  });
  if (problems.size > 0) throw new ExperimentError([...problems]);
}

function problemsOf({ base }: Pick<StudyAtCell, 'base'>): string[] {
  return namedIn(base).flatMap(({ field, name }) =>
    isShipped(name)
      ? []
      : [
          `${field}: expected a model that ships, ${oneOf(shippedNames())}, or a random one, found ${show(name)}`,
        ],
  );
}

function namedIn({ model, arms }: Experiment): Named[] {
  const own = model.source === undefined && model.file === undefined;
  return [
    ...(own ? [{ field: 'base.model.name', name: model.name }] : []),
    ...arms.flatMap(({ speculation, serving }, at) => {
      const arm = `base.arms[${at}]`;
      const by = serving?.route?.by;
      return [
        { field: `${arm}.speculation.draft`, name: speculation?.draft },
        { field: `${arm}.serving.route.to.model`, name: serving?.route?.to.model },
        {
          field: `${arm}.serving.route.by.perplexity.model`,
          name: by?.kind === 'quality' ? by.perplexity?.model : undefined,
        },
        { field: `${arm}.serving.faults.misrouted.to.model`, name: serving?.faults?.misrouted.to.model },
      ].flatMap(({ field, name }) =>
        name === undefined || name === NGRAM || name === model.name ? [] : [{ field, name }],
      );
    }),
  ];
}

function isShipped(name: string): boolean {
  return asksForRandom(name) || existsSync(join(shippedFolder(name), 'config.json'));
}

function shippedNames(): string[] {
  const models = dirname(shippedFolder('any'));
  return readdirSync(models).filter(isShipped).toSorted();
}
