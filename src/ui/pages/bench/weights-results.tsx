import { useId } from 'react';
import type { Interval } from '../../../bench/statistics.ts';
import type { FormatsReport, ProductSpeed, WeightsReport } from '../../../bench/weights-report.ts';
import { ratioText } from '../../../report/bench.ts';
import tables from '../../kit/styles/tables.module.css';
import styles from './speed.module.css';

const ENGINE = { webgpu: 'WebGPU', cpu: 'CPU' } as const;
const RATIO = `number ${styles.ratio}`;

/** What formats of weights and drafts give, as it was measured before the page was made. */
export function WeightsResults({ report }: { readonly report: WeightsReport }) {
  const { formats, products, speculation } = report;
  const loads = [
    ...formats.map(({ host }) => host.load),
    products.load,
    ...speculation.map(({ load }) => load),
  ];
  return (
    <>
      <Panel title="Formats of weights">
        <p className={tables.note}>
          Decoding at the shapes of {formats[0].model.replace('random:', '')} with weights in each format:
          tokens a second over those in bf16, the formats in turn, by processor time. “+ q8” quantises
          activations too, a scale a row. <strong>Computed earlier</strong>, by a processor that had other
          work (load {Math.min(...loads).toFixed(0)} to {Math.max(...loads).toFixed(0)} on two cores).
        </p>
        <FormatsTable formats={formats} />
      </Panel>
      <Panel title="Beside MatMulNBits">
        <p className={tables.note}>
          One product by the same blocks: the time of onnxruntime-web’s operator over ours. Results of both
          lie within {worstApart(products.found).toExponential(0)} of the sums in f64, as a share of the
          largest; with activations in q8 (its accuracy level 4) within{' '}
          {worstQuantised(products.found).toFixed(3)}.
        </p>
        <ProductsTable products={products.found} />
      </Panel>
      <Panel title="Drafts">
        <p className={tables.note}>
          Decoding nano with drafts over decoding it without, by how many requests decode together. Below 1 it
          does not pay.
        </p>
        <DraftsTable speculation={speculation} />
      </Panel>
    </>
  );
}

function Panel({ title, children }: { readonly title: string; readonly children: React.ReactNode }) {
  const id = useId();
  return (
    <section className={tables.panel} aria-labelledby={id}>
      <h3 id={id}>{title}</h3>
      {children}
    </section>
  );
}

function FormatsTable({ formats }: Pick<WeightsReport, 'formats'>) {
  const names = formats[0].found[0].times.slice(1).map(({ format }) => format.name);
  return (
    <Table title="Formats of weights" heads={['Step', ...names.map(formatWords)]}>
      {formats.flatMap((of) =>
        of.found.map(({ case: { batch, positions }, times }) => (
          <tr key={`${of.engine} ${batch}`}>
            <th scope="row">
              {engineWords(of)}, decode {batch} at context {positions}
            </th>
            {times.slice(1).map(({ format, speed }) => (
              <Ratio key={format.name} ratio={speed} />
            ))}
          </tr>
        )),
      )}
    </Table>
  );
}

function ProductsTable({ products }: { readonly products: readonly ProductSpeed[] }) {
  return (
    <Table title="Beside MatMulNBits" heads={['Product', 'f32 activations', 'q8 activations']}>
      {products.map(({ on, product, terms, columns, rows, format, timesOrt }) => (
        <tr key={`${on} ${product} ${rows} ${format}`}>
          <th scope="row">
            {ENGINE[on]}, {format}, {rows} × {terms} × {columns}
          </th>
          <Ratio ratio={timesOrt.plain} />
          <Ratio ratio={timesOrt.quantised} />
        </tr>
      ))}
    </Table>
  );
}

function DraftsTable({ speculation }: Pick<WeightsReport, 'speculation'>) {
  return (
    <Table title="Drafts" heads={['Requests, drafting', 'Speed over plain', 'Accepted each time']}>
      {speculation.flatMap(({ engine, found }) =>
        found.map(({ batch, name, ratio, meanLength }) => (
          <tr key={`${engine} ${batch} ${name}`}>
            <th scope="row">
              {ENGINE[engine]}, {batch}, {name} tokens
            </th>
            <td className="number">{ratio.toFixed(2)}</td>
            <td className="number">{(meanLength ?? 0).toFixed(2)}</td>
          </tr>
        )),
      )}
    </Table>
  );
}

function Table(props: {
  readonly title: string;
  readonly heads: readonly string[];
  readonly children: React.ReactNode;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys.
    <section className={tables.scroll} tabIndex={0} aria-label={`${props.title}, table`}>
      <table>
        <thead>
          <tr>
            {props.heads.map((head, i) => (
              <th key={head} scope="col" className={i === 0 ? undefined : RATIO}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{props.children}</tbody>
      </table>
    </section>
  );
}

function Ratio({ ratio }: { readonly ratio: Interval }) {
  return <td className={RATIO}>{ratioText(ratio)}</td>;
}

function engineWords({ engine, adapter }: FormatsReport): string {
  return engine === 'cpu' ? 'CPU engine' : `WebGPU on ${adapter.description.split(' ')[0]}`;
}

/** `q8:per-row`: q8 weights by q8 activations. */
function formatWords(name: string): string {
  return name.replace(':per-row', ' + q8');
}

function worstApart(products: readonly ProductSpeed[]): number {
  return Math.max(...products.flatMap(({ apart }) => [apart.plain, apart.ort]));
}

function worstQuantised(products: readonly ProductSpeed[]): number {
  return Math.max(...products.flatMap(({ apart }) => [apart.quantised, apart.ort8]));
}
