import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { referenceText } from "../../../src/commands/reference.js";
import { loadTree } from "../../../src/commands/tree.js";

describe("docs/commands.md", () => {
  it("is what the command tree says (npm run docs)", async () => {
    const written = readFileSync(new URL("../../../docs/commands.md", import.meta.url), "utf8").replaceAll("\r\n", "\n");
    expect(written).toBe(referenceText(await loadTree()));
  });

  it("names every command, argument and option", async () => {
    const tree = await loadTree();
    const text = referenceText(tree);
    for (const { group, command } of tree) {
      for (const spec of group?.commands ?? (command === undefined ? [] : [command])) {
        expect(text).toContain(`# segur ${group === undefined ? "" : `${group.name} `}${spec.name}\n`);
        for (const option of spec.options ?? []) expect(text).toContain(`- \`${option.flags}\``);
        for (const arg of spec.args ?? []) expect(text).toContain(`- \`${arg.usage}\``);
      }
    }
  });
});
