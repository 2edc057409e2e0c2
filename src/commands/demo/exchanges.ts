import { plural } from "../ins/plural.js";
import { itemsOf, numberOf, textOf } from "./inside.js";
import type { Player } from "./player.js";

/** Of the sandbox: another professional than the one who is logged in. */
const COLLEAGUE = "belkacem";
const LETTER = "Cher confrère,\n\nJe vous adresse ce patient pour avis. Merci de me tenir informé.\n\nBien confraternellement.\n";

/** The DMP of a patient: authorised, listed, two documents brought into the file. */
export async function dmpRead(player: Player, patient: string): Promise<void> {
  await player.play({
    name: "dmp.authorize",
    title: "Son dossier médical partagé (DMP), avec son accord",
    commands: [{ words: ["dmp", "authorize", patient, "--consent"] }],
    tell: () => ({ lines: ["Vous êtes autorisé à le consulter."], figures: { patient } }),
  });
  const listed = await player.play({
    name: "dmp.list",
    title: "Ce que son DMP contient",
    commands: [{ words: ["dmp", "list", patient] }],
    tell: ([ran]) => {
      const categories = itemsOf(ran?.data ?? {}, "categories");
      const lines = categories.map((each) => `  ${numberOf(each, "count")}  ${textOf(each, "label")}`);
      return { lines, figures: { documents: itemsOf(ran?.data ?? {}).length } };
    },
  });
  const wanted = itemsOf(listed[0]?.data ?? {}).slice(-2);
  await player.play({
    name: "dmp.pull",
    title: "Deux documents mis à son dossier",
    commands: [{ words: ["dmp", "pull", ...wanted.map((each) => textOf(each, "id"))] }],
    tell: ([ran]) => {
      const filed = itemsOf(ran?.data ?? {});
      const lines = filed.map((each) => `  ${textOf(each, "document")}  ${textOf(each, "title")}`);
      return { lines, figures: { filed: filed.filter(({ outcome }) => outcome === "filed").length } };
    },
  });
}

/** A letter for each patient, filed then deposited. @returns the documents, in the order of the patients */
export async function deposits(player: Player, patients: readonly string[]): Promise<readonly string[]> {
  const added = await player.play({
    name: "doc.add",
    title: "Une lettre au dossier de dix patients",
    commands: patients.map((patient) => ({
      words: ["doc", "add", patient, "-", "--type", "lettre"],
      shown: `segur doc add ${patient} lettre.txt --type lettre${player.flag}`,
      stdin: LETTER,
    })),
    tell: (ran) => ({
      lines: [`${plural(ran.length, "lettre classée", "lettres classées")}, écrites dans la forme du DMP (CDA et PDF/A).`],
      figures: { added: ran.length },
    }),
  });
  const documents = added.map(({ data }) => textOf(data, "id"));
  await player.play({
    name: "dmp.push",
    title: "Les dix lettres déposées dans les DMP",
    commands: [
      {
        words: ["dmp", "push", ...documents, "--yes"],
        shown: `segur dmp push ${documents.slice(0, 2).join(" ")} … ${documents.at(-1)} --yes${player.flag}`,
      },
    ],
    tell: ([ran]) => {
      const done = itemsOf(ran?.data ?? {}).filter(({ outcome }) => outcome === "done").length;
      return {
        lines: [`${plural(done, "déposée", "déposées")}, une seule fois chacune, même si une réponse se perd.`],
        figures: { deposited: done },
      };
    },
  });
  return documents;
}

