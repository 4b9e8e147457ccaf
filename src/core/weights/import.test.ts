import { describe, expect, it } from 'vitest';
import { IMAGENET, TIMM_VIT } from '../data/normalisation';
import { WeightsFileError } from '../errors';
import { fromBlob, type SourceFile } from '../ingest/source';
import { weightsFile } from '../export/weights';
import { initialWeights } from '../model/initialise';
import { tinyConfig } from '../training/testing/synthetic';
import { bodyAt, importWeights, inspectWeights, type WeightsChoices } from './import';
import {
  googleFile,
  jsonFile,
  safetensorsFile,
  SHAPE,
  timmTensors,
  transformersTensors,
  withPrefix,
  type TestTensors,
} from './testing/models';
import { torchFile } from './testing/pickles';

const tensors = timmTensors();
const values = (of: TestTensors) => Object.fromEntries(Object.entries(of).map(([name, { data }]) => [name, data]));
const tensor = (...shape: number[]) => ({ shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)) });
const refusal = async (files: SourceFile | SourceFile[], choices?: WeightsChoices): Promise<string> => {
  const error: unknown = await importWeights([files].flat(), choices).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(WeightsFileError);
  return (error as WeightsFileError).message;
};

describe('each naming', () => {
  const cases: [string, SourceFile, object][] = [
    ['timm', safetensorsFile(tensors), { family: 'timm', normalisation: null, prefix: '' }],
    ['timm with a head', safetensorsFile({ ...tensors, 'head.weight': tensor(10, 8), 'head.bias': tensor(10) }), { family: 'timm' }],
    [
      'DINO',
      safetensorsFile(withPrefix(tensors, 'module.backbone.')),
      { family: 'DINO', normalisation: IMAGENET, prefix: 'module.backbone.' },
    ],
    [
      'open_clip',
      safetensorsFile({
        ...withPrefix(tensors, 'visual.trunk.'),
        'visual.head.proj.weight': tensor(4, 8),
        'text.token_embedding.weight': tensor(9, 4),
      }),
      { prefix: 'visual.trunk.', normalisation: null },
    ],
    ['a state dict', torchFile({ model: { ...tensors }, epoch: 3 }, 'deit_tiny.pth'), { prefix: 'model.', normalisation: IMAGENET }],
    [
      'ViT of transformers',
      safetensorsFile({ ...withPrefix(transformersTensors(tensors, 'vit'), 'vit.'), 'classifier.weight': tensor(2, 8) }),
      { family: 'ViT of transformers', normalisation: TIMM_VIT, prefix: 'vit.' },
    ],
    ['ViT of transformers without pooler', safetensorsFile(transformersTensors(tensors, 'vit')), { normalisation: null }],
    [
      'DINOv2 of transformers',
      safetensorsFile({ ...transformersTensors(tensors, 'dinov2'), 'embeddings.mask_token': tensor(1, 8) }),
      { family: 'DINOv2 of transformers', normalisation: IMAGENET },
    ],
    ['Google', googleFile(tensors, 2), { family: 'ViT of Google', normalisation: TIMM_VIT }],
  ];
  it.each(cases)('%s comes back as it was', async (_, file, found) => {
    const { body, ...read } = await importWeights([file]);
    expect(read).toMatchObject({ ...found, shape: SHAPE });
    expect(body).toEqual(values(tensors));
    expect(read.parameters).toBe(Object.values(body).reduce((sum, { length }) => sum + length, 0));
    expect(await inspectWeights([file])).toEqual(read);
  });

  it('LayerScale is folded: rows of the projections times γ', async () => {
    const gamma = Float32Array.from({ length: 8 }, (_, i) => 0.1 * (i + 1));
    const scales = [0, 1].flatMap((i) => ['ls1', 'ls2'].map((ls) => [`blocks.${i}.${ls}.gamma`, { shape: [8], data: gamma }]));
    const { body, family, notes } = await importWeights([safetensorsFile({ ...tensors, ...Object.fromEntries(scales) })]);
    expect(family).toBe('DINOv2');
    expect(notes.join(' ')).toMatch(/LayerScale is folded/);
    for (const name of ['blocks.0.attn.proj', 'blocks.1.mlp.fc2']) {
      const weight = tensors[`${name}.weight`]!.data;
      const columns = weight.length / 8;
      expect(body[`${name}.weight`]).toEqual(weight.map((value, i) => value * gamma[Math.floor(i / columns)]!));
      expect(body[`${name}.bias`]).toEqual(tensors[`${name}.bias`]!.data.map((value, i) => value * gamma[i]!));
    }
    expect(body['blocks.0.attn.qkv.weight']).toEqual(tensors['blocks.0.attn.qkv.weight']!.data);
  });

  it('positions of patches alone get one of zeros for the class token', async () => {
    const bare = { shape: [1, 9, 8], data: tensors.pos_embed!.data.slice(8) };
    const { body, shape } = await importWeights([safetensorsFile({ ...tensors, pos_embed: bare })]);
    expect(shape.image).toBe(6);
    expect(body.pos_embed).toEqual(Float32Array.of(...new Float32Array(8), ...bare.data));
  });

  it('tensors that do not lie row after row are read through their strides', async () => {
    const name = 'blocks.0.attn.proj.weight';
    const { data } = tensors[name]!;
    const turned = { shape: [8, 8], strides: [1, 8], data: data.map((_, i) => data[(i % 8) * 8 + Math.floor(i / 8)]!) };
    expect((await importWeights([torchFile({ ...tensors, [name]: turned })])).body[name]).toEqual(data);
  });
});

