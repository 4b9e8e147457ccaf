/** A part of a name that every file system takes. */
const plain = (text: string) =>
  text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^\p{L}\p{N}.@]+/gu, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .toLowerCase()
    .slice(0, 60);

/** `negative-space_sphere_spherical_validation_step300.svg`: which plot, of which run, of which part of the images, at which step. */
export function exportName(
  { plot, run, step, part }: { plot: string; run?: string; step?: number; part?: string },
  extension: 'svg' | 'png' | 'csv',
): string {
  const parts = [
    'negative-space',
    plain(plot) || 'plot',
    ...(run ? [plain(run) || 'run'] : []),
    ...(part ? [plain(part)] : []),
    ...(step === undefined ? [] : [`step${step}`]),
  ];
  return `${parts.join('_')}.${extension}`;
}
