/** Keys that work wherever nothing is being typed and nothing is open over the page. The help dialog lists this table. */
import { modalOpen } from '../../controls';
import { preferences } from '../../state/preferences';
import { commandFor as commandOf, type Press } from './commandFor';
import type { Commands } from '../commands';

export interface KeyCommand {
  /** As `KeyboardEvent.key` says it. */
  key: string;
  /** As it is printed on the key. */
  label: string;
  does: string;
  /** Held down, it is carried out again and again. */
  repeats?: boolean;
  /** It acts on the views of Train, and only while they are seen. */
  views?: boolean;
  run(commands: Commands): void;
}

export const KEY_COMMANDS: KeyCommand[] = [
  { key: ' ', label: 'Space', does: 'Train or pause', run: ({ trainOrPause }) => trainOrPause() },
  { key: 's', label: 'S', does: 'One step', run: ({ step }) => step() },
  { key: 'e', label: 'E', does: 'Evaluate now', run: ({ evaluate }) => evaluate() },
  {
    key: '[',
    label: '[',
    does: 'Previous anchor in the order chosen',
    views: true,
    repeats: true,
    run: ({ moveAnchor }) => moveAnchor(-1),
  },
  { key: ']', label: ']', does: 'Next anchor in the order chosen', views: true, repeats: true, run: ({ moveAnchor }) => moveAnchor(1) },
  { key: 'p', label: 'P', does: 'Pin the anchor, or take its pin away', views: true, run: ({ pinAnchor }) => pinAnchor() },
  { key: ',', label: ',', does: 'Show the step kept before', views: true, repeats: true, run: ({ moveStep }) => moveStep(-1) },
  { key: '.', label: '.', does: 'Show the step kept after', views: true, repeats: true, run: ({ moveStep }) => moveStep(1) },
  { key: 'l', label: 'L', does: 'Show the newest step again', views: true, run: ({ showLive }) => showLive() },
  { key: 'a', label: 'A', does: 'Apply the what-if values to training', views: true, run: ({ applyWhatIf }) => applyWhatIf() },
  { key: 't', label: 'T', does: 'Change the theme', run: ({ nextTheme }) => nextTheme() },
  { key: 'g', label: 'G', does: 'Guided tour of the page', run: ({ tour }) => tour() },
];

/** The command a key press stands for. */
export const commandFor = (event: Press, commands = KEY_COMMANDS): KeyCommand | undefined => commandOf(event, commands);

/**
 * Listens until the returned function is called.
 * @param viewsSeen whether the views of Train are seen
 */
export function listenToKeys(commands: Commands, openHelp: () => void, viewsSeen: () => boolean): () => void {
  const table: KeyCommand[] = [...KEY_COMMANDS, { key: '?', label: '?', does: 'This help', run: openHelp }];
  const handler = (event: KeyboardEvent) => {
    // Who dictates or presses keys by accident can switch them off (WCAG 2.1.4).
    if (!preferences().singleKeys || modalOpen()) return;
    const command = commandFor(event, table);
    if (!command || (command.views && !viewsSeen())) return;
    event.preventDefault();
    if (!event.repeat || command.repeats) command.run(commands);
  };
  window.addEventListener('keydown', handler);
  return () => window.removeEventListener('keydown', handler);
}
