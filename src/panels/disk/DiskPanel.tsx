import { useCallback, useId, useRef, useState } from 'react';
import { PlotActions, ScatterPlot, fixed, integer, percent, type ScatterHandle } from '../../plots';
import { useLab, useLabStore } from '../../state/LabProvider';
import { AsOf } from '../asOf';
import { PanelHelp } from '../help';
import { NormStrip } from '../norms';
import { useProjection, type RunProjection } from '../../state/views/useProjection';
import { useNames, useRun, type StillRun } from '../../state/views/useSelection';
import { Locator } from './Locator';
import { MethodMenu } from './MethodMenu';
import { PlotTools } from './PlotTools';
import { useScatterExport } from './exports';
import { useScene, type Framing } from './useScene';
import './disk.css';

const KEYS =
  'Arrow keys go from point to point, Enter makes the point the anchor, Shift with arrow keys moves the picture, plus and minus zoom, C centres the anchor, Home resets the view. Shift and drag selects images with a lasso, Escape gives the selection up.';

/** What the picture's fidelity and the clip are, in a few words under it. */
function Caption({ run, projection }: { run: StillRun; projection: RunProjection | undefined }) {
  const { snapshot } = run;
  if (!snapshot || !projection) return <p className="disk-caption">not evaluated yet</p>;
  const { norms, head } = snapshot;
  const { neighboursKept, distortion } = projection.picture;
  const clipped =
    run.geometry === 'spherical'
      ? `mean norm ${fixed(norms.mean, 2)}`
      : head.clipRadius > 0
        ? `clipped ${percent(norms.clippedShare, 0)}`
        : 'no clipping';
  return (
    <p className="disk-caption">
      <span title="Share of the 10 nearest neighbours in the embedding that are among the 10 nearest in the picture">
        neighbours kept {percent(neighboursKept, 0)}
      </span>
      <span className="visually-hidden"> · </span>
      <span>
        <span title="How far distances in the picture are from those in the embedding, on average, after the scale that suits them best">
          distances ±{percent(distortion, 0)}
        </span>{' '}
        · {clipped}
      </span>
    </p>
  );
}

/** Takes what a lasso caught into the linked selection. */
function useLasso() {
  const labStore = useLabStore();
  const choose = useLab((lab) => lab.select);
  return useCallback(
    (indices: readonly number[], add: boolean) => choose(add ? [...(labStore.getState().selected ?? []), ...indices] : indices),
    [labStore, choose],
  );
}

function Disk({ run }: { run: StillRun }) {
  const sphere = run.geometry === 'spherical';
  const title = `${sphere ? 'Sphere' : 'Poincaré disk'} – ${run.name}`;
  const [framing, setFraming] = useState<Framing>('reach');
  const projection = useProjection(run);
  const scene = useScene(run, framing, projection?.picture);
  const exported = useScatterExport(run, scene);
  const hover = useLab((lab) => lab.hover);
  const select = useLab((lab) => lab.selectAnchor);
  const lasso = useLasso();
  const names = useNames();
  const keys = useId();
  const plot = useRef<ScatterHandle>(null);
  const { snapshot } = run;
  const head = snapshot?.head ?? run.head;

  const nearest = scene.negatives[0];
  const chosen =
    scene.anchor === undefined
      ? 'No anchor.'
      : `Anchor: ${names.classOf(scene.anchor)}, with ${scene.positives.length} positives${nearest ? `; its hardest negative here is ${names.classOf(nearest.index)}` : ''}.`;
  const label = snapshot
    ? `${integer(snapshot.n)} ${snapshot.part} images at step ${snapshot.step}, ${projection?.picture.method ?? snapshot.projection.method}. ${chosen}`
    : 'No images yet.';

  return (
    <section className="panel disk-panel" data-geometry={run.geometry} aria-label={title}>
      <div className="panel-head">
        {/* What tells it from the others first: of many runs there is room for little more. */}
        <h2 className="panel-title" title={title}>
          {run.name}
          <span className="disk-kind"> – {sphere ? 'sphere' : 'Poincaré disk'}</span>
        </h2>
        <PlotActions name={title} run={run.name} step={snapshot?.step} part={snapshot?.part} />
        <PanelHelp topic={sphere ? 'sphere' : 'disk'} of={title} />
      </div>
      <div className="disk-plot">
        <ScatterPlot
          name={sphere ? 'Sphere' : 'Poincaré disk'}
          scene={scene}
          hover={hover}
          select={select}
          lasso={lasso}
          label={label}
          describedBy={keys}
          handle={plot}
          {...exported}
        />
        <p id={keys} className="visually-hidden">
          {KEYS}
        </p>
        {!snapshot && (
          <p className="disk-empty">
            <span>The points appear with the first evaluation.</span>
          </p>
        )}
        <span className="disk-as-of">
          <AsOf snapshot={snapshot} short />
        </span>
        <PlotTools plot={plot} anchored={scene.anchor !== undefined} />
        {!sphere && <Locator c={head.c} clipRadius={head.clipRadius} framing={framing} choose={setFraming} />}
        {projection && <MethodMenu run={run.name} projection={projection} />}
      </div>
      <div className="disk-foot">
        <Caption run={run} projection={projection} />
        <NormStrip run={run} />
      </div>
    </section>
  );
}

/** One run seen in its geometry: the Poincaré disk of a hyperbolic or fused run, the sphere of a spherical one. */
export function DiskPanel({ run }: { run: string }) {
  const view = useRun(run);
  return view ? <Disk key={view.geometry} run={view} /> : null;
}
