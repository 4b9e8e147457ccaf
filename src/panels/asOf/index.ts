export { AsOf, useAsOf } from './AsOf';
