import fc from 'fast-check';
import { CHAT_ROLES, type ChatMessage } from '../../src/experiment/chat-schema.ts';
import { renderChat } from '../../src/model/chat/render.ts';
import { chatSource } from '../../src/model/chat/testing/chat-source.ts';
import * as templates from '../../src/model/chat/testing/templates.ts';
import { ModelError } from '../../src/model/model-error.ts';
import { type Harness, must, refusal } from './harness.ts';
import { anyText, mutatedText } from './mutate-text.ts';

/** Templates that would take for ever, or a machine's memory. */
const GREEDY = [
  '{% for a in range(99999) %}{% for b in range(99999) %}{{ a ~ b }}{% endfor %}{% endfor %}',
  '{% set ns = namespace(s="ab") %}{% for i in range(60) %}{% set ns.s = ns.s + ns.s %}{% endfor %}{{ ns.s }}',
  '{% set ns = namespace(s=[1]) %}{% for i in range(60) %}{% set ns.s = [ns.s, ns.s] %}{% endfor %}{{ ns.s | tojson }}',
  '{% macro f(x) %}{{ f(x ~ x) }}{% endmacro %}{{ f("a") }}',
  '{% for a in messages %}{% for b in messages %}{% for c in messages %}{{ messages | tojson }}{% endfor %}{% endfor %}{% endfor %}',
];

const PARTS = [
  ...['{{', '}}', '{%-', '-%}', '{% if ', '{% endif %}', '{% else %}', '{% set x = ', '{% endfor %}'],
  ...['{% for message in messages %}', '{% macro f(x) %}', '{% endmacro %}', '{% break %}', '{% continue %}'],
  ...[
    '{% call f() %}',
    '{% endcall %}',
    '{% filter upper %}',
    '{% endfilter %}',
    '{# ',
    ' #}',
    '{% generation %}',
  ],
  ...[
    'messages',
    "message['content']",
    'message.role',
    'loop.last',
    'namespace(a=1)',
    'range(9)',
    'range(-9, 9, 2)',
  ],
  ...[
    '| tojson(indent=9)',
    '| join(", ")',
    '| replace("", "ab")',
    '| indent(9)',
    '| trim',
    '| length',
    '| sort',
  ],
  ...[
    '| selectattr("role", "equalto", "user")',
    '| map(attribute="content")',
    '| list',
    '| reverse',
    '| unique',
  ],
  ...[
    '.split("")',
    '.replace("a", "aa")',
    '.items()',
    '.strip()',
    '[::-1]',
    '[1:]',
    ' in ',
    ' ~ ',
    ' ** ',
    ' // ',
  ],
  ...[
    'raise_exception("no")',
    'strftime_now("%d %b %Y")',
    'bos_token',
    'add_generation_prompt',
    'enable_thinking',
  ],
  ...['is defined', 'is none', 'none', '(', ')', '[', ']', '"', "'", '0', '-1', '1e9', '\n', '    '],
];

const SPELLED = [
  '<|im_start|>',
  '<|im_end|>',
  '<s>',
  '</s>',
  '[INST]',
  '</think>',
  '<|im_',
  'end|>',
  '\ue000',
  '',
];

const contents = fc
  .array(fc.oneof(fc.constantFrom(...SPELLED), anyText), { maxLength: 4 })
  .map((parts) => parts.join(''));

const messages: fc.Arbitrary<readonly ChatMessage[]> = fc.array(
  fc.record({ role: fc.constantFrom(...CHAT_ROLES), content: contents }, { noNullPrototype: true }),
  { minLength: 1, maxLength: 6 },
);

interface Input {
  readonly template: string;
  readonly said: readonly ChatMessage[];
}

/** Far above what the bounds leave open, on a machine that does much else. */
const MOST_MS = 30_000;

export const chats: Harness<Input> = {
  name: 'chats',
  property:
    'a chat template gives a text, the same each time, or is refused by a ModelError, soon; of ChatML no message adds a special token',
  inputs: fc.record(
    {
      template: fc.oneof(
        {
          weight: 3,
          arbitrary: mutatedText([...Object.values(templates), ...GREEDY], { dictionary: PARTS }),
        },
        {
          weight: 2,
          arbitrary: fc.array(fc.constantFrom(...PARTS), { maxLength: 20 }).map((all) => all.join('')),
        },
        { weight: 1, arbitrary: fc.constant(templates.CHATML) },
      ),
      said: messages,
    },
    { noNullPrototype: true },
  ),
  check({ template, said }) {
    const source = chatSource(template);
    const started = performance.now();
    try {
      const { text, marked } = renderChat(source, said);
      must(marked.length === text.length, 'marks that take room');
      must(renderChat(source, said).text === text, 'another text the second time');
      if (template !== templates.CHATML) return 'rendered';
      const own = said.map(({ role }) => ({ role, content: '' }));
      must(
        marked.split('<|im_').length === renderChat(source, own).text.split('<|im_').length,
        'a token typed in',
      );
      return 'rendered, ChatML';
    } catch (error) {
      return refusal(error, [ModelError]);
    } finally {
      must(performance.now() - started < MOST_MS, 'too long');
    }
  },
  keep: ({ template, said }) => ({ 'chat_template.jinja': template, 'messages.json': JSON.stringify(said) }),
};
