/*
 * A live refresh morphs the page towards what the server says now. What scripts added or changed is not in the server's
 * HTML and would be taken away, so it is registered here.
 */
const elements = new WeakSet<EventTarget>();
const attributes = new WeakMap<EventTarget, ReadonlySet<string>>();
let made = 0;

/** Keeps an element that a script made. It needs an id, or the morph may take it for another element of the same kind. */
export function keepElement<E extends HTMLElement>(element: E): E {
  element.id ||= `made-${++made}`;
  elements.add(element);
  return element;
}

/** Keeps attributes whose value a script owns. */
export function keepAttributes(element: Element, ...names: string[]): void {
  attributes.set(element, new Set([...(attributes.get(element) ?? []), ...names]));
}

const isTyped = (target: EventTarget) =>
  target instanceof Element && !target.matches("[type=checkbox], [type=radio], button");

function isKept(target: EventTarget, name: string): boolean {
  if (name === "open") return true;
  if (name === "value" && target === document.activeElement && isTyped(target)) return true;
  return attributes.get(target)?.has(name) ?? false;
}

export function guardMorphs(): void {
  document.addEventListener("turbo:before-morph-element", (event) => {
    if (event.target && elements.has(event.target)) event.preventDefault();
  });
  document.addEventListener("turbo:before-morph-attribute", (event) => {
    const { attributeName } = (event as CustomEvent<{ attributeName: string }>).detail;
    if (event.target && isKept(event.target, attributeName)) event.preventDefault();
  });
}
