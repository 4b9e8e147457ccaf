/** A part of a name that every file system takes. */
const plain = (text: string) =>
  text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^\p{L}\p{N}.@]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .toLowerCase()
    .slice(0, 60);

/** `negative-space_loss_hyperbolic_step300.svg`: which plot, of which run, at which step. */
export function exportName({ plot, run, step }: { plot: string; run?: string; step?: number }, extension: 'svg' | 'png' | 'csv'): string {
  const parts = [
    'negative-space',
    plain(plot) || 'plot',
    ...(run ? [plain(run) || 'run'] : []),
    ...(step === undefined ? [] : [`step${step}`]),
  ];
  return `${parts.join('_')}.${extension}`;
}
