import { encodeLink, linkAdvice } from '../../experiment/link.ts';
import type { Command } from '../command.ts';
import { readExperiment } from '../input.ts';
import { note, print } from '../terminal.ts';
import { parseCommand } from '../usage.ts';

export const link: Command = {
  summary: 'print the link of an experiment',
  help: `Usage: lab link <experiment.json | link> [--base ADDRESS]

Prints the fragment that carries the experiment (never its outputs), after the lab's address if one is given. Of a
link, as chat or mail left it, the experiment alone is kept: no fingerprints of the sender, nothing hidden.
A link above 2,000 characters may be cut by some chat tools; above 8,000 send the file instead.

  --base ADDRESS       the lab's address, put before the fragment`,

  async perform(args) {
    const { values, positionals } = parseCommand(args, { base: { type: 'string', default: '' } }, [
      'an experiment file or link',
    ]);
    const experiment = await readExperiment(positionals[0]);
    const text = `${values.base}${encodeLink({ experiment })}`;
    print([text]);
    if (linkAdvice(text) !== 'fine') note(`${text.length} characters: ${linkAdvice(text)}`);
    return 0;
  },
};
