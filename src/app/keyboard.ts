/** Keys that work wherever nothing is being typed. The help dialog lists this table. */
import { commands } from './commands';

export interface KeyCommand {
  /** As `KeyboardEvent.key` says it. */
  key: string;
  /** As it is printed on the key. */
  label: string;
  does: string;
  run(): void;
}

export const KEY_COMMANDS: KeyCommand[] = [
  { key: ' ', label: 'Space', does: 'Train or pause', run: commands.trainOrPause },
  { key: 's', label: 'S', does: 'One step', run: commands.step },
  { key: '[', label: '[', does: 'Previous anchor in the order chosen', run: () => commands.moveAnchor(-1) },
  { key: ']', label: ']', does: 'Next anchor in the order chosen', run: () => commands.moveAnchor(1) },
  { key: 'p', label: 'P', does: 'Pin the anchor, or take its pin away', run: commands.pinAnchor },
  { key: ',', label: ',', does: 'Show the step kept before', run: () => commands.moveStep(-1) },
  { key: '.', label: '.', does: 'Show the step kept after', run: () => commands.moveStep(1) },
  { key: 'l', label: 'L', does: 'Show the newest step again', run: commands.showLive },
  { key: 'a', label: 'A', does: 'Apply the what-if values to training', run: commands.applyWhatIf },
  { key: 't', label: 'T', does: 'Change the theme', run: commands.nextTheme },
  { key: 'g', label: 'G', does: 'Guided tour of the page', run: commands.tour },
];

// Where keys already mean something: typing, choosing, moving a slider.
const KEEPS_KEYS = 'input, select, textarea, [contenteditable], dialog[open]';
/** Space presses what has the focus. */
const KEEPS_SPACE = 'button, summary, a[href], [role="button"], [role="option"], [tabindex]:not([tabindex="-1"])';

/** The command a key press stands for; undefined where it belongs to what has the focus. */
export function commandFor(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'defaultPrevented' | 'target'>,
  commandsOf = KEY_COMMANDS,
): KeyCommand | undefined {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const target = event.target as { closest?(selector: string): unknown } | null;
  if (target?.closest?.(KEEPS_KEYS) || (event.key === ' ' && target?.closest?.(KEEPS_SPACE))) return undefined;
  return commandsOf.find((command) => command.key === event.key.toLowerCase());
}

/** Listens until the returned function is called. */
export function listenToKeys(openHelp: () => void): () => void {
  const table: KeyCommand[] = [...KEY_COMMANDS, { key: '?', label: '?', does: 'This help', run: openHelp }];
  const handler = (event: KeyboardEvent) => {
    const command = commandFor(event, table);
    if (!command) return;
    event.preventDefault();
    command.run();
  };
  window.addEventListener('keydown', handler);
  return () => window.removeEventListener('keydown', handler);
}
