import { useMemo, useState } from 'react';
import { Ask, Dialog } from '../../controls';
import { describeIssue } from '../../core/errors';
import { placeOf, recipeConfig, RECIPES, type Recipe } from '../../core/configuration/recipes';
import { useLab, useLabStores } from '../../state/LabProvider';
import { adoptRecipe, wouldLose } from './adopt';
import { Commands } from './Commands';
import './presets.css';

const GROUPS = [
  { place: 'train', title: 'One experiment', note: 'Sets up Train: press Train when you have looked at it.' },
  { place: 'sweep', title: 'Sweeps', note: 'Opens Sweep with the grid: nothing is trained before you say so there.' },
] as const;

/** Presets, each with what to look for, taken with one press. */
export function PresetsDialog({ onClose }: { onClose(): void }) {
  const stores = useLabStores();
  const config = useLab((lab) => lab.config);
  const check = useLab((lab) => lab.check);
  const images = useLab((lab) => lab.images);
  const imageSet = useLab((lab) => lab.imageSet?.title);
  /** Waits for the answer whether the experiment under way may be thrown away. */
  const [asked, setAsked] = useState<Recipe>();
  const refusals = useMemo(
    // The images are what the check looks at.
    () => new Map(RECIPES.map((recipe) => [recipe.id, images && check(recipeConfig(recipe, config)).map(describeIssue).join(' ')])),
    [config, check, images],
  );
  const choose = (recipe: Recipe) => {
    adoptRecipe(stores, recipe);
    onClose();
  };
  const press = (recipe: Recipe) => (placeOf(recipe) === 'train' && wouldLose(stores) ? setAsked(recipe) : choose(recipe));
  return (
    <Dialog open title="Presets" size="long" onClose={onClose} foot={(close) => <Foot close={close} />}>
      <div className="presets">
        {GROUPS.map(({ place, title, note }) => (
          <section key={place} aria-label={title}>
            <h3 className="presets-group">
              {title} <span>{note}</span>
            </h3>
            <ul>
              {RECIPES.filter((recipe) => placeOf(recipe) === place).map((recipe) => {
                const refusal = refusals.get(recipe.id);
                return (
                  <li key={recipe.id} className="presets-one">
                    <div>
                      <h4>
                        {recipe.name} {recipe.source !== undefined && <span className="presets-source">{recipe.source}</span>}
                      </h4>
                      <p>{recipe.lookFor.join(' ')}</p>
                      {place === 'train' && <Commands config={recipeConfig(recipe, config)} imageSet={imageSet} />}
                      {refusal && <p className="field-error">Not with this image set: {refusal}</p>}
                    </div>
                    <button
                      type="button"
                      className="button button-small"
                      aria-label={`${place === 'train' ? 'Take' : 'Open in Sweep'}: ${recipe.name}`}
                      disabled={Boolean(refusal)}
                      onClick={() => press(recipe)}
                    >
                      {place === 'train' ? 'Take' : 'Open in Sweep'}
                    </button>
                  </li>
                );
              })}
            </ul>
          </section>
        ))}
      </div>
      <Ask
        open={asked !== undefined}
        title="Begin anew with this preset?"
        says="The experiment in Train makes room for it. It is kept in Runs as it stands, and can be continued from there."
        yes="Begin anew"
        no="Keep training"
        answer={(yes) => {
          setAsked(undefined);
          if (yes && asked) choose(asked);
        }}
      />
    </Dialog>
  );
}

function Foot({ close }: { close(): void }) {
  return (
    <>
      <p className="dialog-effect" data-align="start">
        A preset lies over the default. Image set, backend, model and batch stay as they are unless it names them.
      </p>
      <button type="button" className="button" onClick={close}>
        Close
      </button>
    </>
  );
}
