"""The words of the invented French film reviews: aspects, judgements, stories, ways to begin and to end.

Every line was made up for this sample; the films and the people do not exist. `{slot}` is replaced by a choice from
SLOTS, which may hold slots itself.
"""

from __future__ import annotations

from typing import NamedTuple


class Aspect(NamedTuple):
    """What is judged, with the form of an adjective that agrees with it: 0 bon, 1 bonne, 2 bons, 3 bonnes."""

    name: str
    form: int


ASPECTS: tuple[Aspect, ...] = (
    Aspect("le scénario", 0), Aspect("l'histoire", 1), Aspect("l'intrigue", 1), Aspect("la mise en scène", 1),
    Aspect("la réalisation", 1), Aspect("le jeu des acteurs", 0), Aspect("les acteurs", 2), Aspect("les dialogues", 2),
    Aspect("la musique", 1), Aspect("la photographie", 1), Aspect("le rythme", 0), Aspect("la fin", 1),
    Aspect("le montage", 0), Aspect("les effets spéciaux", 2), Aspect("les décors", 2), Aspect("les personnages", 2),
    Aspect("l'actrice principale", 1), Aspect("le rôle principal", 0), Aspect("la première partie", 1),
    Aspect("les costumes", 2), Aspect("l'humour", 0), Aspect("le suspense", 0), Aspect("les scènes d'action", 3),
    Aspect("le message", 0), Aspect("l'ambiance", 1), Aspect("le doublage", 0), Aspect("les images", 3),
)  # fmt: skip

GOOD: tuple[tuple[str, str, str, str], ...] = (
    ("excellent", "excellente", "excellents", "excellentes"),
    ("magnifique", "magnifique", "magnifiques", "magnifiques"),
    ("réussi", "réussie", "réussis", "réussies"),
    ("touchant", "touchante", "touchants", "touchantes"),
    ("brillant", "brillante", "brillants", "brillantes"),
    ("remarquable", "remarquable", "remarquables", "remarquables"),
    ("captivant", "captivante", "captivants", "captivantes"),
    ("original", "originale", "originaux", "originales"),
    ("bouleversant", "bouleversante", "bouleversants", "bouleversantes"),
    ("juste", "juste", "justes", "justes"),
    ("drôle", "drôle", "drôles", "drôles"),
    ("soigné", "soignée", "soignés", "soignées"),
    ("parfait", "parfaite", "parfaits", "parfaites"),
    ("sublime", "sublime", "sublimes", "sublimes"),
    ("surprenant", "surprenante", "surprenants", "surprenantes"),
    ("convaincant", "convaincante", "convaincants", "convaincantes"),
)
BAD: tuple[tuple[str, str, str, str], ...] = (
    ("mauvais", "mauvaise", "mauvais", "mauvaises"),
    ("décevant", "décevante", "décevants", "décevantes"),
    ("raté", "ratée", "ratés", "ratées"),
    ("ennuyeux", "ennuyeuse", "ennuyeux", "ennuyeuses"),
    ("plat", "plate", "plats", "plates"),
    ("prévisible", "prévisible", "prévisibles", "prévisibles"),
    ("ridicule", "ridicule", "ridicules", "ridicules"),
    ("bâclé", "bâclée", "bâclés", "bâclées"),
    ("creux", "creuse", "creux", "creuses"),
    ("lourd", "lourde", "lourds", "lourdes"),
    ("lent", "lente", "lents", "lentes"),
    ("incohérent", "incohérente", "incohérents", "incohérentes"),
    ("insupportable", "insupportable", "insupportables", "insupportables"),
    ("caricatural", "caricaturale", "caricaturaux", "caricaturales"),
    ("inexistant", "inexistante", "inexistants", "inexistantes"),
    ("médiocre", "médiocre", "médiocres", "médiocres"),
)

FIRST = ("Le Phare", "La Dernière Moisson", "Minuit", "Un été", "Les Ombres", "La Route", "Cendres", "Le Silence",
         "Nos Hivers", "L'Île", "Le Voyage", "La Maison", "Opération", "Les Enfants", "Le Secret",
         "Retour")  # fmt: skip
SECOND = ("de Kervalo", "sans retour", "à Montclar", "des oubliés", "d'Irène", "du vent", "blanc", "rouge", "de Sable",
          "du capitaine Orsel", "des Brumes", "de papier", "aux Tilleuls", "d'en face", "des lointains")  # fmt: skip

SLOTS: dict[str, tuple[str, ...]] = {
    "very": ("", "", "", "vraiment ", "très ", "tout simplement ", "franchement ", "assez ", "plutôt ", "carrément ",
             "particulièrement ", "si "),
    "who": ("Jeanne Ravel", "Luc Ambroise", "Inès Corvalan", "Marc Tréville", "Paul-Henri Dastier", "Noémie Lescure",
            "Samuel Oriant", "Clara Vasseur", "le réalisateur", "la jeune comédienne", "le second rôle"),
    "place": ("au cinéma", "en avant-première", "à la télé", "en VO", "en famille", "avec des amis", "en DVD",
              "hier soir"),
    "genre": ("drame", "thriller", "polar", "film d'animation", "documentaire", "film de guerre", "film fantastique",
              "western", "film d'époque", "film d'horreur", "film musical"),
    "time": ("1h30", "2h", "2h20", "une heure et demie", "deux heures", "près de trois heures"),
    "hero": ("un jeune garçon", "une veuve", "un ancien policier", "une institutrice", "un médecin de campagne",
             "une journaliste",
             "un pêcheur", "une bande d'amis", "un vieux berger", "une détective"),
    "does": ("revient dans son village", "découvre un secret de famille", "doit choisir entre deux vies",
             "part à la recherche de son frère", "enquête sur une disparition", "tente de sauver sa ferme",
             "se retrouve face à son passé", "traverse le pays à pied", "hérite d'une maison au bord de la mer"),
    "then": ("mais rien ne se passe comme prévu", "et tout bascule", "jusqu'au jour où une lettre arrive",
             "pendant que la guerre approche", "alors que l'hiver s'installe", "sans savoir qui tire les ficelles"),
    "year": ("les années 50", "les années 80", "un futur proche", "l'après-guerre", "la France des années 30",
             "un village perdu"),
    "high": ("14", "15", "16", "17", "18"),
    "low": ("2", "3", "4", "5", "6"),
}  # fmt: skip

