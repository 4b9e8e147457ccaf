/**
 * How what is wanted comes into force in a running experiment: names and the head at once, what it goes on with through a checkpoint; and how
 * an experiment is put into a worker from its checkpoint.
 */
import { runNames, withNamesOf } from '../../core/configuration/runNames';
import type { ExperimentConfig } from '../../core/configuration/schema';
import { ConfigError } from '../../core/configuration/validate';
import { errorOf } from '../../core/errors';
import type { AppliedHead, ExperimentInfo } from '../../core/training/experiment.types';
import type { SessionPorts } from './events';
import { headAfter, withInForce, type Failed, type Live } from './phase';
import { continuingPaths, liveHeadChange, withContinuing } from './settings';
import type { SessionState } from './state';
import type { SessionWorker } from './worker';

export class CarryOver {
  /** The configuration whose names the runs have in the worker. */
  namesTold: ExperimentConfig | undefined;
  /** How often steps were interrupted for a change. */
  interruptions = 0;

  constructor(
    private readonly state: SessionState,
    private readonly worker: SessionWorker,
    private readonly quiet: SessionPorts['quiet'],
  ) {}

  /** What is wanted and can be taken over is in force. */
  isDone({ inForce }: Live): boolean {
    const told = this.namesTold && withNamesOf(this.namesTold, inForce) === this.namesTold;
    return (
      told === true &&
      continuingPaths(inForce, this.state.wanted).length === 0 &&
      Object.keys(liveHeadChange(inForce.head, this.state.wanted.head)).length === 0
    );
  }

  /** Takes over what a running experiment can: from a checkpoint what it goes on with, at its next step what is in its head. */
  async carryOver(): Promise<void> {
    if (this.state.phase.kind !== 'live') return;
    if (continuingPaths(this.state.phase.inForce, this.state.wanted).length > 0) return this.throughCheckpoint();
    await this.#tellNames();
    await this.#applyHead();
  }

  /** The worker calls the runs by the names that they have by now. */
  async #tellNames(): Promise<void> {
    const phase = this.state.phase;
    if (phase.kind !== 'live' || !this.namesTold || withNamesOf(this.namesTold, phase.inForce) === this.namesTold) return;
    await (await this.worker.connected()).rename(runNames(phase.inForce));
    this.namesTold = phase.inForce;
  }

  async #applyHead(): Promise<void> {
    const phase = this.state.phase;
    if (phase.kind !== 'live') return;
    const change = liveHeadChange(phase.inForce.head, this.state.wanted.head);
    if (Object.keys(change).length === 0) return;
    let applied: AppliedHead;
    try {
      applied = await (await this.worker.connected()).apply(change);
    } catch (error) {
      // Refused: it is not wanted any more, else it would be refused again with every change.
      if (error instanceof ConfigError)
        this.state.setWanted({
          ...this.state.wanted,
          head: { ...this.state.wanted.head, ...liveHeadChange(this.state.wanted.head, phase.inForce.head) },
        });
      throw error;
    }
    this.state.updateBegun((now) => {
      const inForce = { ...now.inForce, head: { ...now.inForce.head, ...applied.head } };
      return { inForce, applied: [...now.applied, applied], history: withInForce(now.history, applied.step, inForce) };
    });
  }

  /** Ends the experiment in the worker and goes on from where it stood, on the backend that is wanted, with what can be taken over. */
  async throughCheckpoint(): Promise<void> {
    this.state.say('saving a checkpoint');
    this.interruptions++;
    await this.stopSteps();
    await this.takeCheckpoint();
    try {
      await this.worker.ensureBackend();
      if (this.state.phase.kind === 'live') await this.restore(this.state.phase);
    } catch (error) {
      if (!this.worker.lost) this.worker.fail(errorOf(error));
      throw error;
    }
    this.state.say(undefined);
  }

  async stopSteps(): Promise<void> {
    this.state.training = false;
    if (this.state.phase.kind === 'live') await (await this.worker.connected()).pause();
  }

  async takeCheckpoint(): Promise<void> {
    const checkpoint = await (await this.worker.connected()).checkpoint();
    this.state.updateBegun(() => ({ checkpoint }));
  }

  /**
   * Puts an experiment into the worker from its checkpoint, or without one anew, with everything that is wanted and can be taken over.
   * @param onLive called as soon as it is live, before anything is heard of it
   */
  async restore(begun: Live | Failed, onLive?: (info: ExperimentInfo) => void): Promise<void> {
    const { experiment, inForce: before, checkpoint, baselines, finalTests } = begun;
    this.state.say('restoring the experiment');
    await this.worker.load(experiment.images);
    const config = withContinuing(checkpoint?.config ?? before, this.state.wanted);
    const port = await this.worker.connected();
    const info = await port.create(config, checkpoint, this.quiet ? { quiet: true } : {});
    this.namesTold = config;
    const step = checkpoint?.step ?? 0;
    const applied = checkpoint?.applied ?? [];
    const inForce = { ...config, head: headAfter(config.head, applied) };
    const wentBack = step < this.state.reached;
    this.state.reached = step;
    this.state.setPhase({
      ...{ kind: 'live', experiment, inForce, applied, finalTests, history: withInForce(begun.history, step, inForce) },
      ...(checkpoint ? { checkpoint } : {}),
      ...(baselines ? { baselines } : {}),
    });
    onLive?.(info);
    if (wentBack) this.state.events.emit('wentBack', step);
    this.state.takeNames();
    await this.#tellNames();
    await this.#applyHead();
    if (this.state.wantsTraining) await this.tellTraining();
  }

  async tellTraining(): Promise<void> {
    this.state.training = true;
    try {
      await (await this.worker.connected()).train();
    } catch (error) {
      this.state.training = false;
      throw error;
    }
  }
}
