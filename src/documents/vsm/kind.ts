import type { CdaHeader } from "../cda/header.js";

const VSM_TEMPLATE = "1.2.250.1.213.1.1.1.13";

/** Whether a document says that it is a medical summary: the volet, or one of the types that summaries are filed under. */
export function isVsm({ code, templateIds }: Pick<CdaHeader, "code" | "templateIds">): boolean {
  return templateIds.some(({ root }) => root === VSM_TEMPLATE) || code.code === "SYNTH" || code.code === "60591-5";
}
