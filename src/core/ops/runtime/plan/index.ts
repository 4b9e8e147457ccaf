export { acquireStorage } from './arena';
export type { PlanProgram } from './pipeline';
export { PlanBuilder, type Plan, type Setting } from './plan';
export { align, ALIGNMENT, Region, regionOf } from './region';
