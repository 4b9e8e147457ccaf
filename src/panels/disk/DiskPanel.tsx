import { useCallback, useId, useRef, useState } from 'react';
import { PlotActions, ScatterPlot, fixed, integer, percent, type ScatterHandle } from '../../plots';
import { Name } from '../../controls';
import { useLab, useLabStore } from '../../state/LabProvider';
import { AsOf } from '../asOf';
import { Gloss, PanelHelp } from '../help';
import { NormStrip } from '../norms';
import { useProjection, type RunProjection } from '../../state/views/projections/useProjection';
import { useNames, useRun, type StillRun } from '../../state/views/useSelection';
import { Locator } from './Locator';
import { MaximiseButton, useMaximised } from './maximise';
import { MethodMenu } from './MethodMenu';
import { PlotTools } from './PlotTools';
import { Readout } from './Readout';
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
    run.geometry === 'spherical' ? (
      <>
        <Gloss term="mean norm" /> {fixed(norms.mean, 2)}
      </>
    ) : head.clipRadius > 0 ? (
      <>
        <Gloss term="clipped" /> {percent(norms.clippedShare, 0)}
      </>
    ) : (
      <Gloss term="no clipping" />
    );
  // The longer line comes last: the corner beside the disk is widest at its foot.
  return (
    <p className="disk-caption">
      <span>{clipped}</span>
      <span className="visually-hidden"> · </span>
      <span>
        <Gloss term="kept">
          <span className="disk-caption-more">neighbours </span>kept
        </Gloss>{' '}
        {percent(neighboursKept, 0)} ·{' '}
        <Gloss term="distances">
          <span className="disk-caption-more">distances </span>±{percent(distortion, 0)}
        </Gloss>
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
  const maximised = useMaximised();
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

  // The plot has the whole panel; what else there is lies over its corners, which the disk leaves free.
  return (
    <section className="panel disk-panel" data-geometry={run.geometry} data-maximised={maximised.on || undefined} aria-label={title}>
      <div className="disk-plot" data-dimmed={projection?.layoutOf === undefined ? undefined : true}>
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
      </div>
      <div className="disk-heading">
        {/* What tells it from the others first: of many runs there is room for little more. The button does what the double click does. */}
        <h2
          className="panel-title"
          title={`${title} (double-click: ${maximised.on ? 'as large as the others' : 'maximise'})`}
          onDoubleClick={maximised.toggle}
        >
          <Name kept={7}>{run.name}</Name>
        </h2>
        <span className="disk-kind">{sphere ? 'sphere' : 'Poincaré disk'}</span>
        <AsOf snapshot={snapshot} short />
        {projection?.layoutOf !== undefined && (
          <span className="disk-layout-of" title="The layout of the step on show is being made; until then an earlier one stands here">
            layout of step {integer(projection.layoutOf)}
          </span>
        )}
      </div>
      <div className="disk-actions">
        <PlotActions name={title} run={run.name} step={snapshot?.step} part={snapshot?.part} />
        <PanelHelp topic={sphere ? 'sphere' : 'disk'} of={title} />
        <MaximiseButton of={title} on={maximised.on} toggle={maximised.toggle} />
        {!sphere && <Locator c={head.c} clipRadius={head.clipRadius} framing={framing} choose={setFraming} />}
      </div>
      <div className="disk-tools">
        <PlotTools plot={plot} anchored={scene.anchor !== undefined} />
      </div>
      <div className="disk-foot">
        <Caption run={run} projection={projection} />
      </div>
      <Readout scene={scene} />
      <div className="disk-foot-end">
        <NormStrip run={run} height={32} />
        {projection && <MethodMenu run={run.name} projection={projection} />}
      </div>
    </section>
  );
}

/** One run seen in its geometry: the Poincaré disk of a hyperbolic or fused run, the sphere of a spherical one. */
export function DiskPanel({ run }: { run: string }) {
  const view = useRun(run);
  return view ? <Disk key={view.geometry} run={view} /> : null;
}
