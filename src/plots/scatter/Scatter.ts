/**
 * A scatter plot of a space: backdrop (SVG), points (canvas), arcs (SVG), the selection in front (canvas).
 * It owns the elements in its host; data come in through `update`, choices go out through events.
 */
import { roomForThumbnails } from './painting/crowding';
import { inFrame } from './painting/frames';
import { listenToGestures } from './pointer/gestures';
import { gesturesOf } from './pointer/interaction';
import { outlinePath } from './pointer/lasso';
import { canvasLayer, contextOf, svgLayer } from './painting/layers';
import { arcEnds, arcMarks, drawMarks, type Layer } from './painting/marks';
import { ease, pointsBetween, prefersStill } from './motion';
import { dotRadius, paintPoints, thumbnailSide } from './painting/paint';
import { paintHovered, paintNames, paintNodes, paintSelection, thumbnailPlaces } from './painting/paintFront';
import { pointAt } from './pointer/pick';
import { STRENGTH, readInk, strengths, type Ink, type ScatterEvents, type ScatterScene } from './scene';
import { toScreen, type Lens, type Pose, type Space } from './spaces/space';
import { PlacedTree, branchMarks, nodeNames } from './tree';
import { homeView, lensOf, magnification, showsImages, viewBetween, zoomedAt, type View } from './spaces/view';

const POINTS_MS = 700;
const VIEW_MS = 450;
/** Pixels around a point within which the pointer means it. */
const REACH = 14;

/** Depth from which on a point of the sphere is not too close to the outline. */
const WELL_IN_SIGHT = 0.25;

interface Motion {
  start: number;
  length: number;
}

export class Scatter {
  private readonly backdrop: Layer;
  private readonly arcs: Layer;
  private readonly dots: HTMLCanvasElement;
  private readonly front: HTMLCanvasElement;
  private readonly lasso: Layer;
  private readonly listeners = new AbortController();
  private readonly resize: ResizeObserver;

  private scene?: ScatterScene;
  private ink?: Ink;
  private width = 0;
  private height = 0;
  private view: View = { pose: [], zoom: 1, x: 0, y: 0, extent: 1 };
  /** Coordinates as shown now, on their way from `from` to the scene's. */
  private shown = new Float32Array(0);
  private from = new Float32Array(0);
  private placed = new Float32Array(0);
  private screen = new Float32Array(0);
  private strength: Uint8Array = new Uint8Array(0);
  private readonly tree = new PlacedTree();
  private room: Uint8Array = new Uint8Array(0);
  private moving?: Motion;
  private turning?: Motion & { from: View; to: View };
  private stale: 'nothing' | 'selection' | 'all' = 'nothing';
  /** The reader has moved the picture, and not asked for the undisturbed view since. */
  private turned = false;
  /** The reader is moving it. */
  private held = false;
  private stopImages?: () => void;
  private callOff?: () => void;
  /** The scene whose arcs stand there. */
  private arcsOf?: ScatterScene;

  constructor(
    private readonly host: HTMLElement,
    events: ScatterEvents,
  ) {
    this.backdrop = svgLayer(host);
    this.dots = canvasLayer(host);
    this.arcs = svgLayer(host);
    this.front = canvasLayer(host);
    this.lasso = svgLayer(host);
    this.resize = new ResizeObserver(() => this.measure());
    // Tells the size at once, when the page has been laid out anyway.
    this.resize.observe(host);
    listenToGestures(host, this.gestures(events), this.listeners.signal);
  }

  destroy(): void {
    this.callOff?.();
    this.listeners.abort();
    this.resize.disconnect();
    this.stopImages?.();
    this.host.replaceChildren();
  }

  update(scene: ScatterScene): void {
    const before = this.scene;
    this.scene = scene;
    if (!this.ink || before?.theme !== scene.theme) this.ink = readInk(this.host);
    if (before?.images !== scene.images) {
      this.stopImages?.();
      this.stopImages = scene.images?.onChange(() => this.show('all'));
    }
    this.host.toggleAttribute('data-lassoing', scene.lassoing ?? false);
    this.takePoints(scene, before);
    if (scene.n !== before?.n || scene.presence !== before.presence || scene.selected !== before.selected) this.strength = strengths(scene);
    this.takeSpace(scene.space, before?.space);
    if (scene.space.dimensions === 3) {
      if (scene.anchor !== before?.anchor) this.bringForward(scene, WELL_IN_SIGHT);
      // Points that have moved may have taken it to the far side; who has turned the sphere is left alone.
      else if (scene.points !== before?.points && !this.turned) this.bringForward(scene, 0);
    }
    const onlySelection = before && {
      ...before,
      hovered: scene.hovered,
      anchor: scene.anchor,
      positives: scene.positives,
      negatives: scene.negatives,
      describe: scene.describe,
      lassoing: scene.lassoing,
    };
    const same = onlySelection && (Object.keys(scene) as (keyof ScatterScene)[]).every((key) => onlySelection[key] === scene[key]);
    this.show(same ? 'selection' : 'all');
  }

