import { grouped } from '../../../results/text.ts';
import { cutMiddle, shownText } from '../../kit/format.ts';
import controls from '../../kit/styles/controls.module.css';
import streams from '../../kit/styles/streams.module.css';

/** Characters of a long prompt that are shown of its beginning and of its end. */
const PROMPT_ENDS = 400;

interface PromptProps {
  readonly prompt: string;
  /** A long prompt too is shown to its end, not its beginning and its end alone. */
  readonly whole: boolean;
}

export function PromptText({ prompt, whole, markSpaces }: PromptProps & { readonly markSpaces: boolean }) {
  const cut = whole ? null : cutMiddle(prompt, PROMPT_ENDS);
  if (!cut) return shownText(prompt, markSpaces);
  return (
    <>
      {shownText(cut.head, markSpaces)}
      <span className={streams.folded}>{grouped(cut.left)} characters</span>
      {shownText(cut.tail, markSpaces)}
    </>
  );
}

/** Shows all of a long prompt, or its ends again; nothing beside one that is shown whole anyway. */
export function PromptLength({
  prompt,
  whole,
  choose,
}: PromptProps & { readonly choose: (whole: boolean) => void }) {
  if (!cutMiddle(prompt, PROMPT_ENDS)) return null;
  return (
    <p className={streams.longPrompt}>
      <button type="button" className={controls.link} onClick={() => choose(!whole)}>
        {whole
          ? 'Show the ends of the prompt'
          : `Show all ${grouped(prompt.length)} characters of the prompt`}
      </button>
    </p>
  );
}
