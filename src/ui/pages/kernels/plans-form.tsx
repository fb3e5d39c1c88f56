import { OPERATIONS, type Operation } from '../../../numerics/operations.ts';
import { type NamedShape, namedShapes } from '../../../workbench/cases/named-shapes.ts';
import { MOST_PROCESSORS, sizesProblem } from '../../../workbench/cases/plan-place.ts';
import { SelectField } from '../../kit/choices.tsx';
import { Slider } from '../../kit/slider.tsx';
import fields from '../../kit/styles/fields.module.css';
import tables from '../../kit/styles/tables.module.css';
import { askPlans, chooseOperation, usePlans } from './plans-store.ts';
import { ShapeFields } from './shape-fields.tsx';

const OWN = 'own sizes';

const PRODUCT_WORDS = {
  qkv: 'query, key and value',
  o: 'attention’s output',
  gate_up: 'gate and up',
  down: 'down',
  head: 'head',
} as const;

const OPERATION_WORDS: Readonly<Record<Operation, string>> = {
  matmul: 'matmul',
  rmsnorm: 'RMSNorm',
  attention: 'attention, decode',
};

/** What every set is asked to plan: an operation, its sizes, how many workgroups there are to keep busy. */
export function PlansForm() {
  const { operation, dimensions, parallelism } = usePlans((state) => state.place.question);
  const shapes = namedShapes(operation);
  const name =
    shapes.find((shape) => JSON.stringify(shape.dimensions) === JSON.stringify(dimensions)) ?? null;
  return (
    <section className={`${tables.panel} ${fields.editForm}`} aria-label="What to plan">
      <div className={fields.wide}>
        <SelectField
          label="Operation"
          value={operation}
          options={OPERATIONS}
          words={(one) => OPERATION_WORDS[one]}
          onChange={chooseOperation}
        />
      </div>
      <div className={fields.wide}>
        <SelectField
          label="Sizes of"
          value={name ? shapeName(name) : OWN}
          options={[...(name ? [] : [OWN]), ...shapes.map(shapeName)]}
          onChange={(chosen) => {
            const shape = shapes.find((one) => shapeName(one) === chosen);
            if (shape) askPlans({ dimensions: shape.dimensions });
          }}
        />
      </div>
      <ShapeFields
        key={operation}
        operation={operation}
        dimensions={dimensions}
        check={sizesProblem}
        onChange={(sizes) => askPlans({ dimensions: sizes })}
      />
      <Slider
        label="Parallelism: workgroups, or multiprocessors, to keep busy"
        value={parallelism}
        min={1}
        max={MOST_PROCESSORS}
        slider={256}
        onChange={(value) => {
          if (Number.isInteger(value) && value >= 1 && value <= MOST_PROCESSORS)
            askPlans({ parallelism: value });
        }}
      />
      <p className={`${tables.note} ${fields.wide}`}>
        The rules of each set are data; only the cliffs of speculation run anything. The address leads to this
        very place.
      </p>
    </section>
  );
}

/** `qwen2.5-0.5b: down`. */
export function shapeName({ model, product }: NamedShape): string {
  return product ? `${model}: ${PRODUCT_WORDS[product]}` : model;
}
