// A page is a function of its state: h() describes it, render() makes the document match, node by node, so that focus,
// selection and open details survive. Text becomes text nodes and nothing else, and all of it is printable.

import { printable } from "./printable";

export type Child = VNode | string | number | null | undefined | false | Child[];
export interface VNode { tag: string; props: Props; children: (VNode | string)[] }

export interface Props {
  key?: string;
  style?: Record<string, string>;
  /** An element that draws itself (a chart): its children are left alone. */
  island?: Island;
  [name: string]: unknown;
}

/** `mount` is called once, `update` at every later render, `destroy` when the element goes. */
export interface Island { mount(at: HTMLElement): Mounted; props: unknown }
export interface Mounted { update(props: unknown): void; destroy(): void }

export function h(tag: string, props: Props | null, ...children: Child[]): VNode {
  return { tag, props: props ?? {}, children: flatten(children) };
}

function flatten(children: Child[]): (VNode | string)[] {
  return children.flatMap((child) => {
    if (child === null || child === undefined || child === false) return [];
    if (Array.isArray(child)) return flatten(child);
    return [typeof child === "object" ? child : printable(String(child))];
  });
}

const drawn = new WeakMap<Node, VNode>();
const islands = new WeakMap<Node, Mounted>();
const svg = "http://www.w3.org/2000/svg";

/** Makes the children of `parent` be `children`. What has the focus keeps it, wherever it moves to. */
export function render(parent: Element, ...children: Child[]): void {
  const focused = document.activeElement;
  patchChildren(parent, flatten(children));
  if (focused !== document.activeElement && focused instanceof HTMLElement && focused.isConnected) focused.focus({ preventScroll: true });
}

function create(vnode: VNode | string, parent: Element): Node {
  if (typeof vnode === "string") return document.createTextNode(vnode);
  const inSvg = vnode.tag === "svg" || (parent.namespaceURI === svg && parent.tagName !== "foreignObject");
  const element = inSvg ? document.createElementNS(svg, vnode.tag) : document.createElement(vnode.tag);
  patchElement(element, vnode);
  return element;
}

function patchElement(element: Element, next: VNode): void {
  const before = drawn.get(element);
  if (before === next) return;
  patchProps(element, before?.props ?? {}, next.props);
  drawn.set(element, next);
  if (next.props.island) return patchIsland(element as HTMLElement, next.props.island);
  patchChildren(element, next.children);
}

function patchIsland(element: HTMLElement, island: Island): void {
  let mounted = islands.get(element);
  if (!mounted) islands.set(element, (mounted = island.mount(element)));
  mounted.update(island.props);
}

function patchProps(element: Element, before: Props, next: Props): void {
  for (const name of Object.keys(before)) if (!(name in next)) setProp(element, name, undefined, before[name]);
  for (const [name, value] of Object.entries(next)) if (value !== before[name]) setProp(element, name, value, before[name]);
}

function setProp(element: Element, name: string, value: unknown, before: unknown): void {
  if (name === "key" || name === "island") return;
  if (name === "style") return setStyle((element as HTMLElement).style, (before ?? {}) as Record<string, string>, (value ?? {}) as Record<string, string>);
  if (name.startsWith("on") || name === "value" || name === "checked" || name === "indeterminate")
    (element as unknown as Record<string, unknown>)[name] = value ?? null;
  else if (value === undefined || value === null || value === false) element.removeAttribute(name);
  else element.setAttribute(name, value === true ? "" : printable(String(value)));
}

function setStyle(style: CSSStyleDeclaration, before: Record<string, string>, next: Record<string, string>): void {
  for (const name of Object.keys(before)) if (!(name in next)) style.removeProperty(name);
  for (const [name, value] of Object.entries(next)) if (value !== before[name]) style.setProperty(name, value);
}

function patchChildren(parent: Element, next: (VNode | string)[]): void {
  const old = new Map<string, Node>();
  const count = new Map<string, number>();
  for (const node of parent.childNodes) old.set(identity(node, drawn.get(node), count), node);
  count.clear();
  const met = next.map((vnode) => {
    const id = identity(null, typeof vnode === "string" ? undefined : vnode, count);
    const node = old.get(id);
    old.delete(id);
    return node;
  });
  for (const node of old.values()) { forget(node); node.parentNode?.removeChild(node); }
  let cursor: Node | null = parent.firstChild;
  next.forEach((vnode, i) => {
    const node = met[i];
    const placed = node ? reuse(node, vnode) : create(vnode, parent);
    cursor = place(parent, placed, cursor);
  });
}

/** Puts a node where the cursor is, and says where the next one goes. What stays in its order is not touched: moving costs. */
function place(parent: Element, node: Node, cursor: Node | null): Node | null {
  if (cursor && cursor !== node && cursor.nextSibling === node) parent.appendChild(cursor);
  else if (cursor !== node) return parent.insertBefore(node, cursor).nextSibling;
  return node.nextSibling;
}

/** Children meet again by tag and key; those without a key by their turn among their like. Islands share with nobody. */
function identity(node: Node | null, vnode: VNode | undefined, count: Map<string, number>): string {
  const kind = vnode?.tag ?? (node && node.nodeType !== Node.TEXT_NODE ? node.nodeName : "#text");
  if (vnode?.props.key !== undefined) return `${kind}=${vnode.props.key}`;
  if (vnode?.props.island) return `${kind}!`;
  const turn = count.get(kind) ?? 0;
  count.set(kind, turn + 1);
  return `${kind}#${turn}`;
}

function reuse(node: Node, vnode: VNode | string): Node {
  if (typeof vnode !== "string") patchElement(node as Element, vnode);
  else if (node.nodeValue !== vnode) node.nodeValue = vnode;
  return node;
}

function forget(node: Node): void {
  islands.get(node)?.destroy();
  for (const child of node.childNodes) forget(child);
}
