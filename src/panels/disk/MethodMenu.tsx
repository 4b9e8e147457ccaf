import { percent } from '../../plots';
import type { ProjectionMethod } from '../../core/projection/points';
import type { RunProjection } from '../../state/views/projections/useProjection';

/** What the menu calls each method, and what it does. */
const METHODS: Record<ProjectionMethod, { name: string; what: string }> = {
  'tangent PCA': { name: 'PCA', what: 'tangent PCA at the centre of the ball' },
  'PCA angle, true radius': { name: 'true radius', what: 'angle by PCA, radius as in the ball' },
  'hyperbolic neighbours': { name: 'neighbours', what: 'hyperbolic t-SNE: near images are laid near one another' },
  'sphere PCA': { name: 'PCA', what: 'PCA, back onto the sphere' },
  'spherical neighbours': { name: 'neighbours', what: 'spherical t-SNE: near images are laid near one another' },
  none: { name: 'as it is', what: 'the embedding has no more dimensions than the picture' },
};

/** The projection's name, which is a menu: one choice for all disks, one for all spheres. */
export function MethodMenu({ run, projection }: { run: string; projection: RunProjection }) {
  const { method, methods, progress, choose } = projection;
  const { name, what } = METHODS[method];
  if (methods.length < 2)
    return (
      <span className="disk-method" title={what}>
        {name}
      </span>
    );
  return (
    <span className="disk-method">
      {progress !== undefined && (
        <progress
          value={progress}
          max={1}
          aria-label={`Projection of ${run} is being computed`}
          title={`${percent(progress, 0)} computed`}
        />
      )}
      <select
        aria-label={`Projection of ${run}`}
        title={what}
        value={method}
        onChange={(event) => choose(methods.find((known) => known === event.target.value) ?? method)}
      >
        {methods.map((known) => (
          <option key={known} value={known} title={METHODS[known].what}>
            {METHODS[known].name}
          </option>
        ))}
      </select>
    </span>
  );
}
