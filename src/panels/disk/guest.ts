/** A scene with the guest as one point more, where nothing else has moved. */
import { PRESENCE, type ScatterScene } from '../../plots';
import { GUEST_ROW } from '../../state/views/guest/guest';

/** @param place [dimensions] of the guest in the picture */
export function joinedBy(scene: ScatterScene, place: Float32Array): ScatterScene {
  const { n, points, colourOf, presence, rows } = scene;
  const joined = new Float32Array(points.length + place.length);
  joined.set(points);
  joined.set(place, points.length);
  return {
    ...scene,
    n: n + 1,
    points: joined,
    // In no colour of a class: it has none.
    colourOf: Uint8Array.from({ length: n + 1 }, (_, i) => (i < n ? colourOf[i]! : 255)),
    ...(presence ? { presence: Uint8Array.from({ length: n + 1 }, (_, i) => (i < n ? presence[i]! : PRESENCE.full)) } : {}),
    rows: Int32Array.from({ length: n + 1 }, (_, i) => (i < n ? (rows[i] ?? 0) : GUEST_ROW)),
  };
}
