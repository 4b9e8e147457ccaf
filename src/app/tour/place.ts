/** Where the card stands: beside what it points at, never over it. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface Area {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const GAP = 12;

const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), Math.max(low, high));

/**
 * To the right of the target, else to its left, below or above it, wherever the card fits whole into the area.
 * @returns undefined where it fits on no side
 */
export function placeBeside(target: Box, card: { width: number; height: number }, area: Area): { left: number; top: number } | undefined {
  const along = {
    left: clamp(target.left, area.left, area.right - card.width),
    top: clamp(target.top, area.top, area.bottom - card.height),
  };
  const sides = [
    { left: target.left + target.width + GAP, top: along.top },
    { left: target.left - GAP - card.width, top: along.top },
    { left: along.left, top: target.top + target.height + GAP },
    { left: along.left, top: target.top - GAP - card.height },
  ];
  return sides.find(
    ({ left, top }) => left >= area.left && top >= area.top && left + card.width <= area.right && top + card.height <= area.bottom,
  );
}
