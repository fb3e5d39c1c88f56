import { commandLines } from './arguments.ts';
import { chats } from './chats.ts';
import { configs } from './configs.ts';
import { experiments } from './experiments.ts';
import { ggufs } from './ggufs.ts';
import type { Harness } from './harness.ts';
import { imports } from './imports.ts';
import { indices } from './indices.ts';
import { kernels } from './kernels.ts';
import { links } from './links.ts';
import { models } from './models.ts';
import { runs } from './runs.ts';
import { sources } from './sources.ts';
import { tokenizers } from './tokenizers.ts';

/** Every harness, for whoever runs them all: what an input is, only the harness itself knows. */
export const HARNESSES: readonly Harness<unknown>[] = [
  links,
  experiments,
  models,
  configs,
  indices,
  ggufs,
  tokenizers,
  chats,
  sources,
  kernels,
  imports,
  runs,
  commandLines,
].map((each) => each as Harness<unknown>);
