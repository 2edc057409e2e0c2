/**
 * Fine rights of a user of the cabinet (INS/va1.32, va1.50, GEN.16; product.md §6). Stable English words: they are stored, and
 * typed after `--grant` and `--revoke`.
 */
export const RIGHTS = [
  "patients.read",
  "patients.write",
  "patients.import",
  "ins.see",
  "insi.call",
  "dmp.read",
  "dmp.feed",
  "mss.send",
  "inbox",
  "results.ack",
  "medical",
  "export",
  "follow",
  "journal",
  "administer",
] as const;
export type Right = (typeof RIGHTS)[number];

/** Roles of the source product. */
export const ROLES = ["medecin", "secretaire", "technicien", "administrateur"] as const;
export type Role = (typeof ROLES)[number];

/**
 * What a role may do without anything being granted. The administrator sees no medical data, not even a patient's name
 * (SSI/GEN.16: who runs the machine is not who cares); a technician follows the work and loads files, and needs an explicit right to
 * call INSi (INS/va1.32), with masked matricules.
 */
const OF_ROLE: Readonly<Record<Role, readonly Right[]>> = {
  medecin: [
    ...(["patients.read", "patients.write", "patients.import", "ins.see", "insi.call"] as const),
    ...(["dmp.read", "dmp.feed", "mss.send", "inbox", "results.ack", "medical"] as const),
    ...(["export", "follow", "journal"] as const),
  ],
  secretaire: ["patients.read", "patients.write", "patients.import", "ins.see", "insi.call", "mss.send", "inbox", "follow"],
  technicien: ["patients.import", "follow"],
  administrateur: ["follow", "journal", "administer"],
};

/** What somebody may do: the rights of their role, those granted to them, less those taken from them. */
export function rightsOf(user: {
  readonly role: Role;
  readonly granted: readonly Right[];
  readonly revoked: readonly Right[];
}): ReadonlySet<Right> {
  const rights = new Set<Right>([...OF_ROLE[user.role], ...user.granted]);
  for (const right of user.revoked) rights.delete(right);
  return rights;
}

/**
 * Who may run a command: `open` is everybody, even with no session; `session` is anybody who is logged in; else the right that
 * their session must have.
 */
export type Access = "open" | "session" | Right;

export function isRight(text: string): text is Right {
  return (RIGHTS as readonly string[]).includes(text);
}

export function isRole(text: string): text is Role {
  return (ROLES as readonly string[]).includes(text);
}
