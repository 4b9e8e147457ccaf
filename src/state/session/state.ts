/** Where a session stands: phase, wanted configuration, status, and whether it is to train. Whatever changes is told as an event. */
import type { ExperimentConfig } from '../../core/configuration/schema';
import type { RunSnapshot } from '../../core/evaluation/snapshot';
import { Emitter } from '../../engine/emitter';
import type { TrainingStatus } from '../../engine/protocol';
import type { SessionEvents } from './events';
import { begunIn, named, type Live, type MeasuredSnapshot, type Phase } from './phase';
import { restartPaths } from './settings';

export class SessionState {
  readonly events = new Emitter<SessionEvents>();
  phase: Phase = { kind: 'none' };
  status: TrainingStatus;
  /** Train has been asked for and Pause has not: it trains, or will as soon as it can. */
  wantsTraining = false;
  /** The worker has been told to train, and has not said that it ended. */
  training = false;
  /** Highest step heard of. */
  reached = 0;

  constructor(public wanted: ExperimentConfig) {
    this.status = { state: 'starting', step: 0, steps: wanted.steps, stepsPerSecond: 0, gpuBytes: 0 };
  }

  /** Paths of settings in which what is wanted differs from what is in force, and that only a new experiment can take; empty = none. */
  get pending(): string[] {
    const begun = begunIn(this.phase);
    return begun ? restartPaths(begun.inForce, this.wanted) : [];
  }

  /** The experiment has taken at least one step. */
  get trained(): boolean {
    return this.reached > 0;
  }

  /** An experiment has been trained, or is about to be: it must not be dropped in silence. */
  get busy(): boolean {
    return begunIn(this.phase) !== undefined && (this.trained || this.wantsTraining);
  }

  get atEnd(): boolean {
    const begun = begunIn(this.phase);
    return begun !== undefined && this.reached >= begun.inForce.steps;
  }

  drop(): void {
    this.reached = 0;
    this.setPhase({ kind: 'none' });
    const { state, gpuBytes } = this.status;
    this.setStatus({ state: state === 'starting' ? state : 'ready', step: 0, steps: this.wanted.steps, stepsPerSecond: 0, gpuBytes });
  }

  /** Names are taken over at once, in whatever state the experiment is. */
  takeNames(): void {
    const begun = begunIn(this.phase);
    if (!begun) return;
    const now = named(begun, this.wanted);
    if (now !== begun) this.setPhase(now);
  }

  /** Its head is the one it was taken with, whatever has been applied since. */
  measured(snapshot: RunSnapshot): MeasuredSnapshot {
    const config = begunIn(this.phase)?.inForce ?? this.wanted;
    return { ...snapshot, measuredWith: { config, head: snapshot.head } };
  }

  updateBegun(change: (now: Live) => Partial<Live>): void {
    if (this.phase.kind === 'live') this.setPhase({ ...this.phase, ...change(this.phase) });
  }

  setPhase(phase: Phase): void {
    const before = this.phase;
    this.phase = phase;
    this.events.emit('phase', { phase, before });
  }

  setWanted(wanted: ExperimentConfig): void {
    this.wanted = wanted;
    this.events.emit('wanted', wanted);
    if (!begunIn(this.phase) && this.status.steps !== wanted.steps) this.setStatus({ ...this.status, steps: wanted.steps });
  }

  setIntent(wantsTraining: boolean): void {
    if (wantsTraining === this.wantsTraining) return;
    this.wantsTraining = wantsTraining;
    this.events.emit('intent', wantsTraining);
  }

  setStatus(status: TrainingStatus): void {
    this.status = status;
    this.events.emit('status', status);
  }

  /** What is being done, for people; undefined = nothing that takes long. */
  say(activity: string | undefined, state: TrainingStatus['state'] = this.status.state): void {
    if (activity === this.status.activity && state === this.status.state) return;
    this.setStatus({ ...this.status, state, activity });
  }
}
