import type { SandboxProfessional } from "./professionals.js";

/** What a person sees in the browser. Plain HTML: no script, nothing from elsewhere. */
const page = (title: string, body: string): string => `<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>
body { font: 1.1rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 3rem auto; padding: 0 1rem; color: #1b1b35; }
fieldset { border: 1px solid #c8c8dc; border-radius: .4rem; padding: 1rem; }
label { display: block; padding: .3rem 0; }
button { font: inherit; padding: .5rem 1rem; margin: 1rem .5rem 0 0; }
</style>
</head>
<body>
<h1>${title}</h1>
${body}
</body>
</html>
`;

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, (character) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[character] ?? character);

/** The page where one of the people of the sandbox identifies himself, or refuses. */
export function identificationPage(people: readonly SandboxProfessional[], software: string): string {
  const choices = people.map(
    ({ nationalId, label }, index) =>
      `<label><input type="radio" name="professional" value="${escapeHtml(nationalId)}"${index === 0 ? " checked" : ""}> ${escapeHtml(label)}</label>`,
  );
  return page(
    "Pro Santé Connect (bac à sable)",
    `<p>Le logiciel « ${escapeHtml(software)} » demande qui vous êtes.</p>
<form method="post">
<fieldset>
<legend>Professionnel</legend>
${choices.join("\n")}
</fieldset>
<button name="decision" value="approve">S'identifier</button>
<button name="decision" value="refuse">Refuser</button>
</form>`,
  );
}

export const endedPage = (): string => page("Session fermée", "<p>La session Pro Santé Connect est fermée.</p>");

export const problemPage = (): string =>
  page("Demande inconnue", "<p>Cette demande a expiré ou a déjà servi. Relancez la connexion depuis le logiciel.</p>");
