/** The transformers library: ViTModel, and Dinov2Model, which differ within the blocks. */
import { partOfBlock, type Naming } from './naming';

const FIXED: Readonly<Record<string, string>> = {
  cls_token: 'embeddings.cls_token',
  pos_embed: 'embeddings.position_embeddings',
  'patch_embed.proj.weight': 'embeddings.patch_embeddings.projection.weight',
  'patch_embed.proj.bias': 'embeddings.patch_embeddings.projection.bias',
  'norm.weight': 'layernorm.weight',
  'norm.bias': 'layernorm.bias',
};

/** In ViTModel and in Dinov2Model. */
const PARTS: Readonly<Record<string, [string, string]>> = {
  norm1: ['layernorm_before', 'norm1'],
  'attn.proj': ['attention.output.dense', 'attention.output.dense'],
  norm2: ['layernorm_after', 'norm2'],
  'mlp.fc1': ['intermediate.dense', 'mlp.fc1'],
  'mlp.fc2': ['output.dense', 'mlp.fc2'],
};

function named(title: string, which: 0 | 1, anchor: RegExp): Naming {
  return {
    title,
    anchor,
    block: /^encoder\.layer\.(\d+)\./u,
    sources(parameter) {
      const fixed = FIXED[parameter];
      if (fixed !== undefined) return [[fixed]];
      const { block, part, kind } = partOfBlock(parameter)!;
      const layer = `encoder.layer.${block}`;
      if (part === 'attn.qkv') return [['query', 'key', 'value'].map((name) => `${layer}.attention.attention.${name}.${kind}`)];
      return [[`${layer}.${PARTS[part]![which]}.${kind}`]];
    },
    scale: (block, branch) => [`encoder.layer.${block}.layer_scale${branch === 'attn' ? 1 : 2}.lambda1`],
    beside: /^(pooler|classifier|decoder)(\.|$)|^embeddings\.mask_token$/u,
  };
}

/** What is of the one and not of the other: where its MLP is. The prefix is what stands before. */
export const transformersVit = named('ViT of transformers', 0, /^(.*?)encoder\.layer\.\d+\.intermediate\.dense\./u);
export const transformersDinov2 = named('DINOv2 of transformers', 1, /^(.*?)encoder\.layer\.\d+\.(?:mlp\.fc1|layer_scale1)\./u);
