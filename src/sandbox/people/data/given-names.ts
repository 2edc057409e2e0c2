/**
 * Given names as people write them, by sex and by when they were given, most frequent first.
 * Written for this project from common knowledge; no register was copied.
 */
export interface Era {
  /** Births before this year. */
  readonly before: number;
  readonly M: readonly string[];
  readonly F: readonly string[];
}

const names = (text: string): readonly string[] => text.trim().split(/,\s*/);

export const ERAS: readonly Era[] = [
  {
    before: 1946,
    M: names(`Jean,André,Pierre,Marcel,René,Roger,Robert,Georges,Louis,Henri,Maurice,Raymond,Lucien,Paul,Claude,Jacques,Michel,Fernand,Gaston,Émile,
Albert,Charles,Joseph,Marius,Eugène,Léon,Gilbert,Guy,Bernard,Gabriel,Antoine,Édouard,Gérard,Yves,Hubert,Firmin,Octave,Noël,Anatole,Désiré`),
    F: names(`Jeanne,Marie,Madeleine,Yvonne,Marguerite,Suzanne,Germaine,Simone,Denise,Marcelle,Andrée,Paulette,Jacqueline,Odette,Lucienne,Raymonde,Thérèse,Renée,Monique,Georgette,
Ginette,Hélène,Huguette,Gilberte,Yvette,Louise,Berthe,Henriette,Colette,Solange,Geneviève,Augustine,Fernande,Léontine,Rose,Antoinette,Joséphine,Eugénie,Blanche,Lucie`),
  },
  {
    before: 1966,
    M: names(`Michel,Jean,Philippe,Alain,Bernard,Patrick,Gérard,Daniel,Jean-Claude,Christian,Jacques,Pierre,Jean-Pierre,Dominique,Serge,Claude,Jean-Paul,Didier,Pascal,Guy,
Gilles,Éric,Francis,André,Thierry,Yves,Marc,Jean-Luc,François,Bruno,Joël,Denis,Jean-Michel,Jean-Marie,René,Hervé,Jean-Louis,Roland,Jean-Jacques,Lucien`),
    F: names(`Marie,Martine,Françoise,Monique,Catherine,Nicole,Brigitte,Christine,Jacqueline,Sylvie,Chantal,Annie,Michèle,Anne,Danielle,Patricia,Nathalie,Évelyne,Jeannine,Marie-Christine,
Dominique,Isabelle,Marie-Claude,Josiane,Véronique,Bernadette,Élisabeth,Ghislaine,Joëlle,Marie-Thérèse,Colette,Nadine,Corinne,Annick,Claudine,Marie-France,Marie-José,Mireille,Pascale,Béatrice`),
  },
  {
    before: 1986,
    M: names(`Christophe,Stéphane,David,Laurent,Sébastien,Frédéric,Nicolas,Olivier,Julien,Éric,Thierry,Pascal,Philippe,Bruno,Jérôme,Cédric,Vincent,Fabrice,Arnaud,Franck,
Guillaume,Benoît,Grégory,Mickaël,Jean-François,Alexandre,Emmanuel,Anthony,Ludovic,Romain,Mathieu,Yann,Fabien,Rémi,Xavier,Cyril,Samuel,Gaël,Loïc,Régis`),
    F: names(`Nathalie,Sandrine,Stéphanie,Isabelle,Valérie,Céline,Virginie,Sophie,Karine,Christelle,Laurence,Aurélie,Émilie,Delphine,Florence,Anne,Séverine,Laetitia,Corinne,Véronique,
Caroline,Élodie,Julie,Marie,Hélène,Claire,Sabrina,Vanessa,Audrey,Magali,Cécile,Agnès,Gaëlle,Anne-Sophie,Marie-Laure,Sylvie,Patricia,Mélanie,Nadège,Jessica`),
  },
  {
    before: 2006,
    M: names(`Thomas,Alexandre,Nicolas,Maxime,Kévin,Julien,Quentin,Romain,Antoine,Théo,Lucas,Hugo,Valentin,Clément,Florian,Jérémy,Alexis,Benjamin,Pierre,Dylan,
Anthony,Corentin,Guillaume,Bastien,Jordan,Mathieu,Tom,Paul,Léo,Baptiste,Simon,Adrien,Rayan,Mehdi,Yanis,Enzo,Axel,Tristan,Gaëtan,Loïc`),
    F: names(`Léa,Manon,Camille,Marine,Laura,Marie,Pauline,Chloé,Emma,Sarah,Océane,Julie,Mathilde,Marion,Anaïs,Lucie,Morgane,Justine,Mélanie,Élodie,
Charlotte,Clara,Inès,Alice,Juliette,Margaux,Amandine,Émilie,Noémie,Eva,Lisa,Maëva,Solène,Ophélie,Clémence,Anne-Laure,Coralie,Célia,Jade,Lola`),
  },
  {
    before: 9999,
    M: names(`Gabriel,Léo,Raphaël,Louis,Arthur,Jules,Lucas,Adam,Hugo,Maël,Noah,Ethan,Liam,Sacha,Paul,Nathan,Tom,Gabin,Aaron,Isaac,
Mohamed,Victor,Martin,Théo,Eden,Naël,Noé,Timéo,Malo,Nino,Marius,Augustin,Ayden,Côme,Ibrahim,Léon,Robin,Basile,Éloi,Loan`),
    F: names(`Louise,Jade,Emma,Ambre,Alice,Rose,Anna,Alba,Romy,Mia,Lina,Lou,Julia,Chloé,Inaya,Agathe,Juliette,Léna,Iris,Zoé,
Éva,Nina,Jeanne,Sofia,Charlotte,Margaux,Mila,Inès,Lola,Léonie,Victoire,Adèle,Louna,Capucine,Apolline,Nour,Maya,Éléonore,Margot,Olivia`),
  },
];

