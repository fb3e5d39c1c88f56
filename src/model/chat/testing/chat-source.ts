import { readChatSource } from '../chat-template.ts';

const SPECIALS = [
  ...['<s>', '</s>', '<|im_start|>', '<|im_end|>', '[INST]', '[/INST]'],
  ...['<|start_header_id|>', '<|end_header_id|>', '<|eot_id|>', '<start_of_turn>', '<end_of_turn>'],
];
const FLAGS = { singleWord: false, lstrip: false, rstrip: false, normalized: false };

/** What a model with a template brings; its special tokens are those that any of the templates here names. */
export function chatSource(template: unknown) {
  const settings = { bos_token: '<s>', eos_token: { content: '</s>' }, chat_template: template };
  const added = [
    ...SPECIALS.map((content, id) => ({ id, content, special: true, ...FLAGS })),
    { id: 99, content: '</think>', special: false, ...FLAGS },
  ];
  return readChatSource(settings, added, { where: 'model', at: 'model/tokenizer_config.json' });
}
