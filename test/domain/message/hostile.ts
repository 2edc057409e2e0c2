import fc from "fast-check";

/** What people, other software and attackers put in a name, a title, a subject. */
export const hostile: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      fc.string({ unit: "binary", maxLength: 20 }),
      fc.constantFrom(
        "\r\nBcc: x@evil.example",
        "\n\n<script>",
        "\u202Egpj.exe",
        "👩‍⚕️",
        '"',
        "\\",
        "../../etc/passwd",
        "C:\\CON",
        "a".repeat(500),
        "É".repeat(500),
        "\ud800",
        "\u2028",
        "=?utf-8?q?x?=",
        "_",
        "; filename=x",
        "مريم",
        "XDM/1.0/DDM+",
        "[Annule et remplace]",
        "DUPONT",
        "  ",
        ".",
      ),
    ),
    { maxLength: 5 },
  )
  .map((parts) => parts.join(""));

/** Nothing acts in it: one line, well-formed, no mark that reorders text. */
export const HARMLESS = /^[^\p{Cc}\p{Cs}\u2028\u2029\u202a-\u202e\u2066-\u2069]*$/u;
