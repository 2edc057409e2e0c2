/**
 * What an imported item tells that the record does not: neither lost as if it were there, nor written as a second one beside the first, which
 * would double a dose. A person compares them.
 */
export const TELLS_MORE = {
  dosage:
    "Le dossier a déjà ce traitement, avec une autre posologie ou sans : comparez, puis corrigez-le (medical edit) ou ajoutez l'autre prise (medical add --allow-duplicate).",
  reaction: "Le dossier a déjà cette allergie, avec une autre réaction ou sans : comparez, puis complétez-la (medical edit).",
  quantity: "Le dossier a déjà cette habitude, avec une autre quantité ou sans : comparez, puis corrigez-la (medical edit).",
} as const;
