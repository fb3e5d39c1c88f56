import { expect, test } from 'vitest';
import { printed } from '../lab/load/testing/printed.ts';
