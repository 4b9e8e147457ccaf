/** Bytes of weights up to which a hand-over is taken along unasked. Alone here: the menu asks for it before anything is exported. */
export const SMALL_HANDOVER_BYTES = 2 ** 26;

/** What a parameter takes: weight and both moments, float32. */
export const BYTES_PER_PARAMETER = 12;
