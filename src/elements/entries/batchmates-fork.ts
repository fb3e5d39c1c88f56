import { ForkElement } from '../fork.ts';

// A page may have the script twice.
if (!customElements.get('batchmates-fork')) customElements.define('batchmates-fork', ForkElement);
