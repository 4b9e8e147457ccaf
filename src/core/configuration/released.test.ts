import { describe, expect, it } from 'vitest';
import { defaultConfig } from './presets';
import { RECIPES, recipeConfig } from './recipes';
import { releasedCommands, type NoCommand, type ReleasedCommand } from './released';
import { applyPatch } from './validate';

const of = (id: string, set?: string) =>
  releasedCommands(
    recipeConfig(
      RECIPES.find((recipe) => recipe.id === id)!,
      defaultConfig,
    ),
    set,
  );
const commands = (all: (ReleasedCommand | NoCommand)[]) => all.map((one) => ('command' in one ? one.command : one.reasons.join('; ')));

describe('the command of the released code', () => {
  it('is that of its README for the presets of CUB', () => {
    expect(commands(of('hyp-vit', 'CUB-200-2011'))).toEqual([
      'python -m train --ds CUB --model vit_small_patch16_224 --num_samples 9 --bs 900 --lr 0.00003 --ep 50 --eval_ep "[50]" --resize 256 --emb 128 --hyp_c 0 --t 0.1',
      'python -m train --ds CUB --model vit_small_patch16_224 --num_samples 9 --bs 900 --lr 0.00003 --ep 50 --eval_ep "[50]" --resize 256 --emb 128 --hyp_c 0.1 --t 0.2 --clip_r 2.3',
    ]);
    expect(commands(of('hypmix', 'CUB'))[1]).toMatch(/--hyp_c 0\.1 --t_e 0\.05 --t_h 0\.2 --lam 3 --seed 1$/);
    expect(of('hypmix', 'CUB').map((one) => 'code' in one && one.code)).toEqual(['hyp_metric', 'HypMix']);
  });

  it('says what differs', () => {
    const [, fused] = of('hypmix', 'CUB') as ReleasedCommand[];
    expect(fused!.differences.join(' ')).toMatch(/3\/65,536.*clip radius never acts.*Euclidean embedding alone/);
    const [spherical, clipped] = of('hypmix-released');
    expect((clipped as ReleasedCommand).differences.join(' ')).toMatch(/which the clip here stands for.*none of theirs/);
    expect((spherical as NoCommand).reasons).toEqual(['gradients are clipped to 3 there']);
    expect(of('hyp-vit', 'CUB').every((one) => 'differences' in one && !one.differences.join().includes('none of theirs'))).toBe(true);
  });

  it('counts epochs by the classes of the set', () => {
    const config = applyPatch(
      recipeConfig(
        RECIPES.find(({ id }) => id === 'hyp-vit')!,
        defaultConfig,
      ),
      {
        batch: { classes: 450, samplesPerClass: 2 },
        steps: 5000,
      },
    );
    expect(commands(releasedCommands(config, 'Stanford Online Products'))[0]).toMatch(/--ds SOP .*--bs 900 .*--ep 200 .*--resize 224/);
    expect(commands(releasedCommands({ ...config, steps: 3200 }, 'In-Shop'))[0]).toMatch(/--ds Inshop .*--ep 400 /);
    expect(commands(releasedCommands(config, 'CUB'))[0]).toBe('CUB has 100 training classes, and a batch 450');
    const [odd] = releasedCommands({ ...config, steps: 5010 }, 'SOP') as ReleasedCommand[];
    expect(odd!.differences.at(-1)).toBe('200 epochs of SOP are 5000 steps, not 5010.');
  });

  it('names every setting that neither code has', () => {
    const reasons = releasedCommands(defaultConfig).map((one) => ('reasons' in one ? one.reasons : []));
    expect(reasons.map((all) => all.length)).toEqual([2, 3, 3]);
    expect(reasons[1]!.join()).toMatch(/initial radius 0.*weight decay 0\.01.*crops/);
    expect(reasons[2]!.join()).toMatch(/HypMix normalises/);
  });
});
