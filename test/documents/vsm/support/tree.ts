import { SaxesParser } from "saxes";

/** An element of a document, read by nothing of ours. */
export interface Tree {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Tree[];
  readonly text: string;
  readonly parent: Tree | null;
}

interface Open extends Tree {
  children: Tree[];
  text: string;
}

export function treeOf(xml: string): Tree {
  const parser = new SaxesParser();
  const open: Open[] = [];
  let root: Tree | null = null;
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name, attributes }) => {
    const parent = open.at(-1) ?? null;
    const each: Open = { name, attributes: { ...attributes } as Record<string, string>, children: [], text: "", parent };
    parent?.children.push(each);
    root ??= each;
    open.push(each);
  });
  parser.on("text", (text) => {
    for (const each of open) each.text += text;
  });
  parser.on("closetag", () => void open.pop());
  parser.write(xml).close();
  if (root === null) throw new Error("empty");
  return root;
}

export function under(tree: Tree, name: string): readonly Tree[] {
  return tree.children.flatMap((child) => [...(child.name === name ? [child] : []), ...under(child, name)]);
}

export const children = (tree: Tree, name: string): readonly Tree[] => tree.children.filter((child) => child.name === name);
export const child = (tree: Tree | undefined, ...path: readonly string[]): Tree | undefined =>
  path.reduce<Tree | undefined>((at, name) => (at === undefined ? undefined : children(at, name)[0]), tree);
export const hasTemplate = (tree: Tree, root: string): boolean =>
  children(tree, "templateId").some(({ attributes }) => attributes.root === root);