/** To a colleague, to the patient; then what became of the messages. */
export async function messages(player: Player, patient: string, documents: readonly string[]): Promise<void> {
  const found = await player.play({
    name: "mss.directory.search",
    title: "L'adresse MSSanté d'une consœur",
    commands: [{ words: ["mss", "directory", "search", COLLEAGUE] }],
    tell: ([ran]) => {
      const [first] = itemsOf(ran?.data ?? {});
      return {
        lines: [`  ${textOf(first, "name")}  ${textOf(first, "id")}`],
        figures: { found: itemsOf(ran?.data ?? {}).length },
      };
    },
  });
  const address = textOf(itemsOf(found[0]?.data ?? {})[0], "id");
  await player.play({
    name: "mss.send.professional",
    title: "Les dix lettres envoyées à cette consœur, un message par patient",
    commands: documents.map((document) => ({ words: ["mss", "send", "--to", address, "--doc", document, "--yes"] })),
    tell: (ran) => {
      const sent = ran.filter(({ data }) => data.outcome === "done").length;
      return { lines: [`${plural(sent, "message remis", "messages remis")} à l'opérateur.`], figures: { sent } };
    },
  });
  await player.play({
    name: "mss.send.patient",
    title: "Et une à la patiente, dans Mon espace santé",
    commands: [{ words: ["mss", "send", "--to-patient", patient, "--doc", documents[0] ?? "", "--yes"] }],
    tell: (ran) => {
      const sent = ran.filter(({ data }) => data.outcome === "done").length;
      return {
        lines: [`${plural(sent, "message remis", "messages remis")} ; son adresse est son matricule : elle reste masquée.`],
        figures: { sent },
      };
    },
  });
  await player.play({
    name: "mss.status",
    title: "Ce que sont devenus ces messages",
    commands: [{ words: ["mss", "status"] }],
    tell: ([ran]) => {
      const lines = itemsOf(ran?.data ?? {});
      const of = (state: string) => lines.filter((each) => each.state === state).length;
      const [delivered, accepted, failed] = [of("delivered") + of("read"), of("accepted"), of("failed")];
      return {
        lines: [
          `${plural(delivered, "distribué", "distribués")}, ${plural(accepted, "accepté", "acceptés")} par l'opérateur, ${plural(failed, "échec", "échecs")}.`,
        ],
        figures: { delivered, accepted, failed },
      };
    },
  });
}

/** A few days of messages in the mailbox: received, filed where it is certain, the gravest acknowledged. */
export async function reception(
  player: Player,
  { seed, people }: { readonly seed: number; readonly people: number },
): Promise<void> {
  await player.play({
    name: "sandbox.mail",
    title: "Quelques jours de courrier arrivent (au bac à sable)",
    commands: [
      {
        words: ["sandbox", "mail", "--count", "30", "--seed", String(seed), "--people", String(people)],
        shown: `segur sandbox mail --count 30 --seed ${seed} --people ${people}`,
      },
    ],
    tell: ([ran]) => ({
      lines: [`${numberOf(ran?.data ?? {}, "messages")} messages dans la boîte du médecin.`],
      figures: { messages: numberOf(ran?.data ?? {}, "messages") },
    }),
  });
  await player.play({
    name: "inbox.sync",
    title: "La boîte de réception est relevée",
    commands: [{ words: ["inbox", "sync"] }],
    tell: ([ran]) => {
      const of = (key: string) => numberOf(ran?.data ?? {}, key);
      return {
        lines: [
          `${plural(of("messages"), "nouveau message", "nouveaux messages")}, ${plural(of("documents"), "document", "documents")}, dont ${of("urgent")} à lire immédiatement ; ${of("quarantined")} en quarantaine.`,
        ],
        figures: {
          messages: of("messages"),
          documents: of("documents"),
          urgent: of("urgent"),
          quarantined: of("quarantined"),
          unreadable: of("unreadable"),
        },
      };
    },
  });
  await player.play({
    name: "inbox.classify",
    title: "Ce qui est certain se classe seul, le reste attend une personne",
    commands: [{ words: ["inbox", "classify", "--all", "--auto"], accepts: [3, 7] }],
    tell: ([ran]) => {
      const items = itemsOf(ran?.data ?? {});
      const filed = items.filter(({ outcome }) => outcome === "filed").length;
      const waiting = items.filter(({ outcome }) => outcome === "to_decide" || outcome === "would_file").length;
      return {
        lines: [
          `${plural(filed, "document classé", "documents classés")} (INS qualifiée, tous les traits égaux), ${waiting} à décider.`,
        ],
        figures: { filed, waiting },
      };
    },
  });
  const urgent = await player.play({
    name: "inbox.list",
    title: "Les résultats critiques d'abord",
    commands: [{ words: ["inbox", "list", "--alert=urgent", "--unresolved"] }],
    tell: ([ran]) => {
      const items = itemsOf(ran?.data ?? {});
      return {
        lines: items.map((each) => `  ‼ ${textOf(each, "id")}  ${textOf(each, "type")}, ${textOf(each, "patient")}`),
        figures: { urgent: items.length },
      };
    },
  });
  const ids = itemsOf(urgent[0]?.data ?? {}).map((each) => textOf(each, "id"));
  if (ids.length === 0) return;
  await player.play({
    name: "inbox.ack",
    title: "Le médecin a appelé ces patients, et le note",
    commands: ids.map((id) => ({ words: ["inbox", "ack", id, "--called", "--yes"] })),
    tell: (ran) => ({
      lines: [`${plural(ran.length, "résultat noté", "résultats notés")} « patient appelé » ; l'alerte s'éteint à --resolved.`],
      figures: { acknowledged: ran.length },
    }),
  });
}