  /** Back to the undisturbed view. */
  home(): void {
    this.turned = false;
    if (this.scene) this.turnTo(homeView(this.scene.space));
  }

  centreOn(index: number): void {
    if (!this.scene) return;
    const { space, points } = this.scene;
    const at = points.subarray(index * space.dimensions, (index + 1) * space.dimensions);
    this.turnTo({ ...this.view, x: 0, y: 0, pose: space.centred(this.view.pose, at) });
  }

  /** What is shown, and how: for a picture of it elsewhere. */
  picture(): { scene: ScatterScene; view: View; size: { width: number; height: number }; ink: Ink } | undefined {
    const { scene, view, width, height, ink } = this;
    return scene && ink && { scene, view, size: { width, height }, ink };
  }

  private takePoints(scene: ScatterScene, before: ScatterScene | undefined): void {
    if (before?.points === scene.points) return;
    const length = scene.points.length;
    const comparable = before && before.n === scene.n && this.shown.length === length && before.space.dimensions === scene.space.dimensions;
    if (comparable && !prefersStill()) {
      this.from = this.shown.slice();
      this.moving = { start: performance.now(), length: POINTS_MS };
    } else {
      this.shown = scene.points.slice();
      this.moving = undefined;
    }
    if (this.screen.length !== scene.n * 3) {
      this.placed = new Float32Array(scene.n * 3);
      this.screen = new Float32Array(scene.n * 3);
      this.room = new Uint8Array(scene.n);
    }
  }

  private takeSpace(space: Space, before: Space | undefined): void {
    if (space === before) return;
    if (before?.dimensions !== space.dimensions) {
      this.view = homeView(space);
      this.turning = undefined;
    } else if (space.extent !== before.extent) {
      const present = this.turning?.to ?? this.view;
      // Who has zoomed in keeps the scale; the undisturbed view follows what it is to show.
      const disturbed = present.zoom !== 1 || present.x !== 0 || present.y !== 0;
      const zoom = disturbed ? (present.zoom * space.extent) / before.extent : 1;
      this.turnTo({ ...present, extent: space.extent, zoom });
    }
  }

  /** Turns the sphere until an anchor on its far side can be seen. */
  private bringForward({ anchor, points, space }: ScatterScene, least: number): void {
    if (anchor === undefined) return;
    const at = points.slice(anchor * 3, anchor * 3 + 3);
    const placed = new Float32Array(3);
    space.layOut(at, 1, (this.turning?.to ?? this.view).pose, placed);
    if (placed[2]! < least) this.centreOn(anchor);
  }

  private turnTo(to: View): void {
    if (prefersStill()) {
      this.view = to;
      this.turning = undefined;
    } else this.turning = { start: performance.now(), length: VIEW_MS, from: this.view, to };
    this.show('all');
  }

  private measure(): void {
    const { clientWidth, clientHeight } = this.host;
    if (clientWidth === this.width && clientHeight === this.height) return;
    this.width = clientWidth;
    this.height = clientHeight;
    for (const layer of [this.backdrop, this.arcs, this.lasso]) {
      layer.ownerSVGElement?.setAttribute('width', String(clientWidth));
      layer.ownerSVGElement?.setAttribute('height', String(clientHeight));
    }
    // Observers run before painting: drawing at once spares a frame with a stretched picture.
    this.stale = 'all';
    this.draw(performance.now());
  }

  private show(what: 'selection' | 'all'): void {
    if (this.stale !== 'all') this.stale = what;
    this.callOff = inFrame(this.draw);
  }

