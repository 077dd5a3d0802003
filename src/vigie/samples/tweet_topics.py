"""What the invented tweets are about: for each topic, complaints, praise and questions.

Every line was made up for this sample. `{slot}` is replaced by a choice from `tweet_phrases.SLOTS`.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Topic:
    """One thing that people write to an airline about."""

    reason: str
    """What an annotator would give as the reason of a complaint about it."""
    share: float
    """Of the tweets."""
    bad: tuple[str, ...]
    good: tuple[str, ...]
    ask: tuple[str, ...]
    """Questions that a calm person and an angry one may both put."""


TOPICS: tuple[Topic, ...] = (
    Topic(
        "Late Flight",
        0.18,
        bad=(
            "{flight} delayed again, {hours} now",
            "been sitting on {place} for {hours}",
            "{hours} late and nobody tells us anything",
            "missed my connection because you left {city} {hours} late",
            "stuck on the plane for {hours} with no update",
            "waiting {hours} for a crew that never showed up",
            "third delay this month on the {city} route",
            "we landed and there is no gate. still on the runway after {hours}",
            "your on time record out of {city} is {swear}",
            "now you say {clock}, an hour ago you said {clock}. which is it",
            "{kin} will miss the wedding thanks to your delay",
            "how hard is it to leave {city} on time",
        ),
        good=(
            "{flight} landed early",
            "pilot made up the time and we got to {city} ahead of schedule",
            "right on time into {city}",
            "they held the door for my tight connection",
            "smoothest boarding i have seen in {city}",
            "delay handled so well, updates every ten minutes",
            "glad you got us out of {city} before the storm",
        ),
        ask=(
            "is {flight} delayed?",
            "any update on {flight}?",
            "what time does {flight} leave now?",
            "will {flight} wait for connecting passengers?",
            "why is {flight} still showing {clock}?",
            "does the delay out of {city} affect {flight}?",
            "how late is {flight} running?",
        ),
    ),
    Topic(
        "Cancelled Flight",
        0.1,
        bad=(
            "{flight} cancelled and no one answers the phone",
            "you cancelled {flight} with no notice",
            "cancelled {flight} and the next seat is {day}",
            "rebooked me on a flight {n} days later",
            "sleeping on the floor in {city} after you cancelled",
            "no hotel voucher after the cancelation. {swear}",
            "cancelled for weather but every other airline is flying to {city}",
            "{kin} stranded in {city} and you offer nothing",
            "flight canceled twice in one day",
        ),
        good=(
            "got me rebooked in five minutes after the cancellation",
            "{who} found us seats to {city} after {flight} was cancelled",
            "you handled the storm better than anyone",
            "thanks for the hotel when {flight} got canceled",
        ),
        ask=(
            "is {flight} cancelled?",
            "are flights to {city} cancelled {day}?",
            "flight cancelled, what are my options?",
            "do I get a refund if I cancel before {day}?",
            "are you waiving change fees for {city} because of the storm?",
        ),
    ),
    Topic(
        "Lost Luggage",
        0.1,
        bad=(
            "you lost my {thing}",
            "my {thing} never made it to {city}",
            "{n} days and still no {thing}",
            "{hours} at baggage claim and nothing comes out",
            "no one at {place} knows where my {thing} is",
            "my {thing} is in {city}. I am not",
            "the baggage line just rings and rings",
            "sent my {thing} to {city} for the second time",
            "no clothes for my meeting {day}, my {thing} is somewhere in {city}",
        ),
        good=(
            "my lost {thing} was at my door the next morning",
            "{who} found my {thing}",
            "bags came out before I even got to the carousel",
            "you got my {thing} back to me in {city}",
            "found the toy that {kin} left on board",
        ),
        ask=(
            "how do I track a lost {thing}?",
            "who do I call about a missing {thing} in {city}?",
            "left my {thing} on {flight}, where is lost and found?",
            "how much is a second {thing}?",
            "can I carry on a {thing}?",
            "is a {thing} counted as a personal item?",
        ),
    ),
    Topic(
        "Customer Service Issue",
        0.28,
        bad=(
            "on hold for {hours}",
            "hung up on me after {hours} on hold",
            "{who} could not care less",
            "no one answers, not by phone, not here",
            "been transferred {n} times and nobody can fix it",
            "your phone line says call back {day}",
            "{who} told me to call, phone told me to ask {who}",
            "I sent {n} emails and got the same canned reply",
            "you keep asking for a DM and then nothing happens",
            "where is the customer in your customer service",
            "still waiting for my refund of {money}",
            "charged me {money} twice and will not give it back",
            "{who} was so rude to {kin}",
            "does anyone there do their job",
        ),
        good=(
            "{who} solved it in two minutes",
            "your phone team was patient with {kin}",
            "{who} in {city} went out of her way for us",
            "quick answer here, problem solved",
            "refund of {money} came the same day",
            "{who} deserves a raise",
            "you really listened",
        ),
        ask=(
            "what is the number for refunds?",
            "how long does a refund take?",
            "can someone follow back so I can DM?",
            "who can I talk to about {flight}?",
            "where do I send a complaint?",
            "is the desk in {city} open at {clock}?",
            "can you check my DM {pls}?",
        ),
    ),
    Topic(
        "Flight Booking Problems",
        0.12,
        bad=(
            "your site ate my booking and kept {money}",
            "the app crashes every time I check in",
            "website down for {hours}, fares go up meanwhile",
            "{money} to change a name. {swear}",
            "my reservation vanished from the app",
            "error at payment {n} times, card charged {n} times",
            "can't add {kin} to my booking, site says try later",
            "your points never post",
            "you moved us to separate seats, {kin} is four years old",
            "paid for an exit row and got a middle seat",
        ),
        good=(
            "new app is {great}",
            "booked {city} for {money}, what a deal",
            "upgraded me on {flight}",
            "you fixed my booking over a tweet",
            "seats together for {kin} without asking",
            "check in took ten seconds",
        ),
        ask=(
            "can I change {flight} to {day}?",
            "when do {city} fares for the summer open?",
            "do you fly from {city} to {city}?",
            "can I use points for {kin}?",
            "how do I add a known traveler number?",
            "what does error 40{gate} mean at check in?",
            "is there a fee to change a name?",
            "any promo codes for {city}?",
            "why can't I pick a seat before check in?",
        ),
    ),
    Topic(
        "Bad Flight",
        0.1,
        bad=(
            "no wifi, no power, no water on {flight}",
            "my seat does not recline and the tray is broken",
            "the plane smells and the seat was wet",
            "wifi down again and you still charged me {money}",
            "the cabin was freezing for {hours}",
            "you ran out of food by row 9",
            "the smallest seats I ever sat in",
            "screens off the whole way from {city}",
            "the food on {flight} made {kin} sick",
            "bathroom out of order on a {n} hour flight",
        ),
        good=(
            "wifi on {flight} actually works",
            "extra leg room was worth it",
            "the view over {city} this morning",
            "nice new seats on the {city} route",
            "the snack box is {best}",
            "smooth ride even with the bumps over {city}",
            "clean plane and a {great} crew",
        ),
        ask=(
            "is there wifi on {flight}?",
            "do you serve food on {flight}?",
            "what plane is used for {flight}?",
            "do seats on {flight} have power?",
            "are pets allowed in the cabin?",
            "how many rows are in first on {flight}?",
            "is the wifi down on {flight}?",
        ),
    ),
    Topic(
        "Flight Attendant Complaints",
        0.06,
        bad=(
            "the crew on {flight} chatted in the back for {hours}",
            "flight attendant rolled her eyes at {kin}",
            "{who} yelled at {kin} over a {thing}",
            "asked for water three times on {flight}",
            "most unfriendly crew out of {city}",
        ),
        good=(
            "the crew on {flight} was {best}",
            "flight attendant on {flight} kept {kin} laughing",
            "captain came out to greet {kin}",
            "shout out to the {city} crew",
            "crew handled a scary landing like pros",
        ),
        ask=(
            "how do I send a note about the crew on {flight}?",
            "are you hiring flight attendants in {city}?",
            "who was the crew on {flight}?",
        ),
    ),
    Topic(
        "longlines",
        0.03,
        bad=(
            "one agent for {gate}0 people at {place}",
            "line at {place} has not moved in {hours}",
            "boarding is chaos, group 5 before group 1",
            "{hours} in line to drop one {thing}",
        ),
        good=("no line at {place} today", "boarding in twelve minutes flat in {city}"),
        ask=("how early should I be at {place} for {flight}?", "when does bag drop open in {city}?"),
    ),
    Topic(
        "Damaged Luggage",
        0.03,
        bad=(
            "my {thing} came out with a wheel missing",
            "you broke my {thing} and the form has no option for it",
            "handle ripped off my {thing}, {who} shrugged",
        ),
        good=("replaced my broken {thing} on the spot",),
        ask=("how do I file a claim for a damaged {thing}?", "is a broken {thing} covered?"),
    ),
)


def choose_topic(random: Random) -> Topic:
    """Return a topic, the common ones more often."""
    return random.choices(TOPICS, [topic.share for topic in TOPICS])[0]
