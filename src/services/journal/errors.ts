import { SegurError } from "../../domain/errors.js";
import type { IsoInstant } from "../../domain/identity/types.js";
import { RETENTION } from "./classes.js";

export function momentWrong(option: string): SegurError {
  return new SegurError({
    kind: "usage",
    code: "journal.date",
    message: `La date de ${option} n'est pas reconnue.`,
    why: "Elle s'écrit JJ/MM/AAAA ou AAAA-MM-JJ (le jour entier), ou comme un instant avec son fuseau.",
    advice: `Par exemple : ${option} 2026-11-25, ou ${option} 2026-11-25T19:00:00+01:00`,
    details: { option },
  });
}

export function periodEmpty(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "journal.period",
    message: "La période est vide : --from est après --to.",
    advice: "Donnez --from avant --to, ou l'un des deux seulement.",
  });
}

export function kindUnknown(known: readonly string[]): SegurError {
  return new SegurError({
    kind: "usage",
    code: "journal.kind",
    message: "Cette sorte de ligne n'existe pas (--kind).",
    why: `Sortes : ${known.join(", ")} ; ou leur début seul : insi, patient…`,
    advice: "segur journal list --kind insi,ins.accessed",
    details: { known },
  });
}

export function userWrong(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "journal.user",
    message: "L'utilisateur demandé (--user) n'est pas un identifiant d'utilisateur.",
    why: "Un utilisateur se désigne par U et un numéro.",
    advice: "segur journal list --user U1",
  });
}

export function rppsWrong(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "journal.rpps",
    message: "Le numéro RPPS demandé (--rpps) n'est pas reconnu.",
    why: "Il a 11 chiffres, ou 12 avec le 8 de l'identifiant national.",
    advice: "segur journal list --rpps 99700000001",
  });
}

export function limitWrong(most: number): SegurError {
  return new SegurError({
    kind: "usage",
    code: "journal.limit",
    message: "Le nombre de lignes demandé (--limit) n'est pas utilisable.",
    advice: `Donnez un entier de 1 à ${most} ; pour tout : segur journal export`,
  });
}

export function afterWrong(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "journal.after",
    message: "La ligne d'où continuer (--after) n'est pas reconnue.",
    why: "C'est l'identifiant de la dernière ligne lue, T et un numéro.",
    advice: "segur journal list --after T120",
  });
}

export function idWrong(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "journal.id",
    message: "La ligne demandée (--id) n'est pas reconnue.",
    why: "C'est l'identifiant d'une ligne du journal, T et un numéro.",
    advice: "segur journal list --id T120",
  });
}

/** @param flags those that go with a list only */
export function idAlone(flags: readonly string[]): SegurError {
  return new SegurError({
    kind: "usage",
    code: "journal.id_alone",
    message: `--id montre une seule ligne : il ne va pas avec ${flags.join(", ")}.`,
    advice: "segur journal list --id T120",
  });
}

export function witnessWrong(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "journal.witness",
    message: "La tête attendue (--expect) n'est pas reconnue.",
    why: "C'est ce que donnent « journal verify » et « journal export » : un numéro de ligne, deux-points, 64 chiffres hexadécimaux.",
    advice: "Recopiez-la en entier, ou seulement ses 64 chiffres hexadécimaux.",
  });
}

/** The line of the head that was kept was purged since: nothing can be said of it. */
export function witnessPurged(seq: number): SegurError {
  return new SegurError({
    kind: "input",
    code: "journal.witness_purged",
    message: `La tête attendue ne peut pas être comparée : la ligne ${seq} a été purgée depuis.`,
    why: "La chaîne entière est intacte, mais cette ligne n'y est plus.",
    advice: "Comparez une tête plus récente, et gardez celle que donne : segur journal verify",
    details: { seq },
  });
}

export function interruptedVerification(): SegurError {
  return new SegurError({
    kind: "interrupted",
    code: "journal.interrupted",
    message: "Vérification interrompue : rien n'est prouvé.",
    advice: "segur journal verify",
  });
}

/** A purge would take away what shows where the journal was tampered with. */
export function purgeOfBroken(seq: number): SegurError {
  return new SegurError({
    kind: "refused",
    code: "journal.broken",
    message: `Le journal est rompu à la ligne ${seq} : rien n'a été purgé.`,
    why: "Une purge pourrait effacer ce qui montre d'où vient la rupture.",
    advice: "Mettez une copie du cabinet de côté, voyez segur journal verify, puis : segur journal purge --force",
    details: { seq },
  });
}

/**
 * A purge by a wrong clock would take what must be kept.
 * @param latest the line that the clock contradicts
 */
export function purgeClock(clock: "ahead" | "behind", latest: IsoInstant): SegurError {
  const day = `${latest.slice(8, 10)}/${latest.slice(5, 7)}/${latest.slice(0, 4)}`;
  return new SegurError({
    kind: "refused",
    code: "journal.purge_clock",
    message: "La date de cette machine n'est pas crédible : rien n'a été purgé.",
    why:
      clock === "behind"
        ? `Le journal a une ligne écrite plus tard, le ${day} (UTC).`
        : `Avant les dernières 24 heures, la ligne la plus récente est du ${day} (UTC) : plus de 31 jours sans une ligne, pour un cabinet qui travaille.`,
    advice: "Corrigez la date de la machine ; si elle est juste (cabinet longtemps fermé) : segur journal purge --force",
    details: { clock, latest },
  });
}

export function purgeCancelled(): SegurError {
  return new SegurError({ kind: "interrupted", code: "journal.cancelled", message: "Abandonné : rien n'a été purgé." });
}

/** A stored retention that cannot be read: nothing is purged by guess. */
export function retentionWrong(name: keyof typeof RETENTION): SegurError {
  return new SegurError({
    kind: "config",
    code: "journal.retention",
    message: `La durée de conservation journal.retention.${name} n'est pas utilisable.`,
    why: "Une durée s'écrit en mois ou en ans, de 6 mois à 100 ans.",
    advice: `segur config set journal.retention.${name} "${RETENTION[name].default}"`,
    details: { class: name },
  });
}

export function fieldsOnSyslog(): SegurError {
  return new SegurError({
    kind: "usage",
    code: "journal.syslog_fields",
    message: "--fields ne va pas avec --format syslog : la forme d'un message syslog est fixe.",
    advice: "segur journal export --format csv --fields seq,at,kind",
  });
}