describe('this project’s own exports', () => {
  it('come back: weights, heads and normalisation, without the head', async () => {
    const config = tinyConfig({ model: { pooling: 'class token' } });
    const { model, runs } = config;
    const weights = initialWeights(model, 3);
    const nothing = (values: Float32Array) => new Float32Array(values.length);
    const parameters = Object.fromEntries(
      Object.entries(weights).map(([name, values]): [string, [Float32Array, Float32Array, Float32Array]] => [
        name,
        [values, nothing(values), nothing(values)],
      ]),
    );
    const checkpoint = { config, applied: [], step: 5, sources: [], runs: runs.map(({ id }) => ({ id, featureScale: 1, parameters })) };
    const file = fromBlob(new Blob([weightsFile(checkpoint, runs[0]!.id)]), 'weights.safetensors');
    const { body, family, shape, normalisation } = await importWeights([file]);
    expect({ family, normalisation }).toEqual({ family: 'Negative Space', normalisation: TIMM_VIT });
    const { patch, width, depth, heads, mlpRatio, image } = model;
    expect(shape).toEqual({ patch, width, depth, heads, mlpRatio, image });
    const expected = Object.fromEntries(Object.entries(weights).filter(([name]) => !name.startsWith('head.')));
    expect(body).toEqual(expected);
  });
});

