/** What a request comes to, a moment after it was changed last: cells are made and looked up among those that were kept. */
import { useEffect, useState } from 'react';
import { messageOf } from '../../../core/errors';
import { useSweepStore } from '../../../state/LabProvider';
import type { SweepPlan, SweepRequest } from '../../../state/sweep/sweeps.types';

/** Milliseconds without a change. */
const QUIET = 250;

export type Plan = { plan: SweepPlan } | { refused: string } | undefined;

/** @param request the same object as long as it is the same; undefined = there is none to be planned */
export function usePlan(request: SweepRequest | undefined): Plan {
  const sweeps = useSweepStore();
  const [found, setFound] = useState<{ request: SweepRequest; plan: Plan }>();
  useEffect(() => {
    if (!request) return;
    let current = true;
    const settle = (plan: Plan) => current && setFound({ request, plan });
    const timer = setTimeout(() => {
      sweeps
        .getState()
        .plan(request)
        .then((plan) => settle({ plan }))
        .catch((error: unknown) => settle({ refused: messageOf(error) }));
    }, QUIET);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [request, sweeps]);
  return found && request && found.request === request ? found.plan : undefined;
}
