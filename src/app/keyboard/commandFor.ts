/** Whether a key press is meant for the page, or for what has the focus. */

// Where keys already mean something: typing, choosing, moving a slider.
const KEEPS_KEYS = 'input, select, textarea, [contenteditable], [data-layer], dialog[open]';
/** Space presses what has the focus. */
const KEEPS_SPACE = 'button, summary, a[href], [role="button"], [role="option"], [tabindex]:not([tabindex="-1"])';

export type Press = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'defaultPrevented' | 'target'>;

/** The command a key press stands for; undefined where it belongs to what has the focus, or to what is open over the page. */
export function commandFor<C extends { key: string }>(event: Press, commands: readonly C[]): C | undefined {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return undefined;
  const target = event.target as { closest?(selector: string): unknown } | null;
  if (target?.closest?.(KEEPS_KEYS) || (event.key === ' ' && target?.closest?.(KEEPS_SPACE))) return undefined;
  return commands.find(({ key }) => key === event.key.toLowerCase());
}
