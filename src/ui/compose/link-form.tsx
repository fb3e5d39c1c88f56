import { useId, useState } from 'react';
import { isLink } from '../../experiment/link.ts';
import { openLinkIn } from '../store/actions.ts';
import { openEditorDialog } from '../store/editor.ts';
import controls from '../styles/controls.module.css';
import fields from '../styles/fields.module.css';

/** Opens a link that no address bar can take: broken over lines, quoted, in the midst of a mail. */
export function LinkForm() {
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const id = useId();
  const open = () => {
    const why = openLinkIn(text);
    if (why === null) openEditorDialog(null);
    else setProblem(why);
  };
  return (
    <div className={fields.editForm}>
      <div className={`${fields.entry} ${fields.wide}`}>
        <label htmlFor={id}>The link, or the text it stands in</label>
        <textarea
          id={id}
          rows={6}
          className={fields.mono}
          value={text}
          spellCheck={false}
          aria-describedby={`${id}-problem`}
          onChange={(event) => {
            setText(event.target.value);
            setProblem(null);
          }}
        />
        <p className={fields.problem} data-part="problem" id={`${id}-problem`} aria-live="polite">
          {problem}
        </p>
      </div>
      <div className={`row ${fields.wide}`}>
        <button type="button" className={controls.primary} disabled={!isLink(text)} onClick={open}>
          Open
        </button>
        {text.trim() !== '' && !isLink(text) && (
          <small>It has no “#v1.”, as a link of an experiment does.</small>
        )}
      </div>
    </div>
  );
}
