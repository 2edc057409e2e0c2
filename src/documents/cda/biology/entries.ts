import { isKnown, isOut } from "../../../domain/inbox/alerts.js";
import type { StartTag } from "../parser.js";
import { instantOf } from "../times.js";
import { all, attribute, type Element, first } from "../tree.js";
import { hasTooMany, labelOf, type Previous, previousOf, type ResultFields, resultOf } from "./result.js";
import { type Named, resolveText } from "./spoken.js";
import { type Statement, Statements } from "./statements.js";

/** FR-Resultat-examens-de-biologie-element-clinique-pertinent, by the template of IHE or by that of the CI-SIS (cda.md §4). */
const RESULT = new Set(["1.3.6.1.4.1.19376.1.3.1.6", "1.2.250.1.213.1.1.3.80"]);
const COMMENT_CODE = "48767-8";
const COMMENT = new Set(["2.16.840.1.113883.10.20.1.40", "1.3.6.1.4.1.19376.1.5.3.1.4.2", "1.2.250.1.213.1.1.3.32"]);

/** A report has some hundreds; what is beyond is told, and the alerts then say nothing for certain. */
const MAX_RESULTS = 20_000;
const MAX_COMMENTS = 5_000;
const MAX_PREVIOUS = 50;

/** Words that were found, or the element whose reference points to what comes later in the document. */
interface Said {
  text: string | null;
  readonly element: Element | null;
}

export interface Draft {
  readonly statement: Statement;
  fields: ResultFields | null;
  /** Its parts, when some of them refer to what was not read yet. */
  parts: readonly Element[] | null;
  readonly comments: Said[];
  readonly previous: Previous[];
}

/** What was read of a statement that others are in. */
export interface Facts {
  readonly label: string | null;
  readonly status: string | null;
}

/** Collects results, earlier results and comments from the entries of a document while it is read. */
export class BiologyEntries {
  readonly drafts = new Map<Statement, Draft>();
  readonly facts = new Map<Statement, Facts>();
  readonly general: { readonly statement: Statement; readonly said: Said }[] = [];
  readonly sections = new Set<Element>();
  /** Sections where something is `active` or `aborted`. */
  readonly unfinished = new Set<Element>();
  readonly warnings = new Set<string>();
  /** Nothing that may be a result was left out. */
  whole = true;
  /** Every interpretation of a result has a code that is known. */
  understood = true;
  readonly #asides = new Map<Statement, string[]>();
  readonly #named: Named;
  readonly #statements: Statements;
  #comments = 0;

  constructor(named: Named) {
    this.#named = named;
    this.#statements = new Statements({ opened: (each) => this.#opened(each), closed: (each) => this.#closed(each) });
  }

  begin(section: Element | null): void {
    if (section !== null) this.sections.add(section);
    this.#statements.begin(section);
  }

  open(tag: StartTag): void {
    this.#statements.open(tag);
  }

  text(text: string): void {
    this.#statements.text(text);
  }

  close(): void {
    this.#statements.close();
  }

  /** Reads again, once the whole document is known, what referred to its end. */
  end(): void {
    for (const draft of this.drafts.values()) {
      if (draft.parts !== null) draft.fields = resultOf(draft.parts, this.#named);
      draft.parts = null;
      for (const said of draft.comments) this.#say(said);
    }
    for (const { said } of this.general) this.#say(said);
  }

  #say(said: Said): void {
    said.text ??= resolveText(said.element, this.#named);
    if (said.text === null) this.warnings.add("Un commentaire renvoie à un texte qui n'est pas dans le document.");
  }

  #opened(statement: Statement): void {
    if (statement.name !== "observation" || statement.historical) return;
    if (this.drafts.size < MAX_RESULTS) return void this.drafts.set(statement, emptyDraft(statement));
    this.#lack("Le compte rendu a trop de résultats : les derniers ne sont pas lus.");
  }

  #closed(statement: Statement): void {
    const { name, historical, parts, templates } = statement;
    if (statement.cut || (!historical && hasTooMany(parts)))
      this.#lack("Un résultat a trop d'éléments : ils ne sont pas tous lus.");
    if (name === "act" && isComment(statement)) {
      this.#comment(statement);
      return;
    }
    const status = attribute(parts.find((part) => part.name === "statusCode") ?? null, "code")?.toLowerCase() ?? null;
    if (historical) {
      if (name === "observation") this.#previous(statement);
      return;
    }
    if (statement.section !== null && (status === "active" || status === "aborted")) this.unfinished.add(statement.section);
    const label = name === "organizer" ? organizerLabel(parts, this.#named) : null;
    if (label !== null || status !== null) this.facts.set(statement, { label, status });
    if (name !== "observation") return;
    const draft = this.drafts.get(statement);
    if (draft === undefined) return;
    if (templates.some((each) => RESULT.has(each))) this.#result(draft, parts);
    else this.#stray(draft, parts);
  }

