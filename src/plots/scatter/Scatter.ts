/**
 * A scatter plot of a space: backdrop (SVG), points (canvas), arcs (SVG), the selection in front (canvas).
 * It owns the elements in its host; data come in through `update`, choices go out through events.
 */
import { arcEnds, arcMarks, drawMarks, type Layer } from './marks';
import { ease, pointsBetween, prefersStill } from './motion';
import { dotRadius, paintPoints, paintSelection } from './paint';
import { nextPoint, pointAt, type Direction } from './pick';
import { roomForThumbnails } from './crowding';
import { readInk, type Ink, type ScatterEvents, type ScatterScene } from './scene';
import { toPlane, toScreen, type Lens, type Pose, type Space } from './space';
import { homeView, lensOf, viewBetween, zoomedAt, type View } from './view';

const POINTS_MS = 700;
const VIEW_MS = 450;
/** Pixels around a point within which the pointer means it. */
const REACH = 14;
/** Pixels the pointer may move and still click. */
const CLICK = 3;

/** Depth from which on a point of the sphere is not too close to the outline. */
const WELL_IN_SIGHT = 0.25;

/** Zoom from which on as many images are shown as fit. */
const IMAGES_FROM = 2;

const ARROWS: Record<string, Direction> = { ArrowLeft: 'left', ArrowRight: 'right', ArrowUp: 'up', ArrowDown: 'down' };

interface Motion {
  start: number;
  length: number;
}

export class Scatter {
  private readonly backdrop: Layer;
  private readonly arcs: Layer;
  private readonly dots: HTMLCanvasElement;
  private readonly front: HTMLCanvasElement;
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
  private room: Uint8Array = new Uint8Array(0);
  private moving?: Motion;
  private turning?: Motion & { from: View; to: View };
  private frame = 0;
  private stale: 'nothing' | 'selection' | 'all' = 'nothing';
  private grip?: { pointer: number; x: number; y: number; pose: Pose; lens: Lens; dragged: boolean };
  private stopImages?: () => void;
  /** The scene whose arcs stand there. */
  private arcsOf?: ScatterScene;

  constructor(
    private readonly host: HTMLElement,
    private readonly events: ScatterEvents,
  ) {
    const svg = () => {
      const element = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
      element.setAttribute('aria-hidden', 'true');
      const layer = document.createElementNS('http://www.w3.org/2000/svg', 'g');
      element.append(layer);
      host.append(element);
      return layer;
    };
    const canvas = () => {
      const element = document.createElement('canvas');
      element.setAttribute('aria-hidden', 'true');
      host.append(element);
      return element;
    };
    this.backdrop = svg();
    this.dots = canvas();
    this.arcs = svg();
    this.front = canvas();
    this.resize = new ResizeObserver(() => this.measure());
    this.resize.observe(host);
    this.measure();
    this.listen();
  }

  destroy(): void {
    cancelAnimationFrame(this.frame);
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
    this.takePoints(scene, before);
    this.takeSpace(scene.space, before?.space);
    if (scene.space.dimensions === 3 && scene.anchor !== before?.anchor) this.bringForward(scene);
    const onlySelection = before && {
      ...before,
      hovered: scene.hovered,
      anchor: scene.anchor,
      positives: scene.positives,
      negatives: scene.negatives,
      describe: scene.describe,
    };
    const same = onlySelection && (Object.keys(scene) as (keyof ScatterScene)[]).every((key) => onlySelection[key] === scene[key]);
    this.show(same ? 'selection' : 'all');
  }

  /** Back to the undisturbed view. */
  home(): void {
    if (this.scene) this.turnTo(homeView(this.scene.space));
  }

  centreOn(index: number): void {
    if (!this.scene) return;
    const { space, points } = this.scene;
    const at = points.subarray(index * space.dimensions, (index + 1) * space.dimensions);
    this.turnTo({ ...this.view, x: 0, y: 0, pose: space.centred(this.view.pose, at) });
  }

