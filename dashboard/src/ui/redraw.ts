// Many changes, one picture: whatever happens between two frames is drawn once.

let draw: () => void = () => undefined;
let asked = false;

export function drawWith(paint: () => void): void {
  draw = paint;
}

export function redraw(): void {
  if (asked) return;
  asked = true;
  requestAnimationFrame(() => {
    asked = false;
    draw();
  });
}
