/** Making a kernel of plans compute wrongly, to see that it is found. */
import { expect, vi } from 'vitest';
import { PlanBuilder, type PlanProgram, type Region } from '../runtime/plan';

export interface Spoiling {
  /** Beginning of the program's key, without `negativeSpace`. */
  program: string;
  /** WGSL that is replaced, and by what. */
  from: string;
  to: string;
  /** Which of these programs; default: all. */
  applies?(program: PlanProgram, output: Region): boolean;
}

/** Spoils programs of plans that are put together from now on, until mocks are restored; tfjs's programs stay as they are. */
export function spoilPlans({ program: name, from, to, applies = () => true }: Spoiling) {
  const original = PlanBuilder.prototype.runInto;
  return vi.spyOn(PlanBuilder.prototype, 'runInto').mockImplementation(function (this: PlanBuilder, program, inputs, output, options) {
    const chosen = program.key.startsWith(`negativeSpace${name}`) && applies(program, output);
    if (chosen) expect(program.code).toContain(from);
    original.call(this, chosen ? { ...program, code: program.code.replace(from, to) } : program, inputs, output, options);
  });
}
