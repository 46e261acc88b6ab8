// The whole page: the world, the view that the URL names, and around it what is always in sight.

import { World } from "../data/world";
import { screens } from "../screens/screens";
import type { Screen } from "../screens/screen";
import { now, replayAt, showIn } from "../text/clock";
import { choose, speak, spoken, t } from "../text/text";
import { h, render } from "../ui/h";
import { printable } from "../ui/printable";
import { drawWith, redraw } from "../ui/redraw";
import { Announcer } from "./announcer";
import { banners, replayFrame } from "./banners";
import { footer } from "./footer";
import { header } from "./header";
import { startKeys } from "./keys";
import { here, startRouter } from "./router";
import { applyTheme, zoneOf } from "./settings";

const second = 1000;

export class App {
  private readonly announcer = new Announcer();
  private readonly world = new World((kind, data) => this.screen?.heard?.(kind, data));
  private screen: Screen | null = null;

  constructor(private readonly root: Element, private readonly voice: Element) {}

  start(): void {
    applyTheme();
    this.adopt();
    drawWith(() => this.draw());
    startRouter((moved) => this.moved(moved));
    startKeys({ step: (by) => this.screen?.step?.(by) });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
    setInterval(redraw, second);
    this.screen = this.make();
    this.world.start();
    redraw();
  }

  private adopt(): void {
    const { query } = here();
    speak(choose(query.get("lang"), navigator.languages));
    showIn(zoneOf(query));
    document.documentElement.lang = spoken();
  }

  private make(): Screen {
    return screens(here().view, here().id)(this.world, here().id);
  }

  private moved(moved: boolean): void {
    this.adopt();
    if (moved) {
      this.screen?.leave?.();
      this.screen = this.make();
      scrollTo(0, 0);
    }
    this.draw();
    if (moved) document.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
  }

  private draw(): void {
    const { status } = this.world;
    replayAt(status?.mode === "replay" ? status.closed_until ?? status.newest : null);
    document.documentElement.classList.toggle("replaying", status?.mode === "replay");
    document.title = printable(`${this.screen?.title() ?? ""} · ${t("app")}`);
    render(this.root,
      h("a", { class: "skip", href: "#main" }, t("nav.skip")),
      replayFrame(this.world),
      header(this.world),
      banners(this.world),
      h("main", { key: `${here().view}/${here().id}`, id: "main", class: `view-${here().view}`, tabindex: "-1" }, this.screen?.view()),
      footer(this.world));
    render(this.voice, this.announcer.say(this.screen?.spoken?.() ?? "", now()));
  }
}
