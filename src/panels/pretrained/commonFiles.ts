/** Where the common files are. Nothing of them is fetched by the page: they are links. Sizes are of float32 weights, to the nearest MB. */
export interface CommonFile {
  /** As timm or the model's authors call it. */
  name: string;
  model: string;
  /** What it was trained on, and how. */
  trained: string;
  file: string;
  megabytes: number;
  licence: string;
  url: string;
}

const hub = (name: string) => `https://huggingface.co/${name}`;

export const COMMON_FILES: readonly CommonFile[] = [
  {
    name: 'timm/vit_small_patch16_224.augreg_in21k_ft_in1k',
    model: 'ViT-S/16',
    trained: 'ImageNet-21k, then 1k, with labels',
    file: 'model.safetensors',
    megabytes: 88,
    licence: 'Apache-2.0',
    url: hub('timm/vit_small_patch16_224.augreg_in21k_ft_in1k'),
  },
  {
    name: 'timm/vit_tiny_patch16_224.augreg_in21k_ft_in1k',
    model: 'ViT-Ti/16',
    trained: 'ImageNet-21k, then 1k, with labels',
    file: 'model.safetensors',
    megabytes: 23,
    licence: 'Apache-2.0',
    url: hub('timm/vit_tiny_patch16_224.augreg_in21k_ft_in1k'),
  },
  {
    name: 'timm/deit_small_patch16_224.fb_in1k',
    model: 'DeiT-S/16',
    trained: 'ImageNet-1k, with labels',
    file: 'model.safetensors',
    megabytes: 88,
    licence: 'Apache-2.0',
    url: hub('timm/deit_small_patch16_224.fb_in1k'),
  },
  {
    name: 'timm/vit_small_patch16_224.dino',
    model: 'DINO-S/16',
    trained: 'ImageNet-1k, without labels',
    file: 'model.safetensors',
    megabytes: 87,
    licence: 'Apache-2.0',
    url: hub('timm/vit_small_patch16_224.dino'),
  },
  {
    name: 'facebook/dino-vits16',
    model: 'DINO-S/16',
    trained: 'the same, in transformers’ names',
    file: 'model.safetensors, config.json, preprocessor_config.json',
    megabytes: 87,
    licence: 'Apache-2.0',
    url: hub('facebook/dino-vits16'),
  },
  {
    name: 'timm/vit_small_patch14_dinov2.lvd142m',
    model: 'DINOv2-S/14',
    trained: '142 M images, without labels',
    file: 'model.safetensors',
    megabytes: 88,
    licence: 'Apache-2.0',
    url: hub('timm/vit_small_patch14_dinov2.lvd142m'),
  },
];