describe('what shapes do not say', () => {
  it('of several models the teacher is meant, and another can be chosen', async () => {
    const both = torchFile({ student: withPrefix(timmTensors(2), 'module.backbone.'), teacher: withPrefix(tensors, 'backbone.') });
    const found = await importWeights([both]);
    expect(found).toMatchObject({
      prefix: 'teacher.backbone.',
      prefixes: ['teacher.backbone.', 'student.module.backbone.'],
      family: 'DINO',
    });
    expect(found.body).toEqual(values(tensors));
    const student = await importWeights([both], { prefix: 'student.module.backbone.' });
    expect(student.body).toEqual(values(timmTensors(2)));
    expect(await refusal(both, { prefix: 'model.' })).toMatch(
      /begin with “model.”; there are “teacher.backbone.”, “student.module.backbone.”/,
    );
  });

  it('heads: from a description, else width / 64, else said to be a guess; a choice goes before all', async () => {
    const file = safetensorsFile(tensors);
    expect((await inspectWeights([file, jsonFile({ hidden_size: 8, num_attention_heads: 4 })])).shape.heads).toBe(4);
    expect((await inspectWeights([file, jsonFile({ architecture: 'vit', model_args: { num_heads: 2 } })])).shape.heads).toBe(2);
    const guessed = await inspectWeights([file]);
    expect(guessed.shape.heads).toBe(1);
    expect(guessed.notes.join(' ')).toMatch(/a guess, since width 8 is no multiple of 64/);
    expect((await inspectWeights([file, jsonFile({ hidden_size: 8, num_attention_heads: 4 })], { heads: 8 })).shape.heads).toBe(8);
    expect(await refusal(file, { heads: 3 })).toMatch(/3 heads do not divide the width 8/);
  });

  it('normalisation: as described by either library', async () => {
    const file = safetensorsFile(tensors);
    const statistics = { mean: [0.1, 0.2, 0.3], std: [0.4, 0.5, 0.6] };
    for (const description of [
      { image_mean: statistics.mean, image_std: statistics.std },
      { architecture: 'vit', pretrained_cfg: statistics },
    ])
      expect((await inspectWeights([file, jsonFile(description)])).normalisation).toEqual(statistics);
    expect((await inspectWeights([file])).notes.join(' ')).toMatch(/Nothing says by what pixels are normalised/);
  });

  it('a description of another model is refused', async () => {
    const file = safetensorsFile(tensors);
    expect(await refusal([file, jsonFile({ hidden_size: 8, num_hidden_layers: 12 })])).toMatch(
      /config.json: it says num_hidden_layers 12, and the weights have 2/,
    );
    expect(await refusal([file, jsonFile({ hidden_size: 8, hidden_act: 'quick_gelu' })])).toMatch(/quick_gelu/);
  });

  it('shards make one model, and none may be missing', async () => {
    const names = Object.keys(tensors);
    const part = (from: number, to: number) => Object.fromEntries(names.slice(from, to).map((name) => [name, tensors[name]!]));
    const shard = (i: number) => `model-0000${i}-of-00002.safetensors`;
    const [one, two] = [safetensorsFile(part(0, 9), shard(1)), safetensorsFile(part(9, names.length), shard(2))];
    const index = jsonFile(
      { weight_map: Object.fromEntries(names.map((name, i) => [name, shard(i < 9 ? 1 : 2)])) },
      'model.safetensors.index.json',
    );
    expect((await importWeights([two, index, one])).body).toEqual(values(tensors));
    expect((await importWeights([one, two])).body).toEqual(values(tensors));
    expect(await refusal([one, index])).toMatch(/model-00002-of-00002.safetensors belongs to it and is missing; add all parts/);
    expect(await refusal([two])).toMatch(/model-00001-of-00002.safetensors belongs to it/);
    expect(await refusal([index])).toMatch(/holds no weights/);
    expect(await refusal([safetensorsFile(tensors, 'a.safetensors'), safetensorsFile(tensors, 'b.safetensors')])).toMatch(
      /a model of its own/,
    );
  });

  it('another side: positions are resampled, the class token’s and all else kept', async () => {
    const { body, shape } = await importWeights([safetensorsFile(tensors)]);
    const at = bodyAt(body, shape, 10);
    expect(at.pos_embed).toHaveLength((25 + 1) * 8);
    expect(at.pos_embed!.slice(0, 8)).toEqual(body.pos_embed!.slice(0, 8));
    expect(at['norm.weight']).toBe(body['norm.weight']);
    expect(bodyAt(body, shape, 6).pos_embed).toBe(body.pos_embed);
  });
});

