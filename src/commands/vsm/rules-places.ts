import { REMINDER_PLACES, type ReminderPlace } from "../../domain/medical/reminders.js";
import { readReminders, setPlaces } from "../../services/reminders/rules.js";
import type { CommandContext } from "../context.js";
import type { CommandInput } from "../spec.js";

const WORDS: Readonly<Record<ReminderPlace, string>> = { todo: "segur todo", patient: "fiche du patient" };

/** `segur vsm rules places [--todo|--no-todo] [--patient|--no-patient]` */
export async function run(context: CommandContext, { options }: CommandInput): Promise<void> {
  const cabinet = await context.cabinet();
  const before = (await readReminders(cabinet)).places;
  const places = REMINDER_PLACES.filter((place) => options[place] ?? before.includes(place));
  if (places.join() !== before.join()) await setPlaces(cabinet, places);
  await context.output.one("segur.vsm.rules.places/1", { id: "vsm.places", places }, () => {
    return `Rappels : ${places.length === 0 ? "nulle part" : places.map((place) => WORDS[place]).join(", ")}`;
  });
}
