import { linkAdvice } from '../../experiment/link.ts';
import { encodeStudyLink } from '../../studies/sweep/study-link.ts';
import { note, print } from '../terminal.ts';
import { parseCommand } from '../usage.ts';
import { readStudy } from './study-text.ts';

/** `lab sweep link STUDY` */
export async function linkCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommand(args, { base: { type: 'string', default: '' } }, [
    'a study file or link',
  ]);
  const text = `${values.base}${encodeStudyLink(await readStudy(positionals[0]))}`;
  print([text]);
  if (linkAdvice(text) !== 'fine') note(`${text.length} characters: ${linkAdvice(text)}`);
  return 0;
}
