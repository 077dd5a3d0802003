"""The words of the invented tweets: airlines, slots, tones and signs; what they are about is in `tweet_topics`.

Every line was made up for this sample; the airlines and the handles do not exist. `{slot}` is replaced by a choice
from SLOTS, which may hold slots itself.
"""

from __future__ import annotations

AIRLINES: tuple[tuple[str, str, float], ...] = (
    ("Velmora Air", "@VelmoraAir", 0.26),
    ("Bluewick", "@FlyBluewick", 0.22),
    ("Ostreva Airways", "@OstrevaAirways", 0.18),
    ("Larkspan", "@Larkspan", 0.17),
    ("Quillon", "@QuillonAir", 0.13),
    ("Mirabeck", "@Mirabeck", 0.04),
)
"""Invented airlines: name, handle, share of the tweets."""

SLOTS: dict[str, tuple[str, ...]] = {
    "n": ("2", "3", "4", "5", "6", "two", "three", "a couple of"),
    "mins": ("20", "25", "35", "40", "45", "50", "55", "70", "90", "forty"),
    "hours": ("{n} hours", "{n} hrs", "{gate}+ hours", "{mins} minutes", "{mins} mins", "over an hour", "all {part}"),
    "part": ("morning", "afternoon", "evening", "day", "night"),
    "day": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday", "tomorrow", "next week"),
    "clock": ("6am", "7:15", "8:40am", "10:05", "noon", "1:30pm", "4pm", "5:55", "9:20 pm", "11pm"),
    "city": (
        "Denver", "Boston", "Austin", "Seattle", "Tampa", "Raleigh", "Omaha", "Portland", "Tucson", "Memphis",
        "Chicago", "Nashville", "San Jose", "Detroit", "Orlando", "Philly", "New Orleans", "Salt Lake", "Toronto",
    ),
    "flight": ("flight {no}", "flt {no}", "flight #{no}", "my flight", "our flight", "the {clock} flight",
               "the {city} flight", "flight to {city}", "my connection in {city}"),
    "no": ("218", "377", "402", "419", "533", "611", "746", "808", "951", "1024", "1187", "1290", "1533", "1672",
           "1810", "2043", "3319", "4466"),
    "money": ("$25", "$40", "$75", "$120", "$150", "$200", "$310", "$480"),
    "kin": ("my mom", "my wife", "my husband", "my kids", "my grandmother", "our team", "my boss", "a toddler"),
    "thing": ("bag", "suitcase", "luggage", "checked bag", "stroller", "golf clubs", "guitar", "backpack"),
    "place": ("the gate", "gate B{gate}", "the runway", "the counter", "baggage claim", "the lounge", "security",
              "gate C{gate}", "the kiosk"),
    "gate": ("4", "7", "11", "16", "22", "31"),
    "who": ("the agent", "your agent", "the lady at the desk", "the guy at {place}", "the gate agent", "the rep",
            "the supervisor", "the crew", "the flight attendant", "the pilot"),
    "url": ("http://t.example.com/a7Kq", "https://example.com/news", "http://pic.example.org/9xTz",
            "https://example.net/p/31", "http://blog.example.com/trip"),
    "pls": ("please", "pls", "plz", "Please"),
    "swear": ("ridiculous", "unacceptable", "a joke", "insane", "beyond frustrating", "embarrassing", "shameful"),
    "awful": ("terrible", "awful", "horrible", "bad", "pathetic", "worst", "poor", "lousy", "disgusting"),
    "upset": ("frustrated", "disappointed", "angry", "furious", "annoyed", "upset", "sick and tired", "fed up"),
    "great": ("great", "awesome", "amazing", "fantastic", "wonderful", "lovely", "super", "stellar", "excellent"),
    "best": ("the best", "my favorite airline", "top notch", "a class act", "so good", "rock stars"),
}  # fmt: skip


COMPLAINT_ENDS = (
    "", "", "", "", "never again", "{swear}", "fix this", "not ok", "do better", "worst airline ever", "unreal",
    "what is going on", "so tired of this", "is anyone there", "I want my money back", "last time I fly with you",
    "really disappointed", "help", "thanks for nothing", "smh", "come on", "you can do better than this", "any plans?",
)  # fmt: skip
COMPLAINT_STARTS = (
    "", "", "", "", "", "", "{awful} service", "so {upset}", "I am {upset}", "{awful} experience in {city}",
    "really?", "you guys suck", "I hate this airline", "this is {swear}", "what a mess", "{awful} airline", "wtf",
    "ugh", "seriously", "such a {awful} day", "another {awful} trip", "fail",
)  # fmt: skip
PRAISE_STARTS = (
    "", "", "", "", "wow", "{great} flight today", "love this airline", "{great} service in {city}", "so happy",
    "shout out to {who}", "big thanks to {who}", "impressed", "best flight in years", "thank you {airline}", "kudos",
)  # fmt: skip
POLITE_ENDS = (
    "{pls} help", "can you help?", "thanks in advance", "thank you for looking into it", "hope you can fix this",
    "would love an answer", "I usually love flying with you", "{pls} advise, thanks", "I know you are trying",
)  # fmt: skip
PRAISE_ENDS = (
    "", "", "", "thank you", "thanks", "thanks so much", "you guys are {best}", "love it", "made my day", "{great} job",
    "keep it up", "{great} service", "see you {day}", "much appreciated", "will fly again", "well done",
)  # fmt: skip
QUESTION_ENDS = ("", "", "", "", "thanks", "{pls} let me know", "thx", "just curious", "{pls}", "need to plan", "ty")

