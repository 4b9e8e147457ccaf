/** The stores of the page. Views get them from the provider at the root, scripts through `window.lab`; `tools/record.ts` reads them here. */
import { createStores } from '../state/stores';
import { lastingStorage } from '../state/views/pins';

export const stores = createStores({ pinned: lastingStorage() });
