import { rightsOf } from "../../domain/users/rights.js";
import type { User } from "../../domain/users/user.js";

/** A user for machines: whether there is a password is told, never the password. */
export function userJson(user: User): Readonly<Record<string, unknown>> & { readonly id: string } {
  const { id, label, rpps, nationalId, role, granted, revoked, settings, hasPassword, createdAt, disabledAt } = user;
  return {
    id,
    label,
    rpps,
    nationalId,
    role,
    rights: [...rightsOf(user)],
    granted,
    revoked,
    settings,
    hasPassword,
    createdAt,
    disabledAt,
  };
}
