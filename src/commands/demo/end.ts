import type { CommandContext } from "../context.js";
import { RPPS } from "./login.js";
import type { Player } from "./player.js";

/** How long it took, and how to go on. */
export async function sayEnd(player: Player, { output }: CommandContext, seconds: number): Promise<void> {
  const { style } = output;
  const { cabinet, flag } = player;
  const steps = [
    ["segur sandbox start --detach", "d'abord : le bac à sable s'arrête avec la démonstration"],
    [`segur login --ciba --rpps ${RPPS}${flag}`, "se connecter : la session de la démonstration est finie"],
    ["segur sandbox approve", "accepter la connexion, dans un autre terminal"],
    [`segur todo${flag}`, "tout ce qui attend une personne, le plus grave d'abord"],
    [`segur ins review${flag}`, "décider des identités, traits côte à côte"],
    [`segur inbox classify --all${flag}`, "classer le courrier reçu"],
    [`segur dashboard --detail${flag}`, "les lignes derrière chaque nombre"],
    ["segur sandbox fault insi timeout --rate 0.1", "mettre INSi en panne, pour voir"],
  ];
  await player.say(
    `\n${style("strong", `Fait en ${seconds.toFixed(1).replace(".", ",")} s.`)} Le cabinet « ${cabinet} » est à vous. Pour continuer :`,
  );
  const width = Math.max(...steps.map(([command = ""]) => command.length));
  for (const [command = "", does = ""] of steps) await player.say(`   ${style("strong", command.padEnd(width))}   ${does}`);
  await player.say(`   ${style("muted", "(depuis ce dossier : node bin/segur.js à la place de segur, ou npm link une fois)")}`);
}
