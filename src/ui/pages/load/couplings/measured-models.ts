import type { Experiment } from '../../../../experiment/schema.ts';
import { visible } from '../../../../experiment/visible.ts';
import { BAKED_COUPLINGS } from '../../../../studies/couplings/baked-couplings.ts';

type Model = Experiment['model'];

/** A model that the matrix can be measured on here. */
export interface MeasuredModel {
  readonly key: string;
  readonly words: string;
  readonly model: Model;
}

/** The model that the lab has, which may be the visitor's own, that of the composed run, and those that the page ships figures of; each once. */
export function measuredModels(ofLab: Model, ofRun: Model): readonly [MeasuredModel, ...MeasuredModel[]] {
  const models = new Map<string, MeasuredModel>();
  const add = (model: Model, words: string) => {
    const key = model.hash ?? model.source ?? model.name;
    if (!models.has(key)) models.set(key, { key, words, model });
  };
  // Someone who has chosen a model of their own means that one.
  const isOwn = ({ source, file }: Model) => source !== undefined || file !== undefined;
  for (const model of [ofLab, ofRun]) if (isOwn(model)) add(model, `${visible(model.name)}, your own`);
  for (const model of [ofRun, ofLab]) if (!isOwn(model)) add(model, named(model.name));
  for (const { model } of BAKED_COUPLINGS) add({ name: model }, named(model));
  return [...models.values()] as [MeasuredModel, ...MeasuredModel[]];
}

function named(name: string): string {
  return BAKED_COUPLINGS.find(({ model }) => model === name)?.words ?? visible(name);
}
