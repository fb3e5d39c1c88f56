import { ReductionTreeElement } from '../reduction-tree.ts';

// A page may have the script twice.
if (!customElements.get('batchmates-tree')) customElements.define('batchmates-tree', ReductionTreeElement);
