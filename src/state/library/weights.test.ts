import { afterEach, describe, expect, it } from 'vitest';
import { ConfigError, OrderError } from '../../core/errors';
import { LocalWeights, safetensorsFile, SHAPE, timmTensors, torchFile, withPrefix } from '../../engine/testing/localWeights';
import type { SourceFile } from '../../core/ingest/source';
import { MemoryImages, startedLab, withLocalTraining, type LocalLab } from '../testing/local';
import { MemoryRecords } from '../testing/memoryRecords';
import { createRunsStore } from './runs';
import { createWeightsStore } from './weights';

const brought = async (source: SourceFile) => ({ path: source.path, file: await source.blob() });
const tensors = timmTensors();
const dino = await brought(safetensorsFile(tensors, 'dino.safetensors'));
const plain = await brought(safetensorsFile(tensors, 'model.safetensors'));

describe('pretrained weights of a page', () => {
  withLocalTraining();
  const open: LocalLab[] = [];
  afterEach(() => open.splice(0).forEach(({ lab }) => lab.conductor.session.dispose()));

  async function page(port = new LocalWeights(), records = new MemoryRecords()) {
    const local = await startedLab({ config: { steps: 4 }, images: new MemoryImages({ emoji: 9 }), weights: port });
    open.push(local);
    const runs = createRunsStore(records, local.lab);
    runs.begin();
    return { ...local, port, records, runs, weights: createWeightsStore(local.lab, async () => port) };
  }
  const told = ({ lab }: LocalLab) =>
    lab
      .getState()
      .notices.map(({ text }) => text)
      .join('\n');

  it('are taken out of what was dropped, looked at, kept and used; what follows from them is set', async () => {
    const { weights, lab, state } = await page();
    const picture = { path: 'cat/1.png', file: new Blob(['x']) };
    expect(await weights.getState().take([picture])).toEqual([picture]);
    expect(weights.getState().stage).toBe('idle');
    // CIFAR's are images.
    const batch = { path: 'data_batch_1.bin', file: new Blob(['PK\u0000']) };
    expect(await weights.getState().take([batch])).toEqual([batch]);
    expect(await weights.getState().take([picture, dino])).toEqual([picture]);
    expect(weights.getState()).toMatchObject({ stage: 'asking', found: { family: 'DINO', shape: SHAPE } });
    await weights.getState().confirm({ heads: 4 }, true);
    const { stage, kept } = weights.getState();
    expect([stage, kept?.length]).toEqual(['idle', 1]);
    expect(lab.getState().config.model).toMatchObject({
      weights: kept![0]!.id,
      patch: 2,
      width: 8,
      depth: 2,
      mlpRatio: 2,
      heads: 4,
      image: 6,
    });
    expect(lab.getState().config.augmentation.normalisation).toBe('imagenet');
    await state().step(1);
    await expect(weights.getState().remove(kept![0]!.id)).rejects.toThrow(OrderError);
  });

  it('of several models in a file another can be looked at; a refusal says why; cancelled, nothing stays', async () => {
    const { weights } = await page();
    const both = await brought(torchFile({ student: withPrefix(tensors, 'backbone.'), teacher: withPrefix(tensors, 'backbone.') }));
    await weights.getState().take([both]);
    await weights.getState().choose({ prefix: 'student.backbone.' });
    expect(weights.getState().found?.prefix).toBe('student.backbone.');
    weights.getState().cancel();
    expect(weights.getState()).toMatchObject({ stage: 'idle', found: undefined });
    await weights.getState().take([{ path: 'resnet.pth', file: new Blob(['PK nothing of the kind']) }]);
    expect(weights.getState().problem).toMatch(/^resnet\.pth: it is no file of weights/);
  });

  it('are named by the configuration, and what it says itself goes before', async () => {
    const { weights, lab } = await page();
    const { id, normalisation } = await weights.getState().add([plain]);
    expect(normalisation).toBeNull();
    await lab.getState().configure({ model: { weights: id, image: 8, heads: 2 } });
    expect(lab.getState().config.model).toMatchObject({ weights: id, image: 8, width: 8, heads: 2 });
    await expect(lab.getState().configure({ model: { weights: 'f'.repeat(64) } })).rejects.toThrow(ConfigError);
    await expect(lab.getState().configure({ model: { weights: 'f'.repeat(64) } })).rejects.toThrow(
      /model\.weights: There are no pretrained weights “ffff.*Drop their file/,
    );
    await lab.getState().configure({ model: { weights: null } });
    expect(lab.getState().config.model.weights).toBeNull();
  });

  it('a record carries their hash and says their file; without them it opens with a word, and is not gone on with', async () => {
    const first = await page();
    const { id } = await first.weights.getState().add([dino]);
    await first.lab.getState().configure({ model: { weights: id, embedding: 4 } });
    await first.state().step(2);
    await first.runs.getState().putAway();
    const [entry] = first.records.entries.values();
    expect(entry!.record.weights).toEqual({ id, name: 'dino.safetensors', family: 'DINO', bytes: dino.file.size });
    expect(entry!.record.configuration.model.weights).toBe(id);
    expect(entry!.checkpoints[0]!.config.model.weights).toBe(id);

    const elsewhere = await page(new LocalWeights(), first.records);
    await elsewhere.runs.getState().open(entry!.record.id);
    expect(told(elsewhere)).toMatch(/drop “dino\.safetensors” \(DINO, .* SHA-256 [0-9a-f]{12}…\) on the page/);
    await expect(elsewhere.runs.getState().continueFrom(entry!.record.id)).rejects.toThrow(/not in this browser.*“dino\.safetensors”/);
    await expect(elsewhere.runs.getState().load(entry!.record.id)).rejects.toThrow(/“dino\.safetensors”/);

    await elsewhere.weights.getState().add([dino]);
    await elsewhere.runs.getState().continueFrom(entry!.record.id);
    await elsewhere.state().step(1);
    expect(elsewhere.lab.getState().status.step).toBe(3);
  });
});