SARCASM = (
    "{great} job, {bad}", "well this is {great}. {bad}", "{bad}. {great} work as always", "oh {great}, {bad}",
    "love how {bad}", "so happy that {bad}", "thanks a lot, {bad}", "{bad}. thanks for that",
    "must be my lucky day: {bad}", "congrats, {bad}", "best airline they said. {bad}", "kudos, {bad}",
)  # fmt: skip
MIXED = (
    "{good}, but {bad}", "{bad}, but {good}", "{bad}. on the bright side {good}", "{good}. shame that {bad}",
    "{bad} but {good} so I guess ok", "{good} and yet {bad}", "even though {bad}, {good}", "{bad}. then {good}",
)  # fmt: skip

THANKS = (
    "thank you!", "thanks for the help", "thank you {who} in {city}", "thanks for a {great} flight to {city}",
    "thx for the quick reply", "you are {best}", "love you guys", "{great} flight, {great} crew", "thank you so much",
    "just wanted to say thanks to {who} on {flight}", "happy customer here", "yay, {city} here I come",
    "I appreciate it",
)  # fmt: skip

UNCLEAR = (
    "ok", "just sent you a DM", "I'll DM you", "done", "still here", "yes, {flight}", "it was {flight} from {city}",
    "tried that already", "thanks", "thank you", "ok thanks", "thanks, will do", "got it", "that's what {who} said",
    "no reply yet", "no", "yes", "I did", "called, they said {day}", "in {city} now", "{flight}", "at {place} now",
    "will try again {day}", "ok will call", "{who} told me the same", "we will see", "waiting to hear back",
    "I was on {flight} last night", "my confirmation is {no}XK", "follow me so I can DM", "check your DM", "wow",
    "{hours} to go", "rebooked for {day}", "now it says {clock}", "on {flight} with {kin}", "any news?", "finally",
    "boarding at {place}", "are you there?", "switching to another airline {day}", "first time flying with you",
    "changed my seat again", "I see", "what about {flight}?", "the {thing} is here", "so what happens {day}?",
    "guess we are staying in {city}", "there are {n} of us", "I have been flying with you for {n} years",
)  # fmt: skip
NEWS = (
    "{airline} to add {n} flights a day from {city} {url}", "{airline} quarterly results due {day} {url}",
    "new post: {n} tips for the {city} terminal {url}", "{airline} tests biometric boarding in {city} {url}",
    "spotted an old {airline} plane in {city} {url}", "RT if you fly to {city} {day}", "#avgeek {city} {url}",
    "flying {airline} to {city} {day}", "{airline} vs others: fares to {city} compared {url}",
    "{airline} plane makes safe emergency landing in {city} {url}", "fire drill at {place} in {city}, all fine",
    "{city} airport closed by snow, {airline} flights suspended {url}",
    "we need a photo for our story, may we use yours?",
    "wheels up for {city}", "headed to {city} on {flight}", "our seats are 12A and 12B on {flight}",
)  # fmt: skip

ANGRY_SIGNS = ("😡", "😤", "🙄", "😠", "👎", "😒", "😭")
GLAD_SIGNS = ("😊", "😍", "👍", "🙏", "❤️", "✈️", "😁", "👏")
ANY_SIGNS = ("✈️", "😂", "🙃", "😳", "🤔", "😅", "👀", "🙏", "😭")
ANGRY_TAGS = ("#fail", "#neveragain", "#delayed", "#badservice", "#stuck", "#lostbag", "#frustrated")
GLAD_TAGS = ("#happy", "#customerservice", "#thankyou", "#winning", "#bestcrew")
ANY_TAGS = ("#travel", "#vacation", "#avgeek", "#flying", "#customerservice", "#airport", "#help", "#{city}")

PLACES = (
    "", "", "", "Austin, TX", "Boston", "Brooklyn", "Chicago, IL", "Denver, CO", "Earth", "everywhere", "London",
    "Los Angeles", "NYC", "Nashville, TN", "San Francisco", "Seattle", "Somewhere over the clouds", "Texas",
    "Washington, DC", "between gates",
)  # fmt: skip
TIMEZONES = (
    "", "", "Eastern Time (US & Canada)", "Eastern Time (US & Canada)", "Central Time (US & Canada)",
    "Pacific Time (US & Canada)", "Mountain Time (US & Canada)", "Quito", "Atlantic Time (Canada)", "London", "Arizona",
)  # fmt: skip
HANDLE_STARTS = (
    "quiet",
    "sunny",
    "paper",
    "amber",
    "nine",
    "little",
    "brave",
    "north",
    "velvet",
    "lucky",
    "odd",
    "late",
)
HANDLE_ENDS = (
    "maple",
    "otter",
    "lantern",
    "compass",
    "teacup",
    "harbor",
    "pixel",
    "sparrow",
    "cactus",
    "ferry",
    "moth",
)
