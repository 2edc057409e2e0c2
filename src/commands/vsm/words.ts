import type { ReminderRule } from "../../domain/medical/reminders.js";
import { criterionWords } from "../../services/reminders/errors.js";
import type { Column } from "../../terminal/io.port.js";

export const RULE_COLUMNS: readonly Column<ReminderRule>[] = [
  { key: "id", title: "Règle", value: ({ name }) => name },
  { key: "label", title: "Libellé", value: ({ label }) => label },
  { key: "criterion", title: "Patients", value: ({ criterion }) => criterion, text: criterionWords, cell: criterionWords },
  { key: "months", title: "Mois", value: ({ months }) => months, align: "right" },
  {
    key: "on",
    title: "Active",
    value: ({ on }) => on,
    text: ({ on }) => (on ? "oui" : "non"),
    tone: ({ on }) => (on ? "good" : "muted"),
  },
];
