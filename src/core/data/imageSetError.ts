/** An image set that cannot be read, opened or resized; the message names it and says what to do. */
export class ImageSetError extends Error {
  override readonly name = 'ImageSetError';
}
