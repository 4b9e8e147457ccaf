export { acquireStorage } from './arena';
export type { PlanProgram } from './pipeline';
export { PlanBuilder, type CompileProgress, type Plan, type Setting } from './plan';
export { align, ALIGNMENT, Region, regionOf } from './region';
