export { acquireStorage } from './arena';
export { PlanBuilder, type CompileProgress, type PlanSizes } from './builder';
export type { PlanProgram } from './pipeline';
export type { Plan, Setting, Turn } from './plan';
export { align, ALIGNMENT, Region } from './region';