  zoom(factor: number): void {
    this.turnTo(zoomedAt(this.view, factor, this.width / 2, this.height / 2, this.width, this.height));
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
  private bringForward({ anchor, points, space }: ScatterScene): void {
    if (anchor === undefined) return;
    const at = points.slice(anchor * 3, anchor * 3 + 3);
    const placed = new Float32Array(3);
    space.place(at, 1, (this.turning?.to ?? this.view).pose, placed);
    if (placed[2]! < WELL_IN_SIGHT) this.centreOn(anchor);
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
    for (const layer of [this.backdrop, this.arcs]) {
      layer.ownerSVGElement?.setAttribute('width', String(clientWidth));
      layer.ownerSVGElement?.setAttribute('height', String(clientHeight));
    }
    // Observers run before painting: drawing at once spares a frame with a stretched picture.
    this.stale = 'all';
    this.draw(performance.now());
  }

  private show(what: 'selection' | 'all'): void {
    if (this.stale !== 'all') this.stale = what;
    if (!this.frame)
      this.frame = requestAnimationFrame((now) => {
        this.frame = 0;
        this.draw(now);
      });
  }

  private draw(now: number): void {
    const { scene, ink } = this;
    if (!scene || !ink || this.width < 20 || this.height < 20) return;
    const all = this.stale === 'all';
    this.stale = 'nothing';
    if (all) this.advance(scene, now);
    const lens = lensOf(this.view, this.width, this.height);
    const radius = dotRadius(scene.n, lens.scale * this.view.extent, this.view.zoom);
    const frame = { width: this.width, height: this.height, density: devicePixelRatio };
    if (all) {
      this.place(scene, lens);
      drawMarks(this.backdrop, scene.space.backdrop(this.view.pose, lens));
      const side = Math.round(Math.min(44, 13 * Math.max(1, this.view.zoom) ** 0.5));
      const still = !this.moving && !this.turning && !this.grip?.dragged;
      if (still)
        this.room = roomForThumbnails(this.screen, scene.n, {
          width: this.width,
          height: this.height,
          side,
          dense: this.view.zoom >= IMAGES_FROM,
          eligible: this.eligible,
        });
      const context = this.contextOf(this.dots);
      if (context) paintPoints(context, frame, scene, { screen: this.screen, room: this.room, side, radius, moving: !still }, ink);
    }
    if (all || this.arcsOf?.negatives !== scene.negatives || this.arcsOf.positives !== scene.positives) this.drawArcs(scene, lens);
    const context = this.contextOf(this.front);
    if (context) paintSelection(context, frame, scene, this.screen, radius, lens.scale * this.view.extent, ink);
    if (this.moving || this.turning) this.show('all');
  }

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

  private place(scene: ScatterScene, lens: Lens): void {
    const { placed, screen } = this;
    scene.space.place(this.shown, scene.n, this.view.pose, placed);
    for (let i = 0; i < placed.length; i += 3) {
      const at = toScreen(lens, placed[i]!, placed[i + 1]!);
      screen[i] = at[0];
      screen[i + 1] = at[1];
      screen[i + 2] = placed[i + 2]!;
    }
  }

  private drawArcs(scene: ScatterScene, lens: Lens): void {
    this.arcsOf = scene;
    const { anchor, space } = scene;
    const d = space.dimensions;
    const at = (index: number) => this.shown.subarray(index * d, (index + 1) * d);
    drawMarks(
      this.arcs,
      anchor === undefined
        ? []
        : arcMarks(arcEnds(scene.positives, scene.negatives), (index) => space.arc(at(anchor), at(index), this.view.pose, lens)),
    );
  }

  private contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D | null {
    const [width, height] = [Math.round(this.width * devicePixelRatio), Math.round(this.height * devicePixelRatio)];
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
      canvas.style.width = `${this.width}px`;
      canvas.style.height = `${this.height}px`;
    }
    const context = canvas.getContext('2d');
    context?.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    return context;
  }

  private eligible = (index: number): boolean => this.scene?.isolated === undefined || this.scene.colourOf[index] === this.scene.isolated;

  private pick(event: MouseEvent): number {
    const box = this.host.getBoundingClientRect();
    return pointAt(this.screen, this.scene?.n ?? 0, event.clientX - box.left, event.clientY - box.top, REACH, this.eligible);
  }

