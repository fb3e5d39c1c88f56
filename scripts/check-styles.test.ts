import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GLOBAL_SHEETS, ORDER, styleFaults } from './check-styles.ts';

const [BASE, ELEMENTS] = GLOBAL_SHEETS;
const SHEET = 'src/ui/a.module.css';
const COMPONENT = 'src/ui/a.tsx';
const USING = "import styles from './a.module.css';\n";

/** Every sheet has its place, unless a test says otherwise. */
function faultsOf(files: Readonly<Record<string, string>>): string[] {
  const sheets = Object.keys(files).filter((path) => path.endsWith('.css'));
  const order = sheets.map((path) => `import '${posix.relative(posix.dirname(ORDER), path)}';\n`).join('');
  return styleFaults(new Map(Object.entries({ [ORDER]: order, ...files })));
}

/** The faults of one sheet and one component. */
const pair = (css: string, markup: string) =>
  faultsOf({ [BASE]: '.row { gap: 0 }', [SHEET]: css, [COMPONENT]: `${USING}${markup}` });

describe('styleFaults', () => {
  it('finds nothing where each class is defined and used', () => {
    const css =
      '.card-head, .card:is(.a, [data-x="1;2"]) > b { gap: 0 }\n@media print { .row-b :global(.row) { gap: 0 } }';
    const markup =
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the component's own template.
      "<b className={`row ${styles.cardHead} ${x === 'probe' ? styles.a : ''}`}><i className={styles.card} /><u className={styles.rowB} /></b>";
    expect(pair(css, markup)).toEqual([]);
  });

  it('names a class that its module has not', () => {
    expect(pair('.card { gap: 0 }', '<b className={styles.card}><i className={styles.cart} /></b>')).toEqual([
      `${COMPONENT}:2: ${SHEET} has no class for styles.cart`,
    ]);
  });

  it('names a class that no component uses, and a module that none imports', () => {
    expect(pair('.card { gap: 0 }\n.dead { gap: 0 }', '<b className={styles.card} />')).toEqual([
      `${SHEET}: no component uses .dead`,
    ]);
    expect(faultsOf({ [SHEET]: '.card { gap: 0 }', [COMPONENT]: "import './a.module.css';" })).toEqual([
      `${SHEET}: no component imports it by a name`,
    ]);
  });

  it('does not count the use of a sheet of the same class', () => {
    const faults = faultsOf({
      [SHEET]: '.runs { gap: 0 }',
      'src/ui/b.module.css': '.runs { gap: 1px }',
      [COMPONENT]: `${USING}import other from './b.module.css';\n<b className={other.runs} />`,
    });
    expect(faults).toEqual([`${SHEET}: no component uses .runs`]);
  });

  it.each([
    ['text', '<b className="card" />'],
    ['a choice', "<b className={lit ? 'card' : ''} />"],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: it is the component's own template.
    ['a template', '<b className={`card ${styles.card}`} />'],
  ])('refuses a class of a module as %s', (_, markup) => {
    expect(pair('.card { gap: 0 }', `<i className={styles.card} />\n${markup}`)).toEqual([
      `${COMPONENT}:3: 'card' is no class of a global sheet; take it from a module`,
    ]);
  });

  it.each([['styles[name]'], ['f(styles)'], ['{ ...styles }']])(
    'refuses %s, which cannot be checked',
    (use) => {
      expect(pair('.card { gap: 0 }', `<b className={styles.card} />\n${use}`)).toEqual([
        `${COMPONENT}:3: use 'styles' by styles.class, so that it can be checked`,
      ]);
    },
  );

  it('refuses a rule that holds everywhere in a module, and a global class that is none', () => {
    expect(
      pair('.card, a:hover { gap: 0 }\n.card :global(.cord) { gap: 0 }', '<b className={styles.card} />'),
    ).toEqual([
      `${SHEET}:1: 'a:hover' has no class of this sheet, so that it holds everywhere`,
      `${SHEET}:2: no global sheet defines .cord`,
    ]);
  });

  it('names a sheet without a place in the order', () => {
    const files = {
      [ORDER]: '',
      [SHEET]: '.card { gap: 0 }',
      [COMPONENT]: `${USING}<b className={styles.card} />`,
    };
    expect(faultsOf(files)).toEqual([`${SHEET}: has no place in ${ORDER}`]);
  });

  it('refuses two names that are one in a component', () => {
    expect(pair('.card-a { gap: 0 }\n.cardA { gap: 0 }', '<b className={styles.cardA} />')).toEqual([
      `${SHEET}: .card-a and .cardA are both cardA`,
    ]);
  });

  it('refuses a further global sheet, and a class in both', () => {
    expect(faultsOf({ 'src/ui/x.css': '.x { gap: 0 }' })).toEqual([
      `src/ui/x.css: global sheets are ${BASE} and ${ELEMENTS}; name it .module.css`,
    ]);
    expect(faultsOf({ [BASE]: '.row { gap: 0 }', [ELEMENTS]: 'b.row { gap: 0 }' })).toEqual([
      `${ELEMENTS}: .row is defined in ${BASE} too`,
    ]);
  });

  it('names a part of another component that is not there', () => {
    const css = '.card [data-part="bar"] { gap: 0 }';
    expect(pair(css, '<b className={styles.card} />')).toEqual([
      `${SHEET}:1: no component has data-part="bar"`,
    ]);
    expect(pair(css, '<b className={styles.card}><i data-part="bar" /></b>')).toEqual([]);
  });
});
