/** How what a training worker says becomes what a session knows. */
import type { TrainingPort } from '../ports';
import { begunIn } from './phase';
import type { SessionState } from './state';

export interface Heard {
  /** Training has failed. */
  fail(error: Error): void;
  /** Steps have been taken. */
  stepped(): void;
  /** The worker is gone. */
  lost(cause: Error): void;
}

export function listen(port: TrainingPort, state: SessionState, on: Heard): void {
  port.on('status', (status) => {
    if (status.state === 'failed') on.fail(new Error('Training has failed.'));
    if (status.state === 'finished' && state.training) {
      state.training = false;
      state.setIntent(false);
    }
    const begun = begunIn(state.phase);
    // A worker that is being made ready knows nothing yet of the step that it will go on from.
    const step = status.state === 'starting' ? state.reached : status.step;
    if (begun) state.reached = Math.max(state.reached, step);
    state.setStatus({ ...status, step, steps: (begun?.inForce ?? state.wanted).steps });
  });
  port.on('metrics', (steps) => {
    if (state.phase.kind !== 'live') return;
    on.stepped();
    for (const metrics of Object.values(steps)) state.reached = Math.max(state.reached, metrics.at(-1)?.step ?? 0);
    state.events.emit('metrics', { steps, config: state.phase.inForce });
  });
  port.on('baselines', (baselines) => state.updateBegun(() => ({ baselines })));
  port.on('snapshots', (snapshots) => {
    // One that was under way when its experiment was dropped says nothing of the next.
    if (state.phase.kind !== 'live') return;
    state.events.emit(
      'snapshots',
      snapshots.map((snapshot) => state.measured(snapshot)),
    );
  });
  port.on('checkpoint', (checkpoint) => {
    if (state.phase.kind === 'live') state.updateBegun(() => ({ checkpoint }));
  });
  port.on('error', (error) => {
    if (state.phase.kind === 'failed') state.setPhase({ ...state.phase, error });
    state.events.emit('failed', error.message);
  });
  port.on('lost', (cause) => on.lost(cause));
}