  private listen(): void {
    const { host } = this;
    const on = <K extends keyof HTMLElementEventMap>(type: K, listener: (event: HTMLElementEventMap[K]) => void, passive = true) =>
      host.addEventListener(type, listener, { signal: this.listeners.signal, passive });
    on('pointerdown', (event) => {
      if (event.button !== 0) return;
      host.setPointerCapture(event.pointerId);
      this.grip = {
        pointer: event.pointerId,
        x: event.clientX,
        y: event.clientY,
        pose: this.view.pose,
        lens: lensOf(this.view, this.width, this.height),
        dragged: false,
      };
    });
    on('pointermove', (event) => {
      if (this.grip?.pointer === event.pointerId) this.dragTo(event);
      else {
        const index = this.pick(event);
        if (index !== (this.scene?.hovered ?? -1)) this.events.hover(index < 0 ? undefined : index);
      }
    });
    on('pointerup', (event) => {
      const grip = this.grip;
      this.grip = undefined;
      if (!grip) return;
      if (grip.dragged) return this.show('all');
      const index = this.pick(event);
      if (index >= 0) this.events.select(index);
    });
    on('pointercancel', () => {
      this.grip = undefined;
      this.show('all');
    });
    on('pointerleave', () => this.events.hover(undefined));
    on('dblclick', (event) => {
      const index = this.pick(event);
      if (index >= 0) this.centreOn(index);
      else this.home();
    });
    on(
      'wheel',
      (event) => {
        // Where the page scrolls, the wheel is the page's, unless it is clear that the plot is meant.
        const page = document.documentElement;
        if (page.scrollHeight > page.clientHeight + 1 && !event.ctrlKey && document.activeElement !== host) return;
        event.preventDefault();
        const box = host.getBoundingClientRect();
        const pixels = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * 16 : event.deltaY;
        this.turning = undefined;
        this.view = zoomedAt(
          this.view,
          Math.exp(-pixels * 0.0016),
          event.clientX - box.left,
          event.clientY - box.top,
          this.width,
          this.height,
        );
        this.show('all');
      },
      false,
    );
    on('keydown', (event) => this.key(event), false);
    on('blur', () => this.events.hover(undefined));
  }

  private dragTo(event: PointerEvent): void {
    const { grip, scene } = this;
    if (!grip || !scene) return;
    if (!grip.dragged && Math.hypot(event.clientX - grip.x, event.clientY - grip.y) < CLICK) return;
    if (!grip.dragged) this.events.hover(undefined);
    grip.dragged = true;
    const box = this.host.getBoundingClientRect();
    const from = toPlane(grip.lens, grip.x - box.left, grip.y - box.top);
    const to = toPlane(grip.lens, event.clientX - box.left, event.clientY - box.top);
    this.turning = undefined;
    this.view = { ...this.view, pose: scene.space.drag(grip.pose, from, to) };
    this.show('all');
  }

  private key(event: KeyboardEvent): void {
    const { scene } = this;
    if (!scene || event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = ARROWS[event.key];
    const cursor = scene.hovered ?? scene.anchor;
    if (direction && event.shiftKey) {
      const step = 0.12 * this.view.extent;
      const shift = { left: [-step, 0], right: [step, 0], up: [0, step], down: [0, -step] }[direction] as [number, number];
      this.turning = undefined;
      this.view = { ...this.view, pose: scene.space.drag(this.view.pose, [0, 0], shift) };
      this.show('all');
    } else if (direction) this.events.hover(nextPoint(this.screen, scene.n, cursor ?? 0, direction, this.eligible));
    else if ((event.key === 'Enter' || event.key === ' ') && cursor !== undefined) this.events.select(cursor);
    else if (event.key === 'Home') this.home();
    else if (event.key === 'Escape') this.events.hover(undefined);
    else if (event.key === '+' || event.key === '=') this.zoom(1.5);
    else if (event.key === '-') this.zoom(1 / 1.5);
    else if ((event.key === 'c' || event.key === 'C') && scene.anchor !== undefined) this.centreOn(scene.anchor);
    else return;
    event.preventDefault();
    // The page has arrow keys of its own.
    event.stopPropagation();
  }
}