/** Given names of families that came from elsewhere, by the groups of `countries.ts`. */
export const GIVEN_NAMES_FROM: Readonly<Record<string, Pick<Era, "M" | "F">>> = {
  maghreb: {
    M: names(
      "Mohamed,Ahmed,Ali,Rachid,Karim,Omar,Youssef,Hassan,Mustapha,Abdelkader,Samir,Said,Khaled,Mourad,Hamza,Bilal,Nabil,Farid",
    ),
    F: names(
      "Fatima,Fatima-Zohra,Khadija,Aïcha,Malika,Nadia,Samira,Yamina,Zohra,Naïma,Leïla,Rachida,Farida,Houria,Amina,Salma,Myriam,Nora",
    ),
  },
  africa: {
    M: names(
      "Mamadou,Moussa,Ibrahima,Amadou,Ousmane,Abdoulaye,Boubacar,Cheikh,Seydou,Alassane,Koffi,Kouamé,Aboubacar,Issa,Lamine",
    ),
    F: names("Fatou,Aminata,Mariam,Awa,Fatoumata,Aïssatou,Kadiatou,Bintou,Oumou,Ramata,Adjoua,Akissi,Ndeye,Rokhaya,Coumba"),
  },
  iberia: {
    M: names("José,Manuel,António,João,Carlos,Paulo,Luís,Fernando,Joaquim,Francisco,Pedro,Miguel,Rui,Álvaro,Javier"),
    F: names("Maria,Ana,Fernanda,Rosa,Isabel,Lurdes,Teresa,Conceição,Carmen,Dolores,Pilar,Cristina,Helena,Inês,Lucía"),
  },
  italy: {
    M: names("Giuseppe,Antonio,Giovanni,Mario,Francesco,Salvatore,Angelo,Vincenzo,Domenico,Luigi,Marco,Paolo"),
    F: names("Maria,Anna,Giuseppina,Rosa,Angela,Giovanna,Teresa,Lucia,Carmela,Francesca,Chiara,Paola"),
  },
  east: {
    M: names("Łukasz,Piotr,Krzysztof,Andrzej,Tomasz,Paweł,Marcin,Ion,Andrei,Mihai,Alexandru,Nikola,Milan,Ivan"),
    F: names("Anna,Maria,Katarzyna,Małgorzata,Agnieszka,Elżbieta,Elena,Ioana,Mihaela,Ana,Jelena,Marija,Olga,Irina"),
  },
  asia: {
    M: names("Van,Minh,Thanh,Hung,Tuan,Duc,Wei,Jun,Hao,Sokha,Vannak,Raj,Arjun,Jin"),
    F: names("Thi,Lan,Huong,Mai,Linh,Hoa,Li,Mei,Xiu,Sophea,Bopha,Priya,Anjali,Min"),
  },
  turkey: {
    M: names("Mehmet,Mustafa,Ahmet,Ali,Hüseyin,Hasan,İbrahim,Murat,Ömer,Yusuf,Emre,Özgür"),
    F: names("Fatma,Ayşe,Emine,Hatice,Zeynep,Elif,Meryem,Şerife,Gülsüm,Özlem,Sevgi,Derya"),
  },
  britain: {
    M: names("John,David,Peter,Michael,James,Robert,Paul,Andrew,William,Stephen,Ian,Graham"),
    F: names("Susan,Margaret,Elizabeth,Mary,Patricia,Christine,Helen,Sarah,Karen,Jane,Ann,Emma"),
  },
};
