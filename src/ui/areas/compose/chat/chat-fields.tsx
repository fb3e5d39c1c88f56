import { useEffect, useId, useRef, useState } from 'react';
import {
  CHAT_ROLES,
  type ChatMessage,
  DEFAULT_DATE,
  MOST_MESSAGES,
} from '../../../../experiment/chat-schema.ts';
import {
  addMessage,
  changeChat,
  changeMessage,
  moveMessage,
  removeMessage,
} from '../../../../experiment/edit/messages.ts';
import type { ExperimentRequest } from '../../../../experiment/schema.ts';
import { CheckField, SelectField } from '../../../kit/choices.tsx';
import fields from '../../../kit/styles/fields.module.css';
import { edit } from '../../../state/editor.ts';
import { textReading } from '../../../state/editor-drafts.ts';
import { TextField } from '../fields.tsx';
import styles from './chat.module.css';
import { ChatPreview } from './chat-preview.tsx';

interface ChatFieldsProps {
  readonly request: ExperimentRequest & { readonly messages: readonly ChatMessage[] };
  readonly row: string;
}

/** A conversation, message by message, what its template is told, and what that makes of it. */
export function ChatFields({ request, row }: ChatFieldsProps) {
  const { id, messages, chat = {} } = request;
  const list = useRef<HTMLOListElement>(null);
  const [focus, setFocus] = useState<{ readonly place: number } | null>(null);
  // Whoever moves or removes a message by keys goes on where it went, or where it was.
  useEffect(() => {
    if (focus) list.current?.children[focus.place]?.querySelector('select')?.focus();
  }, [focus]);
  const place = `request/${id}`;
  const move = (from: number, to: number) => {
    const say = `Message ${from + 1} is now message ${to + 1} of ${messages.length}.`;
    edit((before) => moveMessage(before, id, from, to), { place, say });
    setFocus({ place: to });
  };
  const remove = (at: number) => {
    edit((before) => removeMessage(before, id, at), { place, say: `Message ${at + 1} removed.` });
    setFocus({ place: Math.min(at, messages.length - 2) });
  };
  return (
    <div className={`${styles.chat} ${fields.wide}`} data-part="chat">
      <ol ref={list} className={styles.messages} aria-label={`Messages of ${id}`}>
        {messages.map((message, at) => (
          // A message has no name but its place.
          // biome-ignore lint/suspicious/noArrayIndexKey: what is typed into a place belongs to it
          <li key={at} data-role={message.role}>
            <Message
              {...{ message, at, row, request }}
              of={messages.length}
              onMove={move}
              onRemove={remove}
            />
          </li>
        ))}
      </ol>
      <button
        type="button"
        disabled={messages.length >= MOST_MESSAGES}
        onClick={() => {
          edit((before) => addMessage(before, id), { place, say: `Message ${messages.length + 1} added.` });
          setFocus({ place: messages.length });
        }}
      >
        Add a message
      </button>
      <Settings {...{ id, chat, row }} />
      <ChatPreview {...{ messages, chat }} />
    </div>
  );
}

interface MessageProps extends ChatFieldsProps {
  readonly message: ChatMessage;
  readonly at: number;
  readonly of: number;
  readonly onMove: (from: number, to: number) => void;
  readonly onRemove: (at: number) => void;
}

function Message({ message, at, of, row, request: { id }, onMove, onRemove }: MessageProps) {
  const name = `message ${at + 1}`;
  return (
    <>
      <div className={`row ${styles.head}`}>
        <SelectField
          label={`Role of ${name}`}
          value={message.role}
          options={CHAT_ROLES}
          onChange={(role) =>
            edit((before) => changeMessage(before, id, at, { role }), { place: `request/${id}` })
          }
        />
        <button type="button" disabled={at === 0} onClick={() => onMove(at, at - 1)}>
          <span aria-hidden="true">↑</span>
          <span className="unseen">Move {name} up</span>
        </button>
        <button type="button" disabled={at === of - 1} onClick={() => onMove(at, at + 1)}>
          <span aria-hidden="true">↓</span>
          <span className="unseen">Move {name} down</span>
        </button>
        <button type="button" disabled={of === 1} onClick={() => onRemove(at)}>
          Remove <span className="unseen">{name}</span>
        </button>
      </div>
      <TextField
        label={`Text of ${name}`}
        lines={2}
        mono
        reading={textReading(
          `${row}/messages[${at}].content`,
          message.content,
          (content) => (before) => changeMessage(before, id, at, { content }),
        )}
      />
    </>
  );
}

const THINKING = { default: undefined, on: true, off: false } as const;
type Thinking = keyof typeof THINKING;
const THINKING_NAMES: readonly Thinking[] = ['default', 'on', 'off'];

interface SettingsProps {
  readonly id: string;
  readonly chat: NonNullable<ExperimentRequest['chat']>;
  readonly row: string;
}

function Settings({ id, chat, row }: SettingsProps) {
  const set = (patch: Parameters<typeof changeChat>[2]) =>
    edit((before) => changeChat(before, id, patch), { place: `request/${id}` });
  const hint = useId();
  const thinking = THINKING_NAMES.find((name) => THINKING[name] === chat.enableThinking) ?? 'default';
  return (
    <fieldset className={styles.settings} aria-describedby={hint}>
      <legend>What the template is told</legend>
      <CheckField
        label="Open the model’s answer"
        checked={chat.addGenerationPrompt ?? true}
        onChange={(checked) => set({ addGenerationPrompt: checked ? undefined : false })}
        title="add_generation_prompt"
      />
      <CheckField
        label="Special tokens typed into messages count"
        checked={chat.specialTokens ?? false}
        onChange={(checked) => set({ specialTokens: checked ? true : undefined })}
        title="Else what spells one in a message stays text, so that nobody speaks for another role"
      />
      <SelectField
        label="Thinking"
        value={thinking}
        options={THINKING_NAMES}
        words={(name) => (name === 'default' ? 'as the template has it' : name)}
        onChange={(name) => set({ enableThinking: THINKING[name] })}
      />
      <TextField
        label="Today"
        hint="YYYY-MM-DD"
        reading={textReading(
          `${row}/chat.date`,
          chat.date ?? DEFAULT_DATE,
          (date) => (before) => changeChat(before, id, { date: date === DEFAULT_DATE ? undefined : date }),
        )}
      />
      <p className={styles.hint} id={hint}>
        A template that asks for the date is told this day, {DEFAULT_DATE} unless you set another, so that a
        link means the same tomorrow.
      </p>
    </fieldset>
  );
}
