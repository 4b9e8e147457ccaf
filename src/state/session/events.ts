/** What a session needs, and what it says. Types alone. */
import type { BackendReport } from '../../core/backend/report';
import type { BackendChoice, ExperimentConfig } from '../../core/configuration/schema';
import type { ExperimentRecord } from '../../core/record/schema';
import type { Baselines, StepMetrics } from '../../core/training/experiment.types';
import type { TrainingStatus } from '../../engine/protocol';
import type { TrainingPort } from '../ports';
import type { MeasuredSnapshot, Phase, SessionImages } from './phase';

export interface SessionPorts {
  training(): Promise<TrainingPort>;
  /** The same object as long as what is stored of the set is the same. */
  openImageSet(id: string): Promise<SessionImages>;
  /** The two lines to judge by, where they have been found before for these images, this model and this seed: they are not found again. */
  baselines?(config: ExperimentConfig, images: SessionImages): Baselines | undefined;
}

/** What was restored after a worker was lost. */
export interface Recovery {
  /** Why the old worker is gone, for people. */
  reason: string;
  report: BackendReport;
  /** undefined: there was no experiment to restore. */
  experiment?: {
    /** Step it stands at again; metrics of later steps are void and will be reported anew. */
    step: number;
    /** Steps taken since that one, to be taken again. */
    lostSteps: number;
    training: boolean;
  };
}

export interface SessionEvents {
  /** Where the experiment stands has changed. */
  phase: { phase: Phase; before: Phase };
  /** The wanted configuration has changed. */
  wanted: ExperimentConfig;
  /** Training has been asked for, or is not asked for any more. */
  intent: boolean;
  status: TrainingStatus;
  /** Steps just taken, by id of the run, and the configuration they were taken with. */
  metrics: { steps: Record<string, StepMetrics[]>; config: ExperimentConfig };
  /** Of all runs, at one step. */
  snapshots: MeasuredSnapshot[];
  /** A backend is open. */
  backend: BackendReport;
  /** The wanted backend cannot be opened; another one has taken its place in the wanted configuration, and is tried. */
  fallback: { error: Error; choice: BackendChoice };
  /** The worker, or the device under it, is gone. `recovered` or `failed` follows. */
  lost: Error;
  recovered: Recovery;
  /** Reset has thrown away an experiment that can be brought back: the step it stands at. undefined = there is none any more. */
  undoable: number | undefined;
  /** The experiment stands at an earlier step again: what was measured after it is void. */
  wentBack: number;
  /** The experiment goes on from a record, which says what was measured up to this step; what it says beyond is void. */
  resumed: { record: ExperimentRecord; step: number };
  /** Something failed that nobody waits for, for people. Where it was the experiment, its phase is `failed`. */
  failed: string;
}
