import type { CanvasScene } from './canvas-scene.ts';

export interface CanvasView {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
}

interface Room {
  readonly width: number;
  readonly height: number;
}

const keyOf = (workflowId: string): string => `arches-view:${workflowId}`;

/** Where a person looked last, for this workflow and browser. */
export function rememberView(workflowId: string, view: CanvasView): void {
  try {
    localStorage.setItem(keyOf(workflowId), JSON.stringify(view));
  } catch {
    // Without storage the canvas opens at its start.
  }
}

/** Undefined when nothing would be in sight there any more. */
export function rememberedView(workflowId: string, scene: CanvasScene, room: Room): CanvasView | undefined {
  try {
    const view = JSON.parse(localStorage.getItem(keyOf(workflowId)) ?? 'null') as CanvasView | null;
    if (!view || !(view.zoom > 0)) return undefined;
    const shows = scene.steps.some(({ left, top, width, height }) => {
      const [x, y] = [left * view.zoom + view.x, top * view.zoom + view.y];
      return x > -width / 2 && y > -height / 2 && x + width * view.zoom < room.width + width / 2 && y < room.height - 40;
    });
    return shows ? view : undefined;
  } catch {
    return undefined;
  }
}

/** Readable from the first moment: never below 0.9, with the start at the top; everything in sight where it fits. */
export function openingView(scene: CanvasScene, box: Room): CanvasView {
  if (scene.steps.length === 0) return { x: box.width / 2, y: 80, zoom: 1 };
  const left = Math.min(...scene.steps.map((step) => step.left));
  const right = Math.max(...scene.steps.map((step) => step.left + step.width));
  const top = Math.min(...scene.steps.map((step) => step.top));
  const bottom = Math.max(...scene.steps.map((step) => step.top + step.height));
  const fits = Math.min((box.height - 64) / (bottom - top), (box.width - 64) / (right - left));
  const zoom = Math.min(1, Math.max(0.9, fits));
  const first = scene.steps.find((step) => step.top === top);
  const middle = (right - left) * zoom <= box.width - 32 ? (left + right) / 2 : first ? first.left + first.width / 2 : (left + right) / 2;
  const height = (bottom - top) * zoom;
  const y = height < box.height - 120 ? Math.min(72, (box.height - height) / 2) : 32;
  return { x: box.width / 2 - middle * zoom, y: y - top * zoom, zoom };
}
