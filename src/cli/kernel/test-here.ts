import { GpuError } from '../../gpu/errors.ts';
import type { CommandPart } from '../command.ts';
import { UsageError } from '../usage.ts';
import type { TestNews, TestsAsked } from './asked.ts';
import { runTests } from './run-tests.ts';

/** What `lab kernel test` starts: it hears what to test from the process that started it, and tells that what it finds. */
export const testHere: CommandPart = {
  help: 'lab kernel test starts this in a process of its own.',

  async perform(_, signal) {
    const send = process.send?.bind(process);
    if (!send) throw new UsageError('kernel test-here: is started by kernel test, which a person calls');
    const tell = (news: TestNews) => send(news);
    const asked = await new Promise<TestsAsked>((resolve) =>
      process.once('message', (message) => resolve(message as TestsAsked)),
    );
    try {
      await runTests(asked, signal, tell);
    } catch (error) {
      const { name, message } = error instanceof Error ? error : new Error(String(error));
      tell({
        kind: 'failed',
        error: name,
        message,
        operation: error instanceof GpuError ? error.operation : '',
      });
    }
    process.disconnect();
    return 0;
  },
};
