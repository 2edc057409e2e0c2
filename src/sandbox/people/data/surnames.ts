/**
 * Surnames as people write them, most frequent first in each group: the weight of a name falls with its rank.
 * Written for this project from common knowledge; no register was copied.
 */
export const FRENCH_SURNAMES: readonly string[] = `
Martin,Bernard,Thomas,Petit,Robert,Richard,Durand,Dubois,Moreau,Laurent,Simon,Michel,Lefèvre,Leroy,Roux,David,Bertrand,Morel,Fournier,Girard,
Bonnet,Dupont,Lambert,Fontaine,Rousseau,Vincent,Muller,Lefebvre,Faure,André,Mercier,Blanc,Guérin,Boyer,Garnier,Chevalier,François,Legrand,Gauthier,Garcia,
Perrin,Robin,Clément,Morin,Nicolas,Henry,Roussel,Mathieu,Gautier,Masson,Marchand,Duval,Denis,Dumont,Marie,Lemaire,Noël,Meyer,Dufour,Meunier,
Brun,Blanchard,Giraud,Joly,Rivière,Lucas,Brunet,Gaillard,Barbier,Arnaud,Martinez,Gérard,Roche,Renard,Schmitt,Roy,Leroux,Colin,Vidal,Caron,
Picard,Roger,Fabre,Aubert,Lemoine,Renaud,Dumas,Lacroix,Olivier,Philippe,Bourgeois,Pierre,Benoît,Rey,Leclerc,Payet,Rolland,Leclercq,Guillaume,Lecomte,
Jean,Dupuy,Guillot,Hubert,Berger,Carpentier,Sanchez,Dupuis,Moulin,Louis,Deschamps,Huet,Vasseur,Boucher,Fleury,Royer,Klein,Jacquet,Adam,Paris,
Poirier,Marty,Aubry,Guyot,Carré,Charles,Renault,Charpentier,Ménard,Maillard,Baron,Bertin,Bailly,Hervé,Schneider,Fernandez,Collet,Léger,Bouvier,Julien,
Prévost,Millet,Perrot,Daniel,Le_Gall,Cousin,Germain,Breton,Besson,Langlois,Rémy,Le_Roux,Bouchet,Tessier,Weber,Pelletier,Leblanc,Jacob,Humbert,Barre,
Mallet,Hamon,Boulanger,Étienne,Perret,Michaud,Monnier,Pons,Guichard,Gilbert,Lejeune,Delattre,Collin,Marchal,Coulon,Besnard,Chevallier,Pichon,Gay,Rodriguez,
Bruneau,Verdier,Lopez,Barthélemy,Briand,Gillet,Perez,Laporte,Delaunay,Le_Goff,Da_Silva,Hoarau,Albert,Rouillard,Boutin,Valentin,Allard,Godard,Ferrand,Maréchal,
Tanguy,Poulain,Riou,Peltier,Pineau,Rousset,Hardy,Guillet,Bousquet,Lebrun,Leduc,Evrard,Bigot,Delmas,Jacques,Lebon,Reynaud,Camus,Grondin,Marion,
Pasquier,Chauvin,Tournier,Launay,Ollivier,Courtois,Masse,Laine,Maury,Guyon,Barbe,Lévêque,Cordier,Mace,Navarro,Blin,Texier,Hebert,Jourdan,Legros,
Labbé,Rossi,Coste,Antoine,Bodin,Ruiz,Carlier,Wagner,Pascal,Brunel,Seguin,Lesage,Maurice,Delorme,Bonneau,Lelièvre,Merle,Salmon,Fischer,Devaux,
Mahé,Thibault,Lacombe,Raynaud,Peron,Loiseau,Ferreira,Hernandez,Blondel,Sauvage,Gros,Chauvet,Vallet,Imbert,Alexandre,Lopes,Ribeiro,Lagarde,Delage,Maurin,
Gomez,Normand,Marin,Foucher,Gosselin,Barreau,Guillou,Diaz,Bouvet,Martel,Carvalho,Auger,Buisson,Lenoir,Lefort,Bazin,Prigent,Guibert,Turpin,Chartier,
Teixeira,Pottier,Moreno,Ledoux,Doucet,Bonnin,Rocher,Grenier,Kieffer,Delcourt,Vaillant,Boulet,Cohen,Lallemand,Bonhomme,Mouton,Leconte,Lemaitre,Torres,Thierry,
De_Oliveira,Couturier,Jacquot,Lebreton,Gervais,Duhamel,Bourdon,Gaudin,Berthelot,Drouet,Poncet,Ferry,Blot,Favre,Champion,Colas,Samson,Thiébaut,Combes,Duclos,
D'Hervé,L'Hermitte,L'Hostis,De_La_Fontaine,Du_Plessis,De_Saint-Martin,Saint-Georges,Le_Bras,Le_Corre,Le_Guen,Le_Bihan,Le_Berre,Le_Floch,L'Helgoualc'h,Kerbrat,Quéré,Cœurdevey,Bœuf,Le_Cœur,D'Angelo,
Ancel,Astier,Bastide,Beaumont,Bellanger,Berthier,Billard,Bitton,Blanchet,Boisson,Bonnard,Bordes,Bouquet,Bourdin,Brossard,Cadet,Carrière,Castel,Cazenave,Chabert,
Chambon,Charbonnier,Chapuis,Cochet,Cornu,Costes,Daumas,Delahaye,Deshayes,Didier,Drouin,Escoffier,Falcon,Fayolle,Flament,Forestier,Fouquet,Galland,Gaudry,Georges,
Giraudet,Goujon,Grandjean,Grimaud,Guichon,Hamel,Honoré,Hoffmann,Jamet,Jolivet,Keller,Lachaud,Lafon,Lasserre,Lavigne,Mangin,Marchetti,Mauger,Monier,Morvan,
Naudin,Nguyen,Ortega,Pagès,Parent,Peyre,Pinson,Poisson,Quentin,Rigaud,Rouxel,Sabatier,Santoni,Schmidt,Serre,Soulier,Toussaint,Vacher,Voisin,Zimmermann
`
  .trim()
  .split(/,\s*/)
  .map((name) => name.replaceAll("_", " "));

