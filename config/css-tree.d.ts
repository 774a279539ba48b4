// What we use of css-tree, which comes without types.
declare module "css-tree" {
  export interface CssNode {
    readonly type: string;
  }
  export interface Declaration extends CssNode {
    readonly type: "Declaration";
    readonly property: string;
    readonly important: boolean | string;
    readonly value: CssNode;
  }
  export interface Rule extends CssNode {
    readonly type: "Rule";
    readonly prelude: CssNode;
    readonly block: { readonly children: Iterable<CssNode> };
  }
  export interface NodeList extends CssNode {
    readonly children: Iterable<CssNode>;
  }
  export function parse(
    css: string,
    options: {
      readonly context: "stylesheet" | "declarationList";
      readonly parseCustomProperty: boolean;
      readonly onParseError?: (error: Error) => void;
    },
  ): NodeList;
  export function generate(node: CssNode): string;
  export const lexer: {
    match(syntax: string, value: CssNode): { readonly matched: unknown };
  };
}
