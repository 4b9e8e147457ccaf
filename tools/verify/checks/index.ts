/** All checks on the current tfjs backend. */
import { messageOf } from '../../../src/core/errors';
import type { GoldenFolder } from '../folder';
import { FILES, TOLERANCE, type FileReport, type GoldenFile } from '../report';
import { checkGeometry, checkLoss } from './geometry';
import { checkImport } from './import';
import { checkDelta, checkRetrieval, checkTripletWeights } from './metrics';
import { checkTrajectory } from './trajectory';
import { checkVit } from './vit';

const checks: { files: GoldenFile[]; needs: string[]; run: (folder: GoldenFolder) => Promise<FileReport | FileReport[]> }[] = [
  { files: ['geometry.json'], needs: ['geometry.json'], run: checkGeometry },
  { files: ['loss.json'], needs: ['loss.json'], run: checkLoss },
  { files: ['triplet-weights.json'], needs: ['triplet-weights.json'], run: checkTripletWeights },
  { files: ['vit.json', 'vit-gradients.safetensors'], needs: ['vit.json', 'vit.safetensors', 'images.safetensors'], run: checkVit },
  { files: ['trajectory.json'], needs: ['trajectory.json', 'vit.safetensors', 'images.safetensors'], run: checkTrajectory },
  { files: ['retrieval.json'], needs: ['retrieval.json'], run: checkRetrieval },
  { files: ['delta.json'], needs: ['delta.json'], run: checkDelta },
  { files: ['import/import.json'], needs: ['import/import.json', 'import/import-images.safetensors'], run: checkImport },
];

const without = (file: GoldenFile, status: 'absent' | 'fail', detail: string): FileReport => ({
  file,
  status,
  relativeError: null,
  tolerance: TOLERANCE[file],
  compared: 0,
  detail,
});

/** One report a file, in the order of `FILES`. A file that is absent, or that needs one that is, is reported so; an error fails its files only. */
export async function runChecks(folder: GoldenFolder): Promise<FileReport[]> {
  const reports: FileReport[] = [];
  for (const { files, needs, run } of checks) {
    const present = files.filter((file) => folder.has(file));
    const missing = needs.find((name) => !folder.has(name));
    for (const file of files) {
      if (!folder.has(file)) reports.push(without(file, 'absent', `${file} is absent`));
      else if (missing) reports.push(without(file, 'absent', `it needs ${missing}, which is absent`));
    }
    if (missing) continue;
    try {
      reports.push(...[await run(folder)].flat());
    } catch (error) {
      reports.push(...present.map((file) => without(file, 'fail', messageOf(error))));
    }
  }
  return reports.sort((a, b) => FILES.indexOf(a.file as GoldenFile) - FILES.indexOf(b.file as GoldenFile));
}
