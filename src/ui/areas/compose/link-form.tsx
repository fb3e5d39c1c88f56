import { useState } from 'react';
import { isLink } from '../../../experiment/link.ts';
import controls from '../../kit/styles/controls.module.css';
import fields from '../../kit/styles/fields.module.css';
import { openEditorDialog } from '../../state/editor.ts';
import { openLinkIn } from '../../state/opening.ts';
import { FormText } from './fields.tsx';

/** Opens a link that no address bar can take: broken over lines, quoted, in the midst of a mail. */
export function LinkForm() {
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const type = (typed: string) => {
    setText(typed);
    setProblem(null);
  };
  const open = () => {
    const why = openLinkIn(text);
    if (why === null) openEditorDialog(null);
    else setProblem(why);
  };
  const linked = isLink(text);
  return (
    <div className={fields.editForm}>
      <FormText
        label="The link, or the text it stands in"
        lines={6}
        spellCheck={false}
        {...{ text, problem }}
        onType={type}
      />
      <div className={`row ${fields.wide}`}>
        <button type="button" className={controls.primary} disabled={!linked} onClick={open}>
          Open
        </button>
        {text.trim() !== '' && !linked && (
          <small>It has no “#v1.” or “#v2.”, as a link of an experiment does.</small>
        )}
      </div>
    </div>
  );
}
