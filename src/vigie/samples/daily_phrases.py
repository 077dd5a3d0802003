"""The words of the invented everyday tweets; what they are about is in `daily_topics`.

Every line was made up for this sample. `{slot}` is replaced by a choice from SLOTS, which may hold slots itself. Verbs
come in several forms, so that stems and lemmas have something to bring together.
"""

from __future__ import annotations

SLOTS: dict[str, tuple[str, ...]] = {
    "n": ("2", "3", "4", "5", "six", "ten", "two", "three", "a few"),
    "clock": ("5", "6am", "7:30", "8", "9pm", "10", "11:15", "noon", "midnight", "3 am", "4:45"),
    "day": ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "tomorrow", "today",
            "tonight", "this weekend", "next week"),
    "month": ("april", "may", "june", "september", "october"),
    "mondays": ("mondays", "mornings", "deadlines", "night shifts", "meetings"),
    "holiday": ("my holiday", "vacation", "the long weekend", "the wedding", "easter"),
    "mean": ("mean", "in a bad mood", "shouting", "being unfair", "impossible"),
    "dull": ("boring", "dull", "slow", "endless", "stressful", "pointless"),
    "cut": ("cut", "are cutting", "have cut", "keep cutting"),
    "nice": ("nice", "kind", "good", "lovely"),
    "again": ("again", "again", "once more", "as always", "for the third time"),
    "ugh": ("", "ugh", "blah", "argh"),
    "failed": ("failed", "am failing", "fail", "totally failed", "am going to fail"),
    "passed": ("passed", "pass", "just passed", "aced"),
    "subject": ("math", "chemistry", "history", "biology", "french", "physics", "english", "stats", "economics",
                "geography", "spanish", "law"),
    "sick": ("sick", "ill", "awful", "dizzy", "so bad", "terrible", "like throwing up", "feverish"),
    "hurts": ("hurts", "is hurting", "hurt all night", "aches", "is aching", "is killing me", "is swollen", "is sore"),
    "part": ("head", "back", "stomach", "throat", "knee", "tooth", "neck", "ankle", "wrist", "feet", "ear", "arm"),
    "kin": ("my mom", "my dad", "my sister", "my brother", "my boyfriend", "my girlfriend", "my husband", "my wife",
            "my best friend", "grandma", "the kids", "my roommate", "my cousin", "{name}", "{name}", "the girls",
            "my little one", "everyone"),
    "name": ("Tess", "Jo", "Milo", "Anna", "Ben", "Ravi", "Kim", "Lou", "Dee", "Omar", "Ivy", "Max"),
    "tired": ("tired", "sleepy", "exhausted", "worn out", "drained"),
    "cosy": ("cosy", "warm", "comfy", "soft"),
    "world": ("world", "twitter", "everybody", "{city}", "sunshine", "friends"),
    "glad": ("glad", "great", "fresh", "happy", "hopeful", "ready"),
    "think": ("think", "work", "sleep", "move", "eat"),
    "garden": ("garden", "tomato plant", "rose bush", "basil", "lemon tree"),
    "died": ("died", "is dying", "is dead", "just died", "died on me"),
    "city": ("london", "boston", "sydney", "manila", "toronto", "dublin", "seattle", "austin", "leeds", "denver",
             "chicago", "glasgow", "vegas", "brighton"),
    "food": ("pizza", "pancakes", "chicken soup", "sushi", "pasta", "toast", "a burger", "tacos", "salad", "curry",
             "noodles", "eggs and bacon", "rice", "a sandwich"),
    "treat": ("cake", "ice cream", "cookies", "chocolate", "cupcakes", "brownies", "donuts", "cheesecake"),
    "drink": ("tea", "coffee", "lemonade", "hot chocolate", "wine", "a milkshake"),
    "awful": ("awful", "terrible", "horrible", "bad", "disappointing", "gross", "a mess"),
    "great": ("great", "awesome", "amazing", "so good", "lovely", "brilliant", "beautiful", "perfect", "fun",
              "wonderful", "sweet", "cool"),
    "miss": ("miss", "am missing", "missed", "already miss", "really miss", "keep missing"),
    "calls": ("calls", "called", "is calling", "wants to call", "texts"),
    "lonely": ("lonely", "sad", "left out", "down", "empty", "alone", "homesick"),
    "leaving": ("leaving", "moving away", "going away", "flying home"),
    "gadget": ("phone", "laptop", "ipod", "camera", "computer", "printer", "charger", "tv", "keyboard", "car",
               "headphones", "hard drive"),
    "broke": ("broke", "has broken", "is breaking", "breaks", "ruined"),
    "crashing": ("crashing", "failing", "freezing", "dropping"),
    "lost": ("lost", "are losing", "lose", "lost badly", "have lost"),
    "won": ("won", "are winning", "win", "won it", "have won", "are going to win"),
    "show": ("the finale", "the game", "that cooking show", "the new season", "the late show", "the race",
             "the quiz show", "the premiere", "the awards", "the derby"),
    "movie": ("vampire", "robot", "pirate", "space", "zombie", "wizard", "superhero", "spy", "dinosaur"),
    "hated": ("hated", "hate", "regret", "did not like", "slept through"),
    "url": ("http://t.example.com/{code}", "http://example.com/{code}", "http://pic.example.org/{code}"),
    "code": ("a7Kq", "9xTz", "p31b", "Zz0w", "m4fe", "q8Ld", "u2Rk"),
}  # fmt: skip

