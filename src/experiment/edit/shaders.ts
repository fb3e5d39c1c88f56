import { OPERATIONS, type Operation } from '../../numerics/operations.ts';
import type { Experiment, ExperimentArm } from '../schema.ts';
import { SHADER_FILES, type ShaderFile, shaderHash } from '../shaders.ts';
import { type Edited, settle } from './edited.ts';
import { noArm } from './members.ts';

/** A text that shall take a kernel's place. */
export interface ShaderDraft {
  readonly like: ShaderFile;
  readonly source: string;
}

/** Lets an arm run a text in the place of the operation that its file computes; the same text has one name in an experiment. */
export function putShader(experiment: Experiment, name: string, { like, source }: ShaderDraft): Edited {
  const { arms, shaders = [] } = experiment;
  if (!arms.some((arm) => arm.name === name)) return noArm(name);
  const hash = shaderHash(like, source);
  const known = shaders.find((each) => shaderHash(each.like, each.source) === hash);
  const shader = known ?? { name: freeName(like, shaders), like, source };
  return settle(experiment, {
    arms: arms.map((arm) =>
      arm.name === name ? { ...arm, shaders: { ...arm.shaders, [SHADER_FILES[like]]: shader.name } } : arm,
    ),
    shaders: known ? shaders : [...shaders, shader],
  });
}

/** Gives an operation of an arm back to its kernel set. */
export function removeShader(experiment: Experiment, name: string, operation: Operation): Edited {
  if (!experiment.arms.some((arm) => arm.name === name)) return noArm(name);
  const arms = experiment.arms.map((arm) => (arm.name === name ? withoutShaders(arm, [operation]) : arm));
  return settle(experiment, { arms });
}

/** An arm whose kernel sets run these operations. */
export function withoutShaders(
  arm: ExperimentArm,
  operations: readonly Operation[] = OPERATIONS,
): ExperimentArm {
  const { shaders, ...rest } = arm;
  const left = Object.entries(shaders ?? {}).filter(
    ([operation]) => !operations.includes(operation as Operation),
  );
  return left.length > 0 ? { ...rest, shaders: Object.fromEntries(left) } : rest;
}

/** `my-matmul_row`, `my-matmul_row-2` */
function freeName(like: ShaderFile, shaders: readonly { readonly name: string }[]): string {
  const taken = new Set(shaders.map(({ name }) => name));
  const first = `my-${like}`;
  let name = first;
  for (let number = 2; taken.has(name); number++) name = `${first}-${number}`;
  return name;
}
