import { SHAPE_NAMES, type ShapeName } from '../../experiment/model-name.ts';
import { modelGraph } from '../../model/model-graph.ts';
import { MATMULS, type MatmulName } from '../../model/operations.ts';
import { SHAPES } from '../../model/shapes.ts';
import type { Operation } from '../../numerics/operations.ts';
import type { Dimensions } from './setup.ts';

/** An operation in the sizes that a model has it in. */
export interface NamedShape {
  readonly operation: Operation;
  readonly model: ShapeName;
  /** Which of a model's products; null of the others, of which it has one size. */
  readonly product: MatmulName | null;
  readonly dimensions: Dimensions;
}

/** Keys that a decoding row sees where nobody says how many: more than any rule's smallest split. */
const CONTEXT = 2048;

/** An operation in the sizes of every model shape that the lab knows, products one by one; equal sizes once. */
export function namedShapes(operation: Operation): NamedShape[] {
  const shapes = SHAPE_NAMES.flatMap((model) => shapesOf(operation, model));
  return [...new Map(shapes.map((shape) => [JSON.stringify(shape.dimensions), shape])).values()];
}

/** One of them; the sizes of a model that has no such product are no question. */
export function namedShape(operation: Operation, model: ShapeName, product: MatmulName | null): NamedShape {
  return shapesOf(operation, model).find((shape) => shape.product === product)!;
}

function shapesOf(operation: Operation, model: ShapeName): NamedShape[] {
  const { config } = SHAPES[model];
  switch (operation) {
    case 'matmul': {
      const { matmul } = modelGraph(config);
      return MATMULS.map((product) => {
        const { terms, columns } = matmul[product];
        return { operation, model, product, dimensions: { terms, columns } };
      });
    }
    case 'rmsnorm':
      return [{ operation, model, product: null, dimensions: { hidden: config.hiddenSize } }];
    case 'attention': {
      const { heads, kvHeads, headDim, maxPositions } = config;
      const context = Math.min(CONTEXT, maxPositions);
      return [{ operation, model, product: null, dimensions: { heads, kvHeads, headDim, context } }];
    }
  }
}
