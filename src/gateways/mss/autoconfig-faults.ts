import type { AutoconfigError } from "./autoconfig-document.js";
import { fault } from "./faults.js";
import type { MssFault } from "./port.js";

export type AutoconfigProblem =
  | AutoconfigError["reason"]
  | "domain"
  | "private_address"
  | "redirect"
  | "status"
  | "not_xml"
  | "absent";

const TEXTS: Readonly<Record<AutoconfigProblem, string>> = {
  domain: "Le domaine de la boîte n'est pas de l'espace de confiance MSSanté (mssante.fr) : aucun jeton ne lui est présenté.",
  private_address: "Un serveur MSSanté a une adresse qui n'est pas de l'Internet public : rien ne lui a été confié.",
  redirect: "L'autoconfiguration renvoie vers une autre adresse : elle n'est pas suivie.",
  status: "Le serveur d'autoconfiguration de l'opérateur répond par une erreur.",
  absent: "L'opérateur ne publie pas d'autoconfiguration pour ce domaine.",
  not_xml: "L'autoconfiguration de l'opérateur est illisible.",
  shape: "L'autoconfiguration de l'opérateur n'a pas la forme attendue.",
  no_server: "L'autoconfiguration de l'opérateur ne donne pas de serveur SMTP et IMAP.",
  plain_socket: "L'autoconfiguration propose une connexion sans chiffrement : elle est refusée en entier.",
  ip_literal: "L'autoconfiguration donne une adresse IP au lieu d'un nom de serveur : elle est refusée.",
  foreign_host: "L'autoconfiguration désigne un serveur d'un autre domaine : elle est refusée.",
  port: "L'autoconfiguration donne un port impossible.",
  username: "L'autoconfiguration demande un autre identifiant que l'adresse de la boîte : elle est refusée.",
};

const PASSING = new Set<AutoconfigProblem>(["status", "not_xml"]);

/** The servers of the mailbox cannot be found, or must not be believed (mss.md §1.3). The domain is told: it is the operator's. */
export function autoconfigFault(problem: AutoconfigProblem, domain: string, why?: string): MssFault {
  const passing = PASSING.has(problem);
  return fault(
    {
      kind: passing ? "unreachable" : "config",
      retry: passing ? "later" : "stop",
      message: TEXTS[problem],
      advice:
        problem === "domain"
          ? "Corrigez l'adresse : segur config set mss.address ADRESSE   (ou admettez ce domaine : segur config set mss.domains DOMAINE)"
          : "Vérifiez l'adresse de la boîte (segur config get mss.address) ; sinon prévenez l'opérateur, puis : segur doctor",
      rule: "MSS/CONF.04",
    },
    `autoconfig.${problem}`,
    { why: [`Domaine : ${domain}.`, why].filter(Boolean).join(" "), details: { domain } },
  );
}