  private readonly draw = (now: number): void => {
    const { scene, ink } = this;
    if (!scene || !ink || this.width < 20 || this.height < 20) return;
    const all = this.stale === 'all';
    this.stale = 'nothing';
    if (all) this.advance(scene, now);
    const lens = lensOf(this.view, this.width, this.height);
    const radius = dotRadius(scene.n, lens.scale * this.view.extent, this.view.zoom);
    const frame = { width: this.width, height: this.height, density: devicePixelRatio };
    if (all) {
      this.layOut(scene, lens);
      drawMarks(this.backdrop, scene.space.backdrop(this.view.pose, lens));
      const magnified = magnification(this.view, lens);
      const side = thumbnailSide(magnified);
      const still = !this.moving && !this.turning && !this.held;
      if (still)
        this.room = roomForThumbnails(this.screen, scene.n, {
          width: this.width,
          height: this.height,
          side,
          dense: showsImages(magnified),
          eligible: this.eligible,
        });
      const context = contextOf(this.dots, frame);
      const { screen, strength, room } = this;
      if (context) paintPoints(context, frame, scene, { screen, strength, room, side, radius, moving: !still }, ink);
    }
    if (all || this.arcsOf?.negatives !== scene.negatives || this.arcsOf.positives !== scene.positives) this.drawArcs(scene, lens);
    const context = contextOf(this.front, frame);
    context?.clearRect(0, 0, frame.width, frame.height);
    if (context && scene.tree) paintNodes(context, scene.tree, this.tree.placed, lens, ink);
    if (context) {
      paintSelection(context, scene, this.screen, radius, lens.scale * this.view.extent, ink);
      if (scene.tree) paintNames(context, nodeNames(scene.tree, this.tree.placed, lens, thumbnailPlaces(scene, this.screen)), ink);
      paintHovered(context, scene, this.screen, radius, lens.scale * this.view.extent, ink);
    }
    if (this.moving || this.turning) this.show('all');
  };

  /** Takes the points and the view to where they are at `now`. */
  private advance(scene: ScatterScene, now: number): void {
    if (this.turning) {
      const t = Math.min(1, (now - this.turning.start) / this.turning.length);
      this.view = viewBetween(scene.space, this.turning.from, this.turning.to, ease(Math.max(0, t)));
      if (t >= 1) this.turning = undefined;
    }
    if (this.moving) {
      const t = Math.min(1, (now - this.moving.start) / this.moving.length);
      pointsBetween(this.from, scene.points, scene.space.dimensions, ease(Math.max(0, t)), this.shown);
      if (t >= 1) this.moving = undefined;
    }
  }

  private layOut(scene: ScatterScene, lens: Lens): void {
    const { placed, screen } = this;
    scene.space.layOut(this.shown, scene.n, this.view.pose, placed);
    for (let i = 0; i < placed.length; i += 3) {
      const at = toScreen(lens, placed[i]!, placed[i + 1]!);
      screen[i] = at[0];
      screen[i + 1] = at[1];
      screen[i + 2] = placed[i + 2]!;
    }
    if (scene.tree) {
      const under = { shown: this.shown, points: scene.points, moving: this.moving !== undefined };
      this.tree.layOut(scene.tree, under, scene.space, this.view.pose);
    }
  }

  private drawArcs(scene: ScatterScene, lens: Lens): void {
    this.arcsOf = scene;
    const { anchor, space } = scene;
    const d = space.dimensions;
    const at = (index: number) => this.shown.subarray(index * d, (index + 1) * d);
    const { tree } = scene;
    const pose = this.view.pose;
    drawMarks(this.arcs, [
      ...(tree ? branchMarks(tree, this.tree.nodes, space, pose, lens) : []),
      ...(anchor === undefined
        ? []
        : arcMarks(arcEnds(scene.positives, scene.negatives), (index) => space.arc(at(anchor), at(index), pose, lens))),
    ]);
  }

  private readonly eligible = (index: number): boolean => (this.strength[index] ?? 0) >= STRENGTH.dimmed;

  /** From a pose on, moves what was at `from` (plane) to `to`. */
  private move(pose: Pose, from: readonly [number, number], to: readonly [number, number]): void {
    if (!this.scene) return;
    this.turning = undefined;
    this.turned = true;
    this.view = { ...this.view, pose: this.scene.space.drag(pose, from, to) };
    this.show('all');
  }

  private gestures(events: ScatterEvents) {
    return gesturesOf(
      {
        scene: () => this.scene,
        pose: () => this.view.pose,
        lens: () => lensOf(this.view, this.width, this.height),
        screen: () => this.screen,
        eligible: this.eligible,
        pick: (x, y) => pointAt(this.screen, this.scene?.n ?? 0, x, y, REACH, this.eligible),
        move: (pose, from, to) => this.move(pose, from, to),
        hold: (held) => {
          if (this.held && !held) this.show('all');
          this.held = held;
        },
        zoom: (factor, at) => {
          const zoomed = zoomedAt(this.view, factor, at?.[0] ?? this.width / 2, at?.[1] ?? this.height / 2, this.width, this.height);
          if (!at) return this.turnTo(zoomed);
          this.turning = undefined;
          this.view = zoomed;
          this.show('all');
        },
        centreOn: (index) => this.centreOn(index),
        home: () => this.home(),
        drawLasso: (outline) =>
          drawMarks(this.lasso, outline.length > 1 ? [{ kind: 'path', key: 'lasso', name: 'lasso', d: outlinePath(outline) }] : []),
      },
      events,
    );
  }
}
