// Colours of the present theme, for what is drawn on a canvas.

const probe = document.createElement("span");

export function colour(name: string): string {
  if (!probe.isConnected) { probe.hidden = true; document.body.append(probe); }
  probe.style.color = `var(--${name})`;
  return getComputedStyle(probe).color;
}

/** Changes when the theme does. */
export const themeKey = (): string => colour("text") + colour("ground");
