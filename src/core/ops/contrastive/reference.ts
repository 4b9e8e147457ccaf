/**
 * The contrastive cross-entropy as the released code writes it, with plain tfjs operations: a cross-entropy of
 * `[s(z_i, z_j), s(z_i, z_i) − 10⁹·I]` for every ordered pair of slots. The kernels are tested against it; nothing else uses it.
 */
import * as tf from '@tensorflow/tfjs';

/** Loss of similarities [n, n], class-major with m rows to a class. */
export function referenceCrossEntropy(similarity: tf.Tensor2D, m: number): tf.Scalar {
  return tf.tidy(() => {
    const classes = similarity.shape[0] / m;
    // [class, slot, class, slot] → one [classes, classes] block per pair of slots
    const blocks = tf.reshape(similarity, [classes, m, classes, m]);
    const block = (i: number, j: number) => tf.reshape(tf.slice(blocks, [0, i, 0, j], [classes, 1, classes, 1]), [classes, classes]);
    const identity = tf.eye(classes);
    let loss: tf.Tensor = tf.scalar(0);
    for (let i = 0; i < m; i++)
      for (let j = 0; j < m; j++) {
        if (i === j) continue;
        const logits = tf.concat([block(i, j), tf.sub(block(i, i), tf.mul(identity, 1e9))], 1);
        const target = tf.sum(tf.mul(block(i, j), identity), 1);
        loss = tf.add(loss, tf.mean(tf.sub(tf.logSumExp(logits, 1), target)));
      }
    return loss as tf.Scalar;
  });
}
