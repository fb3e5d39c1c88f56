import { UlpHistogramElement } from '../ulp-histogram.ts';

// A page may have the script twice.
if (!customElements.get('batchmates-ulp-histogram'))
  customElements.define('batchmates-ulp-histogram', UlpHistogramElement);
