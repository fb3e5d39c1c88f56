import { useEffect, useState } from 'react';
import type { ChatMessage, ChatSettings } from '../../../../experiment/chat-schema.ts';
import { counted } from '../../../../results/text.ts';
import type { Rendered } from '../../../../worker/methods/compose.ts';
import type { Outcome } from '../../../../worker/outcome.ts';
import { shownText } from '../../../kit/format.ts';
import fields from '../../../kit/styles/fields.module.css';
import { labClient } from '../../../state/client.ts';
import { modelsUrl } from '../../../state/data-addresses.ts';
import { useLab } from '../../../state/lab-store.ts';
import styles from './chat.module.css';

interface ChatPreviewProps {
  readonly messages: readonly ChatMessage[];
  readonly chat: ChatSettings;
}

/** A pause in typing that is worth an answer. */
const PAUSE_MS = 200;
/** More would take longer to draw than to read. */
const SHOWN_TOKENS = 600;
const SHOWN_CHARACTERS = 8000;

/** What the model's template makes of the messages: its text, special tokens apart, and the ids that are fed. */
export function ChatPreview(props: ChatPreviewProps) {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)} data-part="chat-preview">
      <summary>What the model reads</summary>
      {open && <Preview {...props} />}
    </details>
  );
}

function Preview({ messages, chat }: ChatPreviewProps) {
  const model = useLab(({ chosen }) => chosen.experiment.model);
  const [answer, setAnswer] = useState<Outcome<Rendered> | null>(null);
  useEffect(() => {
    let stale = false;
    const ask = async () => {
      const given = await labClient.compose.render({ messages, chat, model, modelsUrl: modelsUrl() });
      if (!stale) setAnswer(given);
    };
    const timer = setTimeout(() => void ask(), PAUSE_MS);
    return () => {
      stale = true;
      clearTimeout(timer);
    };
  }, [messages, chat, model]);
  if (answer === null) return <p className={styles.hint}>Asking the model’s tokenizer…</p>;
  if (!answer.ok)
    return (
      <p className={fields.problem} data-part="problem" role="status">
        {answer.fault.message}
      </p>
    );
  return <RenderedChat rendered={answer.value} />;
}

function RenderedChat({ rendered: { pieces, tokens, date } }: { readonly rendered: Rendered }) {
  const special = tokens.filter((token) => token.special).length;
  let characters = 0;
  const shown = pieces.filter(({ text }) => {
    const fits = characters < SHOWN_CHARACTERS;
    characters += text.length;
    return fits;
  });
  return (
    <>
      <p className={styles.hint} role="status">
        {counted(tokens.length, 'token')}, {special} special
        {date !== null && `; the template was told that today is ${date}`}
      </p>
      <p className={styles.rendered} data-part="rendered">
        {shown.map(({ text, special: isToken }, at) =>
          isToken ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no name but their place
            <mark key={at} className={styles.token}>
              <span className="unseen">special token </span>
              {shownText(text, false)}
            </mark>
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no name but their place
            <span key={at}>{shownText(text.slice(0, SHOWN_CHARACTERS), false)}</span>
          ),
        )}
        {characters > SHOWN_CHARACTERS && '…'}
      </p>
      <ol className={styles.ids} aria-label="Token ids">
        {tokens.slice(0, SHOWN_TOKENS).map(({ id, text, special: isToken }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: one token may stand many times
          <li key={at} data-special={isToken || undefined} title={shownText(text, true)}>
            {id}
          </li>
        ))}
      </ol>
      {tokens.length > SHOWN_TOKENS && (
        <p className={styles.hint}>and {counted(tokens.length - SHOWN_TOKENS, 'more token')}</p>
      )}
    </>
  );
}