describe('refused', () => {
  const without = (...names: string[]) =>
    Object.fromEntries(Object.entries(tensors).filter(([name]) => !names.some((each) => name.startsWith(each))));
  const wrong = (name: string, i: number, value: number) => ({
    ...tensors,
    [name]: { ...tensors[name]!, data: tensors[name]!.data.map((each, at) => (at === i ? value : each)) },
  });
  const cases: [string, TestTensors, RegExp][] = [
    ['distilled', { ...tensors, dist_token: tensor(1, 1, 8) }, /a distillation token \(DeiT distilled\).*take DeiT without/],
    ['registers', { ...tensors, reg_token: tensor(1, 4, 8) }, /register tokens.*take the weights without registers/],
    ['no positions', without('pos_embed'), /no position embedding/],
    ['rotary', { ...without('pos_embed'), 'rope.freqs': tensor(4) }, /rotary position embeddings/],
    ['relative', { ...without('pos_embed'), 'blocks.0.attn.relative_position_bias_table': tensor(4) }, /relative positions/],
    ['stem', { ...without('patch_embed.'), 'patch_embed.backbone.stem.conv.weight': tensor(8, 3, 3, 3) }, /convolutional stem/],
    [
      'CLIP',
      {
        'visual.conv1.weight': tensor(8, 3, 2, 2),
        'visual.transformer.resblocks.0.ln_1.weight': tensor(8),
        'token_embedding.weight': tensor(9, 8),
      },
      /CLIP/,
    ],
    ['text', { 'text_model.encoder.layers.0.mlp.fc1.weight': tensor(8, 8), 'text_projection.weight': tensor(8, 8) }, /a CLIP text tower/],
    ['pre-norm', { ...tensors, 'norm_pre.weight': tensor(8) }, /a norm before its blocks/],
    ['missing', without('blocks.1.mlp.fc2.weight'), /blocks\.1\.mlp\.fc2\.weight is missing/],
    ['a block missing', without('blocks.0.'), /block 0 is missing of 2/],
    ['half a block too many', { ...tensors, 'blocks.2.norm1.weight': tensor(8) }, /blocks\.2\.norm1\.bias is missing/],
    [
      'something more',
      { ...tensors, 'blocks.0.adapter.weight': tensor(8) },
      /it holds blocks\.0\.adapter\.weight, which a plain vision transformer does not have/,
    ],
    [
      'contradiction',
      { ...tensors, 'blocks.1.attn.qkv.weight': tensor(24, 6) },
      /contradict one another: blocks\.1\.attn\.qkv\.weight is \[24, 6\] where .* \[24, 8\]/,
    ],
    ['no square', { ...tensors, pos_embed: tensor(1, 13, 8) }, /\[1, 13, 8\], which is no square/],
    ['one channel', { ...tensors, 'patch_embed.proj.weight': tensor(8, 1, 2, 2) }, /\[8, 1, 2, 2\], not \[width, 3, patch, patch\]/],
    ['NaN', wrong('blocks.0.attn.qkv.weight', 5, NaN), /blocks\.0\.attn\.qkv\.weight holds a value that is not finite \(NaN at 5\)/],
    ['infinity', wrong('norm.bias', 0, -Infinity), /norm\.bias holds a value that is not finite/],
    [
      'CNN',
      { 'conv1.weight': tensor(8, 3, 3, 3), 'layer1.0.bn1.weight': tensor(8) },
      /not a vision transformer: it holds conv1\.weight, layer1\.0\.bn1\.weight, as convolutional networks \(CNN\)/,
    ],
    [
      'BERT',
      { 'encoder.layer.0.intermediate.dense.weight': tensor(8, 8), 'embeddings.position_embeddings.weight': tensor(9, 8) },
      /not a vision transformer/,
    ],
  ];
  it.each(cases)('%s', async (_, held, reason) => expect(await refusal(safetensorsFile(held))).toMatch(reason));

  it('values that are quantised', async () => {
    const held = { ...tensors, 'norm.weight': { shape: [8], data: new Uint8Array(8) } };
    expect(await refusal(safetensorsFile(held))).toMatch(/norm\.weight is stored as U8, and only F32, F16, BF16 and F64/);
  });

  it('what a pickle names besides, by its name', async () => {
    expect(await refusal(torchFile({ model: { ...tensors }, args: { global: 'argparse.Namespace' } }))).toMatch(
      /it asks for argparse\.Namespace.*nothing in such a file is ever run/,
    );
    expect(await refusal(torchFile({ x: { global: 'os.system' } }))).toMatch(/os\.system/);
    expect(await refusal(torchFile({ x: { global: 'torch.hub.load' } }))).toMatch(/torch\.hub\.load/);
  });

  it('files that hold something else', async () => {
    const file = (bytes: Uint8Array<ArrayBuffer>, name: string) => fromBlob(new Blob([bytes]), name);
    expect(await refusal(file(Uint8Array.of(0x80, 2, 0x8a, 10, 1, 2), 'old.pth'))).toMatch(
      /before 1\.6.*torch\.save\(torch\.load\("old\.pth", weights_only=True\)/,
    );
    expect(await refusal(file(Uint8Array.of(0x89, 0x48, 0x44, 0x46), 'weights.h5'))).toMatch(
      /weights\.h5: it is no file of weights that is known here/,
    );
    expect(await refusal(torchFile({ epoch: 3 }))).toMatch(/holds no tensors by name/);
  });
});