  #result(draft: Draft, parts: readonly Element[]): void {
    let missed = false;
    draft.fields = resultOf(parts, (id) => {
      const found = this.#named(id);
      missed ||= found === undefined;
      return found;
    });
    if (missed) draft.parts = parts;
    if (parts.some(isInWords)) this.#lack("Une interprétation n'a pas de code : elle n'est pas comprise.");
    if (!parts.some(isUnknown)) return;
    this.understood = false;
    this.warnings.add("Une interprétation a un code inconnu : elle peut dire un résultat urgent ou hors intervalle, lisez-le.");
  }

  /** An observation that is not declared as a result: told when it looks like one, so that its alert is not missed in silence. */
  #stray(draft: Draft, parts: readonly Element[]): void {
    this.drafts.delete(draft.statement);
    const { interpretations, intervals } = resultOf(parts, this.#named);
    const isJudged = interpretations.some(isOut) || parts.some((each) => isInWords(each) || isUnknown(each));
    if (isJudged || intervals.some(({ low, high }) => low !== null || high !== null))
      this.#lack("Une analyse n'est pas déclarée comme un résultat : elle n'est pas comptée dans les alertes.");
    const owner = this.#enclosing(draft.statement);
    for (const said of draft.comments) {
      if (owner === null) this.general.push({ statement: draft.statement, said });
      else owner.comments.push(said);
    }
  }

  #previous(statement: Statement): void {
    const previous = previousOf(statement.parts, this.#asides.get(statement) ?? [], this.#named);
    this.#asides.delete(statement);
    const draft = this.#enclosing(statement);
    // An earlier result goes with a result: one that goes with none may be that of today, misplaced.
    if (draft === null && (previous !== null || statement.parts.some(({ name }) => name === "interpretationCode")))
      this.#lack("Des résultats antérieurs ne vont avec aucune analyse : lisez-les dans le document.");
    if (previous === null || draft === null) return;
    if (draft.previous.length < MAX_PREVIOUS) draft.previous.push(previous);
  }

  /** Of the earlier result, of the result, or of the battery that it is in. */
  #comment(statement: Statement): void {
    const element = statement.parts.find((part) => part.name === "text") ?? null;
    const text = resolveText(element, this.#named);
    const refers = first(element, "reference") !== null;
    if (text === null && !refers) return;
    const { parent } = statement;
    if (parent?.historical === true) {
      if (text !== null) this.#asides.set(parent, [...(this.#asides.get(parent) ?? []), text].slice(0, MAX_PREVIOUS));
      return;
    }
    this.#comments += 1;
    if (this.#comments > MAX_COMMENTS)
      return void this.warnings.add("Le compte rendu a trop de commentaires : les derniers ne sont pas lus.");
    const said: Said = { text, element: text === null ? element : null };
    const draft = this.#enclosing(statement);
    if (draft === null) this.general.push({ statement, said });
    else draft.comments.push(said);
  }

  /** The result that a statement is in. */
  #enclosing({ parent }: Statement): Draft | null {
    for (let each = parent; each !== null; each = each.parent) {
      const draft = each.historical ? undefined : this.drafts.get(each);
      if (draft !== undefined) return draft;
    }
    return null;
  }

  #lack(warning: string): void {
    this.whole = false;
    this.warnings.add(warning);
  }
}

function emptyDraft(statement: Statement): Draft {
  return { statement, fields: null, parts: null, comments: [], previous: [] };
}

/** An interpretation that has words and no code, or says that it has none in the nomenclature (OTH): « VALEUR CRITIQUE » is not « no ». */
function isInWords(part: Element): boolean {
  if (part.name !== "interpretationCode") return false;
  const each = [part, ...all(part, "translation")];
  if (each.some((said) => attribute(said, "code") !== null)) return false;
  return each.some(
    (said) =>
      attribute(said, "displayName") !== null ||
      first(said, "originalText") !== null ||
      attribute(said, "nullFlavor")?.toUpperCase() === "OTH",
  );
}

/** An interpretation none of whose codes, translations included, is known (cda.md §4). */
function isUnknown(part: Element): boolean {
  if (part.name !== "interpretationCode") return false;
  const coded = [part, ...all(part, "translation")].flatMap((each) => {
    const code = attribute(each, "code");
    return code === null ? [] : [{ code, system: attribute(each, "codeSystem") }];
  });
  return coded.length > 0 && !coded.some(({ code, system }) => isKnown(code, system));
}

function isComment({ templates, parts }: Statement): boolean {
  const code = parts.find((part) => part.name === "code") ?? null;
  return attribute(code, "code") === COMMENT_CODE || templates.some((each) => COMMENT.has(each));
}

/** An isolate is known by its germ, a battery by its code. */
function organizerLabel(parts: readonly Element[], named: Named): string | null {
  const specimen = parts.find((part) => part.name === "specimen") ?? null;
  const germ = first(specimen, "specimenRole", "specimenPlayingEntity", "code");
  const code = parts.find((part) => part.name === "code") ?? null;
  return labelOf(germ, named) ?? labelOf(code, named);
}

/** Newest first; in their order when one of them has no date. */
export function newestFirst(previous: readonly Previous[]): readonly Previous[] {
  const times = new Map(previous.map((each) => [each, instantOf(each.at)]));
  if ([...times.values()].includes(null)) return previous;
  return [...previous].sort((one, other) => ((times.get(one) ?? "") < (times.get(other) ?? "") ? 1 : -1));
}
