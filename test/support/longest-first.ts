import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files that start processes by the hundred: begun last, one of them would keep a run alive alone. */
const LONG = /[\\/]e2e[\\/]/;

/** The files that took longest, as vitest remembers them; where it remembers nothing, the end-to-end ones before all others. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => LONG.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}
