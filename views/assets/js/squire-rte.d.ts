/** The part of Squire that we use: its own declarations import without file extensions, which this project's resolution refuses. */
declare module "squire-rte" {
  interface SquireConfig {
    blockTag: string;
    sanitizeToDOMFragment: (html: string) => DocumentFragment;
    didError: (error: unknown) => void;
  }

  class Squire {
    constructor(root: HTMLElement, config: SquireConfig);
    destroy(): void;
    getRoot(): HTMLElement;
    addEventListener(type: string, listener: (event: Event) => void): this;
    focus(): this;
    getHTML(): string;
    setHTML(html: string): this;
    insertHTML(html: string): this;
    getSelectedText(): string;
    hasFormat(tag: string): boolean;
    bold(): this;
    removeBold(): this;
    italic(): this;
    removeItalic(): this;
    strikethrough(): this;
    removeStrikethrough(): this;
    makeLink(url: string): this;
    removeLink(): this;
    makeUnorderedList(): this;
    makeOrderedList(): this;
    removeList(): this;
    increaseQuoteLevel(): this;
    decreaseQuoteLevel(): this;
    toggleCode(): this;
    undo(): this;
    redo(): this;
  }

  export { Squire as default };
}