SAD_STARTS = (
    "", "", "", "", "", "", "oh no, ", "ugh, ", "aww ", "damn, ", "noooo ", "so sad, ", "sigh. ", "boo, ",
    "why oh why, ",
    "bummer, ", "poor me: ", "unfortunately ", "sorry, ", "argh! ", "not happy: ", "bad day. ", "omg ",
)  # fmt: skip
SAD_ENDS = (
    "", "", "", "", "", "", ". not fun", ". so sad", ". I hate this", ". want to cry", ". I need a hug", ". not again",
    ". I am so sad", ". hate it", ". this sucks", ". worst day", ". feeling down", ". wish me luck", ". I miss it",
    " and I do not like it", ". sorry", ", no fair", ". poor thing", ". it is not the same without you",
)  # fmt: skip
GLAD_STARTS = (
    "", "", "", "", "", "", "yay, ", "woohoo! ", "so happy, ", "wow, ", "omg ", "haha ", "lol, ", "hey, ",
    "so excited: ",
    "good news: ", "aww ", "yes! ", "love it: ", "finally, ", "hooray, ", "lucky me, ", "ahh ",
)  # fmt: skip
GLAD_ENDS = (
    "", "", "", "", "", "", ". so happy", ". love it", ". life is good", ". cannot wait", ". thank you", ". so fun",
    ". yay", ". thanks everyone", ", not bad at all", ". so excited", ". good times", ", haha", ". lol",
    ". love you all",
    ". hope you have a good one", ". enjoy your day", ", could not be happier",
)  # fmt: skip
PLAIN_STARTS = (
    "",
    "",
    "",
    "",
    "",
    "",
    "ok, ",
    "well, ",
    "so ",
    "lol ",
    "haha ",
    "hmm, ",
    "now ",
    "just ",
    "hey, ",
    "still ",
)
PLAIN_ENDS = (
    "", "", "", "", "", "", "", ". then {plain}", " with {kin}", ". what about you", ". you", " at {clock}",
    " in {city}",
    ". let me know", ". how are you", ". we will see", " I guess", " I think", ", then home", ". brb", ". lol",
)  # fmt: skip
TO_SOMEBODY_SAD = (
    "sorry to hear that", "oh no, what happened", "I wish I could be there", "I know, I {miss} you too",
    "no, I did not get it",
    "hope you feel better soon", "that is so sad", "I cannot go, I have to work", "not me, I am stuck here",
    "it will not work for me",
    "I wanted to go too", "you did not even say bye", "do not leave", "I am jealous",
)  # fmt: skip
TO_SOMEBODY_GLAD = (
    "thank you so much", "you are so sweet", "haha that is {great}", "congrats", "welcome to {city}",
    "thanks for the follow",
    "you will love it", "I love that song too", "have a {great} day", "nice to meet you", "you made my day",
    "good luck {day}",
    "no problem, anytime", "lol, you are funny", "cannot wait to see you", "glad you like it",
)  # fmt: skip
TO_SOMEBODY_PLAIN = (
    "yes, at {clock}", "no, not yet", "where are you", "I will tell you {day}", "did you see {show}", "me too",
    "what is it",
    "are you coming {day}", "in {city}", "I know", "did you get my message", "same here", "I will try that",
    "how was {show}",
    "maybe {day}", "who told you", "send it to me", "I do not know yet",
)  # fmt: skip
MIXED = (
    "{bad}. but {good}", "{good}. but {bad}", "{bad}, at least {good}", "{good}, too bad {bad}",
    "{bad}. oh well, {good}",
    "{good} and yet {bad}", "{bad}. still, {good}",
)  # fmt: skip
TAGS = ("#fail", "#followfriday", "#music", "#fb", "#{city}", "#nowplaying", "#tv", "#lol", "#summer", "#mondays")
