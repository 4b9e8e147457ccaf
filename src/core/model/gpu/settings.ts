/** Numbers of a plan that may change from run to run, by name. */
import type { Setting } from '../../ops/runtime/plan';

export const settings = <Name extends string>(...names: Name[]) =>
  Object.fromEntries(names.map((name): [Name, Setting] => [name, { value: 0 }])) as Record<Name, Setting>;

export function assign<Name extends string>(target: Record<Name, Setting>, values: Record<Name, number>): void {
  for (const name in target) target[name].value = values[name];
}
