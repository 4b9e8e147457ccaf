import { suggestedC } from '../../core/metrics/delta';
import { fixed } from '../../plots';
import { Gloss } from '../help';
import { useLab } from '../../state/LabProvider';

/** How much like a tree the features are, and the curvature that suggests: c = (0.144/δ_rel)² (Khrulkov et al. 2020). */
export function Hyperbolicity() {
  // Of a run that uses c, where there is one.
  const snapshot = useLab((lab) => {
    const measured = lab.runs.flatMap(({ snapshot }) => (snapshot?.hyperbolicity ? [snapshot] : []));
    return measured.find(({ geometry }) => geometry !== 'spherical') ?? measured[0];
  });
  const name = useLab((lab) => lab.runs.find(({ id }) => id === snapshot?.run)?.name);
  const c = useLab((lab) => lab.whatIf.c ?? lab.config.head.c);
  const trained = useLab((lab) => lab.trained);
  const readOnly = useLab((lab) => lab.readOnly);
  const setHead = useLab((lab) => lab.setHead);
  const check = useLab((lab) => lab.check);
  if (!snapshot?.hyperbolicity) return null;
  const { geometry, hyperbolicity } = snapshot;
  const { relativeDelta, deviation, subsets, size } = hyperbolicity;
  const suggested = Number(suggestedC(relativeDelta).toPrecision(2));
  const usable = Number.isFinite(suggested) && check({ head: { c: suggested } }).length === 0;
  return (
    <div
      className="curves-delta"
      role="group"
      aria-label={`δ-hyperbolicity of ${name}`}
      data-geometry={geometry}
      title={`Features of ${name}: 2δ/diameter over ${subsets} random subsets of ${size} images, ± standard deviation. c = (0.144/δ)²: 0.144 is δ of the Poincaré disk.`}
    >
      <span className="curves-delta-name">
        <Gloss term="δrel">
          δ<sub>rel</sub>
        </Gloss>
      </span>
      <span>
        {fixed(relativeDelta, 2)} ± {fixed(deviation, 2)}
      </span>
      <span>→ suggested c {usable ? suggested : '–'}</span>
      {!readOnly && (
        <button
          type="button"
          className="link-button"
          aria-label={`Take the suggested curvature c ${suggested}`}
          title={trained ? 'As a what-if value, to be applied to training' : 'For the experiment'}
          disabled={!usable || c === suggested}
          onClick={() => setHead({ c: suggested })}
        >
          {c === suggested ? 'taken' : 'take it'}
        </button>
      )}
    </div>
  );
}