STORIES = (
    "C'est l'histoire de {hero} qui {does}, {then}.",
    "Dans {year}, {hero} {does}, {then}.",
    "On suit {hero} qui {does}.",
    "{hero} {does}, {then}.",
    "Le film raconte comment {hero} {does}.",
    "Tout commence quand {hero} {does}.",
)
PLAIN = (
    "Je l'ai vu {place}.", "Le film dure {time}.", "C'est un {genre}.", "J'avais lu le livre avant.",
    "{who} signe ici son deuxième film.", "La salle était à moitié pleine.", "Je ne connaissais pas {who}.",
    "L'action se passe dans {year}.", "On pense parfois à d'autres films du même style.",
    "Sorti un peu dans l'indifférence.",
    "J'y suis allé sur les conseils d'un collègue.", "La bande-annonce ne dit pas tout.",
    "Le public visé est plutôt jeune.",
    "Je précise que je ne suis pas un habitué du genre.", "À chacun de se faire son avis.",
)  # fmt: skip

GOOD_JUDGEMENTS = (
    "{aspect} est {very}{good}", "{aspect} est {very}{good}", "{aspect} m'a semblé {very}{good}",
    "j'ai trouvé {aspect} {very}{good}", "{aspect}, {very}{good}, m'a plu", "on retient surtout {aspect}, {good}",
    "{aspect} n'est pas {bad} du tout", "{aspect} n'est jamais {bad}", "rien à redire sur {aspect}",
    "bravo pour {aspect}",
)  # fmt: skip
BAD_JUDGEMENTS = (
    "{aspect} est {very}{bad}", "{aspect} est {very}{bad}", "{aspect} m'a semblé {very}{bad}",
    "j'ai trouvé {aspect} {very}{bad}", "{aspect}, {very}{bad}, gâche tout", "on retient surtout {aspect}, {bad}",
    "{aspect} n'est pas {good} du tout", "{aspect} n'est jamais {good}", "beaucoup à redire sur {aspect}",
    "que dire de {aspect}, {bad}",
)  # fmt: skip
GOOD_LINES = (
    "on ne s'ennuie pas une seconde", "j'ai adoré", "un vrai bijou", "à voir absolument", "{who} est incroyable",
    "je ne m'attendais pas à être aussi ému", "on rit, on pleure", "je le recommande les yeux fermés",
    "une belle surprise",
    "du grand cinéma", "j'en suis sorti bouleversé", "pas un seul temps mort", "je ne regrette pas d'être venu",
    "je n'ai pas vu le temps passer", "le meilleur {genre} de l'année", "je l'ai déjà revu deux fois",
    "un coup de cœur",
    "impossible de rester indifférent", "{who} n'a jamais été aussi bon", "quel plaisir", "loin d'être un navet",
    "les critiques sont injustes", "pas mal du tout", "chapeau", "un moment de grâce",
)  # fmt: skip
BAD_LINES = (
    "je me suis ennuyé du début à la fin", "à éviter", "quel navet", "je suis sorti avant la fin",
    "{who} joue comme un pied",
    "je m'attendais à beaucoup mieux", "on n'y croit pas une seconde", "je ne le recommande à personne",
    "grosse déception",
    "du cinéma au rabais", "deux heures de ma vie perdues", "rien ne tient debout", "je regrette le prix du billet",
    "le temps m'a paru très long", "le pire {genre} de l'année", "on a déjà vu ça cent fois", "aucune émotion",
    "ça ne m'a pas fait rire", "{who} a été bien meilleur ailleurs", "quel gâchis", "loin d'être un chef-d'œuvre",
    "je ne comprends pas les bonnes critiques", "pas terrible", "passez votre chemin", "on frôle le ridicule",
)  # fmt: skip
SARCASM = (
    "bravo, il fallait oser faire aussi vide", "un grand film pour s'endormir", "merci pour la sieste",
    "magnifique, si on aime regarder un mur", "génial, j'ai pu finir mon pop-corn en paix",
    "chef-d'œuvre du vide", "excellent remède contre l'insomnie",
)  # fmt: skip
HINGES = ("mais ", "en revanche ", "dommage que, à côté, ", "malgré cela ", "cela dit, ", "par contre ", "pourtant ")
LINKS = ("et ", "de plus, ", "en plus ", "", "", "", "sans oublier que ", "surtout, ")
GOOD_CLOSINGS = ("Bref, foncez.", "Je le reverrai avec plaisir.", "Merci pour ce moment.",
                 "{high}/20, et c'est mérité.",
                 "Un grand oui.", "À ne pas rater.", "Vivement le prochain.", "")  # fmt: skip
BAD_CLOSINGS = ("Bref, passez votre chemin.", "Je ne le reverrai pas.", "Dommage.", "{low}/20, et je suis gentil.",
                "Un grand non.", "À oublier très vite.", "Sans moi pour la suite.", "")  # fmt: skip
TEPID = ("Un film moyen.", "Ni bon ni mauvais.", "Mitigé.", "Sympathique sans plus.", "Un avis partagé.", "Bof.",
         "À voir une fois.", "Je ne sais pas trop quoi en penser.")  # fmt: skip
