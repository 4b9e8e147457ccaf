import { useState } from 'react';
import { formatNumber, parseNumber } from './numbers';

export interface Typed {
  /** What stands in the field: what was typed, or the value. */
  text: string;
  /** Why it is refused. */
  problem: string | undefined;
  type(text: string): void;
  /** Takes what was typed, if it can be taken; what cannot stays where it is, with its reason. */
  commit(): void;
  /** Forgets what was typed. */
  revert(): void;
}

/** A number that is typed: judged at every key, taken on Enter or when the field is left. */
export function useTyped(value: number, judge: (value: number) => string | undefined, take: (value: number) => void): Typed {
  const [draft, setDraft] = useState<string>();
  const judged = (text: string): { value?: number; problem?: string } => {
    const parsed = parseNumber(text);
    if (parsed === undefined) return { problem: text.trim() === '' ? 'A number is needed here' : `“${text.trim()}” is not a number` };
    return { value: parsed, problem: judge(parsed) };
  };
  const problem = draft === undefined ? undefined : judged(draft).problem;
  return {
    text: draft ?? formatNumber(value),
    problem,
    type: setDraft,
    commit: () => {
      if (draft === undefined) return;
      const result = judged(draft);
      if (result.problem !== undefined || result.value === undefined) return;
      setDraft(undefined);
      if (result.value !== value) take(result.value);
    },
    revert: () => setDraft(undefined),
  };
}
