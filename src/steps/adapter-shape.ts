import { z } from 'zod';
import type { AdapterReport } from './engine.ts';

/** Fields of an adapter as files hold it; each reader says whether it takes others beside them. */
export const adapterShape = {
  vendor: z.string(),
  architecture: z.string(),
  device: z.string(),
  description: z.string(),
  software: z.boolean(),
} satisfies Record<keyof AdapterReport, z.ZodType>;
