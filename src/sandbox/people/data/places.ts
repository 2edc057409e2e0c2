/**
 * Birth places with their COG and a rough weight (maternities, not inhabitants). Big cities by arrondissement, as the
 * births are registered. Written for this project from common knowledge of the official codes.
 */
export interface Place {
  readonly cog: string;
  readonly label: string;
  readonly weight: number;
  /** Names given there when they are not French ones. */
  readonly group?: string;
}

const COMMUNES = `75112 Paris 12e 16|75113 Paris 13e 14|75114 Paris 14e 15|75115 Paris 15e 15|75118 Paris 18e 9|75119 Paris 19e 14|75120 Paris 20e 12|75110 Paris 10e 8|75116 Paris 16e 5|75105 Paris 5e 4
69381 Lyon 1er 2|69383 Lyon 3e 10|69384 Lyon 4e 11|69388 Lyon 8e 9|13205 Marseille 5e 14|13208 Marseille 8e 12|13215 Marseille 15e 10|31555 Toulouse 26|06088 Nice 16|44109 Nantes 17
34172 Montpellier 16|67482 Strasbourg 18|33063 Bordeaux 20|59350 Lille 18|35238 Rennes 17|51454 Reims 12|42218 Saint-Étienne 11|83137 Toulon 11|76351 Le Havre 10|38185 Grenoble 11
21231 Dijon 11|49007 Angers 11|30189 Nîmes 10|63113 Clermont-Ferrand 12|72181 Le Mans 10|29019 Brest 10|37261 Tours 11|80021 Amiens 11|87085 Limoges 9|74010 Annecy 8
66136 Perpignan 9|57463 Metz 10|25056 Besançon 10|45234 Orléans 10|76540 Rouen 13|68224 Mulhouse 10|14118 Caen 11|54395 Nancy 12|95018 Argenteuil 8|93066 Saint-Denis 11
93048 Montreuil 9|59512 Roubaix 7|59599 Tourcoing 6|92050 Nanterre 5|84007 Avignon 9|94028 Créteil 10|86194 Poitiers 8|92012 Boulogne-Billancourt 7|78646 Versailles 7|92026 Courbevoie 4
64445 Pau 8|17300 La Rochelle 7|13001 Aix-en-Provence 8|06004 Antibes 5|06029 Cannes 5|62193 Calais 6|34032 Béziers 6|68066 Colmar 7|18033 Bourges 6|29232 Quimper 6
26362 Valence 7|56260 Vannes 6|56121 Lorient 7|02691 Saint-Quentin 6|10387 Troyes 7|71076 Chalon-sur-Saône 6|79191 Niort 6|51108 Châlons-en-Champagne 5|73065 Chambéry 7|22278 Saint-Brieuc 7
85191 La Roche-sur-Yon 7|90010 Belfort 6|41018 Blois 5|03185 Montluçon 5|81004 Albi 5|81065 Castres 4|82121 Montauban 6|47001 Agen 6|24322 Périgueux 6|19031 Brive-la-Gaillarde 5
16015 Angoulême 6|53130 Laval 6|61001 Alençon 5|50129 Cherbourg-Octeville 5|50502 Saint-Lô 4|27229 Évreux 6|28085 Chartres 6|36044 Châteauroux 5|58194 Nevers 5|89024 Auxerre 5
88160 Épinal 5|55545 Verdun 4|08105 Charleville-Mézières 6|52121 Chaumont 3|70550 Vesoul 4|39300 Lons-le-Saunier 4|01053 Bourg-en-Bresse 6|43157 Le Puy-en-Velay 4|15014 Aurillac 4|12202 Rodez 5
46042 Cahors 3|32013 Auch 3|65440 Tarbes 5|40192 Mont-de-Marsan 5|64102 Bayonne 8|11069 Carcassonne 5|11262 Narbonne 5|09122 Foix 2|48095 Mende 2|07019 Aubenas 3
05061 Gap 4|04070 Digne-les-Bains 2|83050 Draguignan 4|83061 Fréjus 4|84087 Orange 4|13004 Arles 4|30007 Alès 4|38544 Vienne 5|42187 Roanne 5|69264 Villefranche-sur-Saône 6
62041 Arras 7|62119 Béthune 7|62498 Lens 8|62160 Boulogne-sur-Mer 6|59178 Douai 7|59606 Valenciennes 9|59183 Dunkerque 7|59392 Maubeuge 6|60057 Beauvais 6|60159 Compiègne 6
77288 Melun 7|77284 Meaux 7|91228 Évry 7|91174 Corbeil-Essonnes 6|78498 Poissy 8|78361 Mantes-la-Jolie 6|95500 Pontoise 8|93005 Aulnay-sous-Bois 7|93008 Bobigny 5|94017 Champigny-sur-Marne 4
2A004 Ajaccio 5|2A247 Porto-Vecchio 2|2A272 Sartène 1|2B033 Bastia 5|2B096 Corte 1|2B050 Calvi 1|97105 Basse-Terre 4|97120 Pointe-à-Pitre 6|97209 Fort-de-France 8|97302 Cayenne 4
97411 Saint-Denis (La Réunion) 8|97416 Saint-Pierre (La Réunion) 6|97415 Saint-Paul (La Réunion) 4|97311 Saint-Laurent-du-Maroni 3|97608 Dzaoudzi 1|97611 Mamoudzou 4|98735 Papeete 1|98818 Nouméa 1|35288 Saint-Malo 4|44184 Saint-Nazaire 5`;

const COUNTRIES = `99352 Algérie 30 maghreb|99350 Maroc 26 maghreb|99351 Tunisie 12 maghreb|99139 Portugal 18 iberia|99134 Espagne 8 iberia|99127 Italie 9 italy|99122 Pologne 6 east|99114 Roumanie 5 east|99121 Serbie 2 east|99208 Turquie 8 turkey
99341 Sénégal 8 africa|99335 Mali 5 africa|99326 Côte d'Ivoire 6 africa|99322 Cameroun 5 africa|99330 Guinée 3 africa|99324 Congo 3 africa|99243 Viêt Nam 5 asia|99234 Cambodge 3 asia|99216 Chine 4 asia|99223 Inde 2 asia
99132 Royaume-Uni 6 britain|99404 États-Unis 2 britain|99136 Irlande 1 britain`;

function read(text: string, pattern: RegExp): Place[] {
  const places: Place[] = [];
  for (const entry of text.split(/[|\n]/)) {
    const [, cog, label, weight, group] = pattern.exec(entry) ?? [];
    if (cog === undefined || label === undefined) throw new RangeError(`unreadable place: ${entry}`);
    places.push({ cog, label, weight: Number(weight), ...(group === undefined ? {} : { group }) });
  }
  return places;
}

export const FRENCH_PLACES: readonly Place[] = read(COMMUNES, /^(\S{5}) (.+) (\d+)$/);
export const COUNTRY_PLACES: readonly Place[] = read(COUNTRIES, /^(99\d{3}) (.+) (\d+) (\w+)$/);
