/** How an experiment comes to be: image set, checks, and the worker's answer. */
import { ConfigError, checkAgainstImageSet, countImageSet } from '../../core/configuration/validate';
import type { CarryOver } from './carryOver';
import type { SessionPorts } from './events';
import { begunIn, named, type Live } from './phase';
import { restartPaths } from './settings';
import type { SessionState } from './state';
import type { SessionWorker } from './worker';

/** Creates what is wanted; changes made meanwhile are seen. */
export async function create(
  state: SessionState,
  worker: SessionWorker,
  carrying: CarryOver,
  ports: Pick<SessionPorts, 'openImageSet' | 'baselines' | 'quiet'>,
): Promise<void> {
  const port = await worker.connected();
  if (begunIn(state.phase)) state.drop();
  state.setPhase({ kind: 'opening' });
  try {
    for (;;) {
      const config = state.wanted;
      state.say('opening the image set');
      const images = await ports.openImageSet(config.imageSet);
      const issues = checkAgainstImageSet(config, countImageSet(images, config));
      if (issues.length > 0) throw new ConfigError(issues);
      await worker.load(images);
      state.say('creating the experiment');
      const baselines = ports.baselines?.(config, images);
      const info = await port.create(config, undefined, {
        ...(baselines ? { baselines } : {}),
        ...(ports.quiet ? { quiet: true } : {}),
      });
      carrying.namesTold = config;
      if (restartPaths(config, state.wanted).length > 0) continue;
      const begun = { experiment: { images, info }, inForce: config, applied: [], finalTests: [], history: [{ from: 0, config }] };
      const found = info.baselines ? { baselines: info.baselines } : {};
      state.setPhase(named<Live>({ kind: 'live', ...begun, ...found }, state.wanted));
      break;
    }
  } catch (error) {
    state.setPhase({ kind: 'none' });
    state.say(undefined, 'ready');
    throw error;
  }
  await carrying.carryOver();
}
