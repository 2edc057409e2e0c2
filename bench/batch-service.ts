// The téléservice of bench/batch.ts, in a process of its own: prints one JSON line when it is ready, ends with its stdin.
import { createServer } from "node:http";
import { startSandbox } from "../src/sandbox/sandbox.js";

const [directory = "", seed = "7", people = "0", latency = "100"] = process.argv.slice(2);
const sandbox = await startSandbox({ directory, seed: Number(seed), people: Number(people), latencyMs: Number(latency) });
const { cert, key } = sandbox.pki.clients["insi-auto"];
// A bare HTTP answer of the size of INSi's, for the reference of the engineering notes.
const answer = `<?xml version="1.0"?><soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope"><soap:Body><RESULTAT xmlns="http://www.cnamts.fr/INSiResultat"><CR><CodeCR>00</CodeCR><LibelleCR>OK</LibelleCR></CR><INDIVIDU><INSACTIF><IdIndividu><NumIdentifiant>2770763220829</NumIdentifiant><Cle>10</Cle></IdIndividu><OID>1.2.250.1.213.1.4.8</OID></INSACTIF><TIQ><NomNaissance>NESSI</NomNaissance><ListePrenom>RUTH</ListePrenom><Sexe>F</Sexe><DateNaissance>1977-07-14</DateNaissance><LieuNaissance>63220</LieuNaissance></TIQ></INDIVIDU></RESULTAT></soap:Body></soap:Envelope>`;
const plain = createServer((request, response) => {
  request.resume();
  request.on("end", () => response.end(answer));
});
await new Promise<void>((ready) => plain.listen(0, "127.0.0.1", ready));
const address = plain.address();
const plainUrl = `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`;
console.log(JSON.stringify({ plainUrl, url: sandbox.insi.url, ca: sandbox.pki.ca, cert, key, idam: sandbox.idam }));
process.stdin.on("end", () => {
  plain.close();
  plain.closeAllConnections();
  void sandbox.stop();
});
process.stdin.resume();