/** Surnames of families that came from elsewhere, by the groups of `countries.ts`. */
export const SURNAMES_FROM: Readonly<Record<string, readonly string[]>> = {
  maghreb: words(
    "Benali,Haddad,Bouzid,Cherif,Mansouri,Saidi,Belkacem,Brahimi,Hamidi,Amrani,Bensaid,Khelifi,Ziani,Bouazza,El_Amrani,El_Idrissi,Ait_Ahmed,Ben_Salah,Trabelsi,Jaziri,Hamdi,Meziane,Ouali,Rahmani,Slimani,Toumi,Yahiaoui,Zerrouki,Boukhari,Chaoui",
  ),
  africa: words(
    "Diallo,Traoré,Diop,N'Diaye,Koné,Coulibaly,Touré,Camara,Keita,Cissé,Ba,Sow,Fall,Gueye,N'Guessan,Kouassi,Kouadio,M'Bala,N'Goma,Mendy,Sy,Sylla,Barry,Konaté,Dembélé,Sissoko,Faye,Ouattara,Bamba,Mbaye",
  ),
  iberia: words(
    "Da_Silva,Dos_Santos,Fernandes,Rodrigues,Pereira,Gonçalves,Martins,Gomes,Lopes,Alves,Marques,Soares,De_Sousa,Da_Costa,Pinto,Garcia,Lopez,Romero,Muñoz,Castro",
  ),
  italy: words(
    "Rossi,Russo,Ferrari,Esposito,Bianchi,Romano,Colombo,Ricci,Marino,Greco,Bruno,Gallo,Conti,De_Luca,D'Amico,Costa,Giordano,Mancini,Rizzo,Lombardi",
  ),
  east: words(
    "Nowak,Kowalski,Wiśniewski,Wójcik,Kamiński,Zieliński,Lewandowski,Popescu,Ionescu,Popa,Dumitru,Stan,Novák,Horváth,Łukasiewicz,Kozłowski,Petrov,Ivanova,Jovanović,Marković",
  ),
  asia: words("Nguyen,Tran,Le,Pham,Hoang,Phan,Vu,Dang,Bui,Do,Chen,Wang,Li,Zhang,Liu,Sok,Chea,Kim,Park,Singh"),
  turkey: words("Yılmaz,Kaya,Demir,Şahin,Çelik,Yıldız,Aydın,Özdemir,Arslan,Doğan,Kılıç,Aslan,Çetin,Kara,Koç"),
  britain: words("Smith,Jones,Taylor,Brown,Williams,Wilson,Johnson,Davies,O'Connor,O'Brien,Evans,Walker,Wright,Green,Hall"),
};

function words(text: string): readonly string[] {
  return text.split(",").map((name) => name.replaceAll("_", " "));
}
