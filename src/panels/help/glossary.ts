/** Short terms of the page in a sentence each: what is said where one is hovered or reached by Tab. */
export const GLOSSARY = {
  'eff. neg.':
    'Effective number of negatives: how many equally weighted negatives would be as spread out, exp of the entropy of p(x⁻)/Σp. Few: the anchor learns from a handful; many: from all of them a little.',
  'weight on':
    'Share of the anchor’s gradient that goes to its nearest negatives: the first, the first 6, the first 24, and the false ones.',
  'top 1': 'Share of the anchor’s gradient that goes to its nearest negative.',
  'top 6': 'Share of the anchor’s gradient that goes to its 6 nearest negatives.',
  'top 24': 'Share of the anchor’s gradient that goes to its 24 nearest negatives.',
  false: 'Share that goes to false neighbours: negatives nearer than the nearest positive. Because of them Recall@1 fails.',
  body: 'Features before the head, compared by cosine (drawn thin). They often retrieve better than the head’s.',
  δrel: 'How much like a tree the features are: 2δ/diameter, Gromov’s δ over random subsets. 0 is a tree; near 1, nothing like one. The smaller it is, the larger the curvature that suits.',
  band: 'The shaded band: quartiles over a sample of all anchors, behind the curve of this one.',
  quartiles: 'The line is the median over the anchors; the shaded band holds the middle half of them.',
  kept: 'Neighbours kept: share of the 10 nearest neighbours in the embedding that are among the 10 nearest in the picture.',
  distances: 'How far distances in the picture are from those in the embedding, on average, after the scale that suits them best.',
  clipped: 'Share of the features of the clip radius or longer: they all lie on one sphere, and learn nothing of their length.',
  'no clipping': 'Features of any length go into the ball as they are.',
  'mean norm': 'Mean length of the features. The sphere does not use it: only their direction counts.',
  smooth: 'Weight of what was before in the moving average; 0 shows every step as it was.',
  shares: 'Of the nearest negatives of this row, how many are also among the nearest of the run it is compared with.',
  k: 'How many of the nearest negatives are shown and compared. Until one is chosen, as many as there is room for.',
  'rank correlation':
    'How far two orders of all negatives agree, beyond the top k: 1 is the same order, 0 no relation, −1 the reverse (Kendall’s τ_b, which is no temperature).',
  'what if':
    'p(x⁻), distances and order as the sliders would have them, over the embedding that was measured; nothing was trained with it.',
  'nearest class':
    'Your picture belongs to no class of the set. In each run it counts as an image of the class of its nearest image, whose images stand in for positives.',
  guest: 'A picture from outside the set: every run embeds it, and it joins no set, no measure and no record.',
  queries: 'Images that have another one of their class: only they can be retrieved rightly.',
  trained:
    'Parameters that training changes. The rest is frozen: it has no gradient, no moments and no weight decay, takes no part in the gradient’s norm, and the backward pass ends above it.',
  'optimiser memory': 'AdamW’s two moments of every parameter that is trained, and its gradient, which runs share.',
  activations:
    'What the backward pass needs of the forward pass, and what passes between layers. It grows with the microbatch, not with the batch; runs share it.',
  microbatch:
    'A batch too large for memory goes in parts and gives the same gradient (GradCache): all parts are embedded, the loss and its gradient are found over all embeddings, then each part goes forward and backward once more.',
  overlap: 'How many of the k nearest negatives two runs have in common, counted over many anchors.',
} as const satisfies Record<string, string>;

export type GlossaryTerm = keyof typeof GLOSSARY;
