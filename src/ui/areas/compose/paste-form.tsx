import { useState } from 'react';
import { problemText } from '../../../experiment/edit/edited.ts';
import { type PasteUnit, pasteMany, splitPrompts } from '../../../experiment/edit/paste-many.ts';
import { ROLES, type Role } from '../../../experiment/schema.ts';
import { counted } from '../../../results/text.ts';
import { Segments } from '../../kit/choices.tsx';
import controls from '../../kit/styles/controls.module.css';
import fields from '../../kit/styles/fields.module.css';
import tables from '../../kit/styles/tables.module.css';
import { edit, openEditorDialog } from '../../state/editor.ts';
import { FormText } from './fields.tsx';
import { RoleMark } from './role-mark.tsx';

const UNITS = [
  { value: 'line', words: 'One a line' },
  { value: 'block', words: 'Blank line between' },
] as const;
const ROLE_OPTIONS = ROLES.map((value) => ({ value, words: <RoleMark role={value} /> }));

/** Many prompts at once: a request for each. */
export function PasteForm() {
  const [text, setText] = useState('');
  const [unit, setUnit] = useState<PasteUnit>('line');
  const [role, setRole] = useState<Role>('clean');
  const [problem, setProblem] = useState<string | null>(null);
  const type = (typed: string) => {
    setText(typed);
    setProblem(null);
  };
  const count = splitPrompts(text, unit).length;
  const add = () => {
    const say = `${counted(count, 'request')} added.`;
    const result = edit((experiment) => pasteMany(experiment, text, unit, role), { say });
    if (result.ok) openEditorDialog(null);
    else setProblem(result.problems.map(problemText).join('\n'));
  };
  return (
    <div className={fields.editForm}>
      <FormText label="Prompts" lines={10} {...{ text, problem }} onType={type} />
      <Segments legend="A prompt is" value={unit} options={UNITS} onChange={setUnit} />
      <Segments legend="Role" value={role} options={ROLE_OPTIONS} onChange={setRole} />
      <p className={`${tables.note} ${fields.wide}`}>
        {role === 'probe' ? 'They join every arm.' : 'They join the arms that have company.'}
      </p>
      <div className={`row ${fields.wide}`}>
        <button type="button" className={controls.primary} disabled={count === 0} onClick={add}>
          Add {count} {count === 1 ? 'request' : 'requests'}
        </button>
      </div>
    </div>
  );
}
