import type { IncomingMessage, ServerResponse } from "node:http";
import type Provider from "oidc-provider";
import { errors } from "oidc-provider";
import type { FaultRules } from "../fault-rules.js";
import { readText, sendHtml } from "../http.js";
import { identificationPage, problemPage } from "./mire.js";
import { ACR } from "./names.js";
import { PROFESSIONALS } from "./professionals.js";
import type { PscFaultKind } from "./script.js";

export interface InteractionOptions {
  readonly provider: Provider;
  readonly script: FaultRules<PscFaultKind>;
}

/** GET shows the page where a person identifies himself; POST takes the choice and goes back to the software. */
export async function interact(
  request: IncomingMessage,
  response: ServerResponse,
  { provider, script }: InteractionOptions,
): Promise<void> {
  try {
    const { prompt, params } = await provider.interactionDetails(request, response);
    // A browser that PSC still knows: nothing to ask, PSC shows no consent page.
    if (prompt.name !== "login") return await provider.interactionFinished(request, response, { consent: {} });
    if (request.method !== "POST") return sendHtml(response, 200, identificationPage(PROFESSIONALS, String(params.client_id)));
    const form = new URLSearchParams((await readText(request)) ?? "");
    const chosen = PROFESSIONALS.find(({ nationalId }) => nationalId === form.get("professional"));
    const approved = form.get("decision") === "approve" && !script.happens("refused");
    if (chosen === undefined || !approved) {
      const refusal = { error: "access_denied", error_description: "not authorized" };
      return await provider.interactionFinished(request, response, refusal, { mergeWithLastSubmission: false });
    }
    const acr = script.happens("no_acr") ? undefined : ACR.MOBILE;
    const login = { accountId: chosen.subject, amr: ["MOBILE"], remember: true, ...(acr === undefined ? {} : { acr }) };
    await provider.interactionFinished(request, response, { login, consent: {} }, { mergeWithLastSubmission: false });
  } catch (error) {
    if (!(error instanceof errors.SessionNotFound)) throw error;
    sendHtml(response, 400, problemPage());
  }
}
