/** timm's VisionTransformer, and with it DINO, DINOv2's own repository, DeiT, MAE, open_clip's `visual.trunk.` and this project's exports. */
import type { Naming } from './naming';

export const timm: Naming = {
  title: 'timm',
  anchor: /^(.*?)(?:patch_embed\.|cls_token$|blocks\.\d+\.)/u,
  block: /^blocks\.(\d+)\./u,
  sources: (parameter) => [[parameter]],
  scale: (block, branch) => {
    const which = branch === 'attn' ? 1 : 2;
    return [`blocks.${block}.ls${which}.gamma`, `blocks.${block}.gamma_${which}`];
  },
  beside: /^(head|fc|classifier|pre_logits|last_layer|projector|prototypes|predictor)(\.|$)|^decoder|^mask_token$/u,
};
