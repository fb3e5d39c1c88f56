import { kernelVerdict, type VerdictText } from '../../../report/kernel-test.ts';
import type { TestEnd } from '../../../worker/workbench-tester-client.ts';

/** How a test ended, in words: what was found, what was tested, and what that does not say. */
export function verdictText(end: TestEnd): VerdictText {
  switch (end.kind) {
    case 'verdict':
      return kernelVerdict(end.verdict);
    case 'stopped':
      return {
        tone: 'neutral',
        title: 'Stopped.',
        sentences: ['The test was ended before it had an answer.'],
      };
    case 'hung':
      return {
        tone: 'bad',
        title: 'It gave no sign any more.',
        sentences: [
          `Nothing came from the device for ${end.silent / 1000} seconds${end.progress ? ` at M = ${end.progress.rows}` : ''}, so the tester’s worker was ended with its device. The lab has another device and goes on.`,
          'It may be a very slow kernel, a compiler that has much to do with it, or a machine that is busy. If no page of this browser gets a GPU now, start the browser again.',
        ],
      };
    case 'fault':
      return {
        tone: 'bad',
        title: end.fault.message.includes('lost') ? 'The device was lost.' : 'The test could not be run.',
        sentences: [
          `${end.fault.operation ? `${end.fault.operation}: ` : ''}${end.fault.message}`,
          'The tester has a device of its own: nothing else was lost, and the next test opens a new one.',
        ],
      };
  }
}

/** Whether the text came as far as the device: of one that was refused before, no setup and no counter can be told. */
export function wasRun(end: TestEnd): boolean {
  return end.kind !== 'verdict' || (end.verdict.kind !== 'compile' && end.verdict.kind !== 'too-much');
}
