/** What there is of vision transformers that this project's model is not: found by names, and refused with the reason and a way out. */
import { showName } from '../ingest/names';

interface Peculiarity {
  /** A name without the prefix that gives it away. */
  sign: RegExp;
  /** What is there, and what to do: read after the file's name. */
  reason: string;
}

const PLAIN = 'take a plain ViT, such as timm’s vit_small_patch16_224 or DINO’s vits16';

const PECULIARITIES: readonly Peculiarity[] = [
  {
    sign: /dist_token|distillation_token|^head_dist\./u,
    reason:
      'it has a distillation token (DeiT distilled), for which the model has no place; take DeiT without distillation (deit_small_patch16_224)',
  },
  {
    sign: /reg_token|register_tokens|storage_tokens/u,
    reason:
      'it has register tokens, for which the model has no place; take the weights without registers (dinov2_vits14, not dinov2_vits14_reg)',
  },
  { sign: /rope|rotary|freqs_cis|inv_freq/u, reason: `it has rotary position embeddings, the model learned ones; ${PLAIN}` },
  { sign: /relative_position/u, reason: `it has no position embedding but relative positions within attention; ${PLAIN}` },
  {
    sign: /^patch_embed\.(?!proj\.(weight|bias)$|norm\.)|^conv_root\/|embeddings\.convolution|(^|[./])stem[./]|^block1\/unit/u,
    reason: `it has a convolutional stem before its blocks, where the model cuts patches; ${PLAIN}`,
  },
  {
    sign: /^(norm_pre|ln_pre|pre_layrnorm|patch_embed\.norm)\./u,
    reason: `it has a norm before its blocks, as CLIP’s image towers do, and the model has none; ${PLAIN}`,
  },
  { sign: /(^|\.)(q_norm|k_norm)\./u, reason: `it normalises queries and keys, and the model does not; ${PLAIN}` },
  {
    sign: /mlp\.(w12|w3|weights_in|weights_out|fc1_g|fc1_x)\b/u,
    reason: `its MLPs have gates (SwiGLU), and those of the model have none; take a smaller DINOv2 (dinov2_vits14, dinov2_vitb14)`,
  },
  {
    sign: /^fc_norm\./u,
    reason: `it normalises the mean of its tokens (fc_norm) and not the tokens, so there is no norm.weight; ${PLAIN}`,
  },
];

/** @param names of the model's body, without their prefix @returns why they are refused, or null */
export function peculiarityOf(names: readonly string[]): string | null {
  for (const { sign, reason } of PECULIARITIES) {
    const name = names.find((each) => sign.test(each));
    if (name !== undefined) return `${reason} (${showName(name, 60)})`;
  }
  return null;
}

const CLIP_TEXT = /(^|\.)(token_embedding|text_model|text_projection|text)\b/u;
const CLIP = /(^|\.)(vision_model|visual)\.|resblocks\./u;
const CONVOLUTIONS = /(^|\.)(conv\d*|bn\d*|downsample|layer\d|stages|features)\./u;

/** Why a file without the body of a vision transformer is refused. */
export function noTransformer(names: readonly string[]): string {
  const shown = [...new Set([...names.filter((name) => CONVOLUTIONS.test(name)), ...names])]
    .slice(0, 3)
    .map((name) => showName(name, 60))
    .join(', ');
  if (names.some((name) => CLIP_TEXT.test(name)) && !names.some((name) => CLIP.test(name)))
    return `it is a CLIP text tower (${shown}, …), which sees no images; ${PLAIN}`;
  if (names.some((name) => CLIP.test(name)))
    return `it is CLIP (${shown}, …), whose image tower has a norm before its blocks, beside a CLIP text tower; ${PLAIN}`;
  const like = names.some((name) => CONVOLUTIONS.test(name)) ? ', as convolutional networks (CNN) do' : '';
  return `it is not a vision transformer: it holds ${shown}${names.length > 3 ? ', …' : ''}${like}; ${PLAIN}`;
}
