/** What pointer and keys mean on a scatter plot. */
import type { GestureHandlers } from './gestures';
import { extended, pointsInside, type Outline } from './lasso';
import { nextPoint, type Direction } from './pick';
import type { ScatterEvents, ScatterScene } from '../scene';
import { toPlane, type Lens, type Pose } from '../spaces/space';

/** The plot, as far as it can be steered. */
export interface Steered {
  scene(): ScatterScene | undefined;
  pose(): Pose;
  lens(): Lens;
  /** Rows (x, y, depth) on the screen. */
  screen(): Float32Array;
  eligible(index: number): boolean;
  /** Index of the point meant by a place, or −1. */
  pick(x: number, y: number): number;
  /** From a pose on, moves what was at `from` (plane) to `to`. */
  move(pose: Pose, from: readonly [number, number], to: readonly [number, number]): void;
  /** While it is held, the points are drawn as what is moving. */
  hold(held: boolean): void;
  /** Zooms around a place, or smoothly around the middle. */
  zoom(factor: number, at?: readonly [number, number]): void;
  centreOn(index: number): void;
  home(): void;
  drawLasso(outline: Outline): void;
}

const ARROWS: Record<string, Direction> = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' };
/** How far a key moves the picture, in shares of its radius. */
const NUDGE = 0.12;
const NUDGES: Record<Direction, readonly [number, number]> = { left: [-1, 0], right: [1, 0], up: [0, 1], down: [0, -1] };

export function gesturesOf(plot: Steered, events: ScatterEvents): GestureHandlers {
  /** While the pointer is down: the view it went down on, or the lasso drawn since. */
  let grip: { pose: Pose; lens: Lens; outline?: Outline } | undefined;

  const endLasso = (outline: Outline, add: boolean) => {
    plot.drawLasso([]);
    events.lasso(pointsInside(plot.screen(), plot.scene()?.n ?? 0, outline, plot.eligible), add);
  };

  const key = ({ key: pressed, shiftKey }: KeyboardEvent): boolean => {
    const scene = plot.scene();
    if (!scene) return false;
    const direction = ARROWS[pressed];
    const cursor = scene.hovered ?? scene.anchor;
    if (direction && shiftKey) {
      const step = NUDGE * scene.space.extent;
      const [x, y] = NUDGES[direction];
      plot.move(plot.pose(), [0, 0], [x * step, y * step]);
    } else if (direction) {
      const next = nextPoint(plot.screen(), scene.n, cursor ?? 0, direction, plot.eligible);
      events.hover(next);
      events.say?.(next, 'reached');
    } else if ((pressed === 'Enter' || pressed === ' ') && cursor !== undefined) {
      events.select(cursor);
      events.say?.(cursor, 'chosen');
    } else if (pressed === 'Home') plot.home();
    else if (pressed === 'Escape') {
      if (grip?.outline) {
        grip = undefined;
        plot.drawLasso([]);
      } else if (scene.selected) events.lasso([], false);
      events.hover(undefined);
    } else if (pressed === '+' || pressed === '=') plot.zoom(1.5);
    else if (pressed === '-') plot.zoom(1 / 1.5);
    else if ((pressed === 'c' || pressed === 'C') && scene.anchor !== undefined) plot.centreOn(scene.anchor);
    else return false;
    return true;
  };

  return {
    point: (x, y) => {
      const index = plot.pick(x, y);
      if (index !== (plot.scene()?.hovered ?? -1)) events.hover(index < 0 ? undefined : index);
    },
    leave: () => events.hover(undefined),
    click: (x, y) => {
      const index = plot.pick(x, y);
      if (index >= 0) events.select(index);
    },
    doubleClick: (x, y) => {
      const index = plot.pick(x, y);
      if (index >= 0) plot.centreOn(index);
      else plot.home();
    },
    grip: (lasso) => {
      grip = { pose: plot.pose(), lens: plot.lens(), ...(lasso || plot.scene()?.lassoing ? { outline: [] } : {}) };
    },
    drag: (from, to) => {
      if (!grip) return;
      if (grip.outline) {
        grip.outline = extended(grip.outline.length > 0 ? grip.outline : [from], to);
        return plot.drawLasso(grip.outline);
      }
      plot.hold(true);
      plot.move(grip.pose, toPlane(grip.lens, ...from), toPlane(grip.lens, ...to));
    },
    release: (add) => {
      const outline = grip?.outline;
      grip = undefined;
      plot.hold(false);
      if (outline && outline.length > 0) endLasso(outline, add);
    },
    cancel: () => {
      grip = undefined;
      plot.hold(false);
      plot.drawLasso([]);
    },
    zoom: (factor, x, y) => plot.zoom(factor, [x, y]),
    key,
  };
}
