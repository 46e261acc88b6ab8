// Projects the maps once, at build time: each region becomes one short path of whole pixels with its ISO 3166 code.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { geoIdentity, geoNaturalEarth1, geoPath } from "d3-geo";
import { feature } from "topojson-client";

const require = createRequire(import.meta.url);
const countries = require("i18n-iso-countries");
const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const worldWidth = 760, worldHeight = 372;
const statesWidth = 700, statesHeight = 438;

const topology = (name, object) => {
  const atlas = require(name);
  return feature(atlas, atlas.objects[object]).features;
};

/** Codes by name, from the catalog: the page speaks of the same regions as the detector. */
function catalogCodes(file) {
  const toml = readFileSync(here(`../../catalog/places/${file}`), "utf8");
  const pairs = toml.matchAll(/^code = "([^"]+)"\s*\nname = "([^"]+)"/gm);
  return new Map([...pairs].map(([, code, name]) => [name, code]));
}

/** Rings of whole pixels, relative, without what rounding has made equal and without specks. */
function shorten(path) {
  const rings = path.split("M").filter(Boolean).map((ring) =>
    ring.replace(/Z$/, "").split("L").map((point) => point.split(",").map(Math.round)));
  const distinct = rings.map((ring) => ring.filter(([x, y], i) => i === 0 || x !== ring[i - 1][0] || y !== ring[i - 1][1]));
  const size = (ring) => Math.abs(ring.reduce((sum, [x, y], i) => {
    const [u, v] = ring[(i + 1) % ring.length];
    return sum + x * v - u * y;
  }, 0)) / 2;
  const bySize = distinct.sort((a, b) => size(b) - size(a));
  return bySize.filter((ring, i) => i === 0 || size(ring) >= 4).map(relative).join("");
}

function relative(ring) {
  const steps = ring.slice(1).map(([x, y], i) => `${x - ring[i][0]} ${y - ring[i][1]}`);
  return `M${ring[0].join(" ")}${steps.length ? "l" + steps.join(" ") : "h1v1h-1"}z`.replace(/ -/g, "-");
}

function world() {
  const land = topology("world-atlas/countries-110m.json", "countries").filter((f) => f.properties.name !== "Antarctica");
  const all = { type: "FeatureCollection", features: land };
  const path = geoPath(geoNaturalEarth1().fitExtent([[2, 2], [worldWidth - 2, worldHeight - 2]], all));
  const regions = land.map((f) => [countries.numericToAlpha2(f.id ?? "") ?? (f.properties.name === "Kosovo" ? "XK" : ""), shorten(path(f))]);
  return { width: worldWidth, height: worldHeight, regions };
}

function states() {
  const codes = catalogCodes("us.toml");
  const land = topology("us-atlas/states-albers-10m.json", "states").filter((f) => codes.has(f.properties.name));
  const all = { type: "FeatureCollection", features: land };
  const path = geoPath(geoIdentity().fitExtent([[2, 2], [statesWidth - 2, statesHeight - 2]], all));
  return { width: statesWidth, height: statesHeight, regions: land.map((f) => [codes.get(f.properties.name), shorten(path(f))]) };
}

/** What the maps are made of, as files. */
export const inputs = [here("../../catalog/places/us.toml"), here("../package-lock.json")];

/** Whole at any moment: builds that run side by side write the same. */
function write(file, text) {
  if (existsSync(file) && readFileSync(file, "utf8") === text) return;
  writeFileSync(`${file}.${process.pid}`, text);
  renameSync(`${file}.${process.pid}`, file);
}

mkdirSync(here("../build/maps"), { recursive: true });
for (const [name, map] of Object.entries({ world: world(), states: states() })) write(here(`../build/maps/${name}.json`), JSON.stringify(map));
