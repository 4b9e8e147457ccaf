import { Tooltip } from '@base-ui/react/tooltip';
import type { ReactElement } from 'react';
import './controls.css';

export interface TipProps {
  /** Shown on hover and on focus; without it there is none. */
  text?: string;
  /** Keeps its accessible name: what the tip adds to it is read as its description. */
  children: ReactElement<Record<string, unknown>>;
}

/** A word about a control, for pointer and keyboard. */
export function Tip({ text, children }: TipProps) {
  const said = text === undefined || text === children.props['aria-label'] ? undefined : text;
  return (
    <Tooltip.Root disabled={text === undefined}>
      <Tooltip.Trigger render={children} aria-description={said} delay={500} />
      <Tooltip.Portal>
        <Tooltip.Positioner className="tip-place" sideOffset={6} collisionPadding={8}>
          <Tooltip.Popup className="tip">{text}</Tooltip.Popup>
        </Tooltip.Positioner>
      </Tooltip.Portal>
    </Tooltip.Root>
  );
}
