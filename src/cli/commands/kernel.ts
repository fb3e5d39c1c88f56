import type { Command, CommandPart } from '../command.ts';
import { UsageError } from '../usage.ts';

/** Loaded once they are asked for. `test-here` is what `test` starts in a process of its own. */
const PARTS: Readonly<Record<string, () => Promise<CommandPart>>> = {
  test: async () => (await import('../kernel/test-command.ts')).kernelTest,
  'test-here': async () => (await import('../kernel/test-here.ts')).testHere,
};

export const kernel: Command = {
  summary: 'test a WGSL kernel of yours for batch invariance, without a browser',
  help: `Usage: lab kernel test FILE.wgsl --like OPERATION [options]

  test  looks for a batch size, place or company that changes a row's bits, and checks the row against f64

lab kernel test --help says more.`,

  async perform(args, signal) {
    const [name, ...rest] = args;
    const part = await partOf(name);
    if (!part)
      throw new UsageError(`expected kernel test, found ${name === undefined ? 'nothing' : `"${name}"`}`);
    return await part.perform(rest, signal);
  },

  async helpOf(name) {
    return (await partOf(name))?.help ?? null;
  },
};

async function partOf(name: string | undefined): Promise<CommandPart | null> {
  return name !== undefined && Object.hasOwn(PARTS, name) ? await PARTS[name]() : null;
}
