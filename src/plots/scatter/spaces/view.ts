/** The reader's view of a space: its pose, zoom and shift, and how these change. */
import type { Lens, Pose, Space } from './space';
import { toPlane } from './space';

export interface View {
  pose: Pose;
  /** 1 = the undisturbed view. */
  zoom: number;
  /** Shift in shares of the plot's radius, y upwards. */
  x: number;
  y: number;
  /** Radius of the plane shown at zoom 1. */
  extent: number;
}

export const homeView = (space: Space): View => ({ pose: space.home, zoom: 1, x: 0, y: 0, extent: space.extent });

/** How many times as large as a disk among three on a small screen, from which on as many images are shown as fit. */
const IMAGES_FROM = 2;
/** Radius of such a disk, pixels. */
const USUAL_RADIUS = 120;

/** How much larger than usual the picture is drawn: because the reader has zoomed in, or because its panel is large. */
export const magnification = (view: View, lens: Lens): number => Math.max(view.zoom, (lens.scale * view.extent) / USUAL_RADIUS);

export const showsImages = (magnified: number): boolean => magnified >= IMAGES_FROM;

/** Room around the outline, pixels: above it stands the label of the outermost ring, beside it thumbnails may reach out. */
const EDGE = { x: 12, y: 17 };

export function lensOf(view: View, width: number, height: number): Lens {
  const radius = Math.max(10, Math.min(width / 2 - EDGE.x, height / 2 - EDGE.y));
  return {
    x: width / 2 + view.x * radius,
    y: height / 2 - view.y * radius,
    scale: (radius * view.zoom) / view.extent,
    room: Math.min(width, height) / 2,
  };
}

/** Zooms by `factor` and keeps what is at the screen place (x, y) where it is. */
export function zoomedAt(view: View, factor: number, x: number, y: number, width: number, height: number): View {
  // Out to the whole of the disk, whatever the undisturbed view shows of it, and no further: there is nothing beyond.
  const zoom = Math.min(60, Math.max(Math.min(1, view.extent), view.zoom * factor));
  const [px, py] = toPlane(lensOf(view, width, height), x, y);
  const lens = lensOf({ ...view, zoom }, width, height);
  const radius = (lens.scale * view.extent) / zoom;
  const next = {
    ...view,
    zoom,
    x: view.x + (x - (lens.x + px * lens.scale)) / radius,
    y: view.y - (y - (lens.y - py * lens.scale)) / radius,
  };
  // Back at (or beyond) the undisturbed size the view slides home, so that zooming out never loses the picture.
  return zoom <= 1 ? { ...next, x: next.x * zoom ** 4 * 0.5, y: next.y * zoom ** 4 * 0.5 } : next;
}

export function viewBetween(space: Space, from: View, to: View, t: number): View {
  const mix = (a: number, b: number) => a + (b - a) * t;
  return {
    pose: space.between(from.pose, to.pose, t),
    zoom: from.zoom * (to.zoom / from.zoom) ** t,
    x: mix(from.x, to.x),
    y: mix(from.y, to.y),
    extent: from.extent * (to.extent / from.extent) ** t,
  };
}
