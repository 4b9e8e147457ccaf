export { acquireStorage } from './arena';
export { PlanBuilder, type CompileProgress, type PlanSizes } from './builder';
export type { PlanProgram } from './pipeline';
export { Plan, type Setting, type Turn } from './plan';
export { align, ALIGNMENT, Region } from './region';
