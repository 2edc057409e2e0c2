import { PROFESSIONALS, type SandboxProfessional } from "../psc/professionals.js";
import { APP_ADDRESS, MAIL_DOMAIN, PRACTICE_ADDRESS } from "./names.js";

/** A mailbox that somebody can open: a person's, the practice's shared one, the software's own. */
export interface MailAccount {
  readonly address: string;
  readonly type: "PER" | "ORG" | "APP";
  /** National ids of those whose Pro Santé Connect token opens it; empty for an applicative one. */
  readonly openedBy: readonly string[];
}

/** `paul.marceau@…`: given name and name, without accents. */
export function localPart(given: string, family: string): string {
  const plain = (text: string): string =>
    text
      .normalize("NFD")
      .replace(/\p{M}/gu, "")
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-|-$/g, "");
  return `${plain(given)}.${plain(family)}`;
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** Address of the person's own box; null for the secretary, who has no RPPS. */
export function personalAddress({ userInfo, nationalId }: SandboxProfessional): string | null {
  if (!nationalId.startsWith("8")) return null;
  return `${localPart(textOf(userInfo.given_name), textOf(userInfo.family_name))}@${MAIL_DOMAIN}`;
}

function allAccounts(): readonly MailAccount[] {
  const personal = PROFESSIONALS.flatMap((one): MailAccount[] => {
    const address = personalAddress(one);
    return address === null ? [] : [{ address, type: "PER", openedBy: [one.nationalId] }];
  });
  // Dr VASSEUR has no structure: the practice is not his.
  const practice = PROFESSIONALS.filter(({ userInfo }) => textOf(userInfo.SubjectOrganizationID) !== "");
  return [
    ...personal,
    { address: PRACTICE_ADDRESS, type: "ORG", openedBy: practice.map(({ nationalId }) => nationalId) },
    { address: APP_ADDRESS, type: "APP", openedBy: [] },
  ];
}

let accounts: ReadonlyMap<string, MailAccount> | null = null;

/** Mailboxes by their address, in small letters. */
export function mailAccounts(): ReadonlyMap<string, MailAccount> {
  accounts ??= new Map(allAccounts().map((one) => [one.address, one]));
  return accounts;
}
