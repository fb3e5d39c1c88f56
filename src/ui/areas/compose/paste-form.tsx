import { useState } from 'react';
import { problemText } from '../../../experiment/edit/edited.ts';
import {
  looksLikeJsonl,
  type PasteUnit,
  pasteMany,
  readPasted,
} from '../../../experiment/edit/paste-many.ts';
import { MOST_PROMPT, MOST_REQUESTS, ROLES, type Role } from '../../../experiment/schema.ts';
import { counted, grouped } from '../../../results/text.ts';
import { Segments } from '../../kit/choices.tsx';
import controls from '../../kit/styles/controls.module.css';
import fields from '../../kit/styles/fields.module.css';
import tables from '../../kit/styles/tables.module.css';
import { edit, openEditorDialog } from '../../state/editor.ts';
import { useLab } from '../../state/lab-store.ts';
import { FormText } from './fields.tsx';
import { RoleMark } from './role-mark.tsx';

const UNITS = [
  { value: 'line', words: 'One a line' },
  { value: 'block', words: 'Blank line between' },
  { value: 'jsonl', words: 'JSON lines' },
] as const;
const ROLE_OPTIONS = ROLES.map((value) => ({ value, words: <RoleMark role={value} /> }));
const SHOWN_PROBLEMS = 5;

/** Many prompts at once: a request for each. */
export function PasteForm() {
  const [text, setText] = useState('');
  const [unit, setUnit] = useState<PasteUnit>('line');
  const [role, setRole] = useState<Role>('clean');
  const experiment = useLab(({ chosen }) => chosen.experiment);
  const { prompts } = readPasted(text, unit);
  // Tried before it is applied: what would be refused is said while it is being written.
  const tried = prompts.length === 0 && text.trim() === '' ? null : pasteMany(experiment, text, unit, role);
  const type = (typed: string) => {
    // A paste at once: a prompt that is written letter by letter may begin like JSON.
    if (text === '' && typed.length > 1 && looksLikeJsonl(typed)) setUnit('jsonl');
    setText(typed);
  };
  const add = () => {
    const say = `${counted(prompts.length, 'request')} added.`;
    if (edit((before) => pasteMany(before, text, unit, role), { say }).ok) openEditorDialog(null);
  };
  const mayAdd = tried?.ok === true;
  return (
    <div className={fields.editForm}>
      <FormText
        label="Prompts"
        lines={10}
        {...{ text, problem: tried && !tried.ok ? problemLines(tried.problems.map(problemText)) : null }}
        onType={type}
      />
      <Segments legend="A prompt is" value={unit} options={UNITS} onChange={setUnit} />
      <Segments legend="Role" value={role} options={ROLE_OPTIONS} onChange={setRole} />
      <p className={`${tables.note} ${fields.wide}`}>
        {role === 'probe' ? 'They join every arm.' : 'They join the arms that have company.'}{' '}
        {unit === 'jsonl' && 'Each line is a text in quotes, or an object with “prompt” or “text”. '}
        At most {grouped(MOST_REQUESTS)} requests in an experiment, which has{' '}
        {grouped(experiment.requests.length)}, and {grouped(MOST_PROMPT)} characters a prompt.
      </p>
      <div className={`row ${fields.wide}`}>
        <button type="button" className={controls.primary} disabled={!mayAdd} onClick={add}>
          Add {counted(prompts.length, 'request')}
        </button>
        <small aria-live="polite">{amountWords(prompts)}</small>
      </div>
    </div>
  );
}

function amountWords(prompts: readonly string[]): string {
  if (prompts.length === 0) return 'No prompt yet.';
  const longest = Math.max(...prompts.map(({ length }) => length));
  return `${counted(prompts.length, 'prompt')}, the longest of ${counted(longest, 'character')}.`;
}

function problemLines(problems: readonly string[]): string {
  const more = problems.length - SHOWN_PROBLEMS;
  return [...problems.slice(0, SHOWN_PROBLEMS), ...(more > 0 ? [`and ${more} more`] : [])].join('\n');
}
