import type { ChatMessage, ChatSettings } from '../chat-schema.ts';
import type { Experiment } from '../schema.ts';
import type { Edited } from './edited.ts';
import { moved, noRequest } from './members.ts';
import { changeRequest } from './requests.ts';

/** Puts a message last: the other side's turn, of user and assistant. */
export function addMessage(experiment: Experiment, id: string): Edited {
  return changed(experiment, id, (messages) => {
    const role = messages.at(-1)?.role === 'user' ? 'assistant' : 'user';
    return [...messages, { role, content: '' }];
  });
}

/** Throws nothing for a place that no message has: the list stays as it is. */
export function changeMessage(
  experiment: Experiment,
  id: string,
  place: number,
  patch: Partial<ChatMessage>,
): Edited {
  return changed(experiment, id, (messages) =>
    messages.map((message, at) => (at === place ? { ...message, ...patch } : message)),
  );
}

export function removeMessage(experiment: Experiment, id: string, place: number): Edited {
  return changed(experiment, id, (messages) => messages.toSpliced(place, 1));
}

export function moveMessage(experiment: Experiment, id: string, place: number, to: number): Edited {
  return changed(experiment, id, (messages) => moved(messages, messages[place], to));
}

/** Sets what the template is told; undefined leaves a field out. */
export function changeChat(
  experiment: Experiment,
  id: string,
  patch: { readonly [Field in keyof ChatSettings]: ChatSettings[Field] | undefined },
): Edited {
  const before = experiment.requests.find((request) => request.id === id)?.chat;
  const chat = Object.entries({ ...before, ...patch }).filter(([, value]) => value !== undefined);
  return changeRequest(experiment, id, { chat: Object.fromEntries(chat) });
}

function changed(
  experiment: Experiment,
  id: string,
  change: (messages: readonly ChatMessage[]) => readonly ChatMessage[],
): Edited {
  const request = experiment.requests.find((each) => each.id === id);
  if (!request?.messages) return noRequest(id);
  return changeRequest(experiment, id, { messages: change(request.messages) });
}
