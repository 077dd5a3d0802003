"""What the invented everyday tweets are about: for each topic, what is bad, what is good, and what is neither.

Every line was made up for this sample. `{slot}` is replaced by a choice from `daily_phrases.SLOTS`.
"""

from __future__ import annotations

from typing import NamedTuple


class DailyTopic(NamedTuple):
    """One thing that people write about."""

    share: float
    bad: tuple[str, ...]
    good: tuple[str, ...]
    plain: tuple[str, ...]
    """What both a glad and a sad person may say: only a sign at the end told them apart."""


DAILY_TOPICS: tuple[DailyTopic, ...] = (
    DailyTopic(
        0.13,
        bad=(
            "stuck at work until {clock}", "my boss is {mean} again", "work is so {dull} today", "do not want to work",
            "working on a {day} {again}", "I hate {mondays}", "they {cut} my hours",
            "{n} more hours of this {dull} shift",
            "cannot believe I have to go in {day}", "got yelled at by a customer", "the job went to somebody else",
        ),
        good=(
            "got the job", "finally off work", "last day of work before {holiday}",
            "my boss said {nice} things about me",
            "day off and loving it", "got a raise", "finished my shift early", "new office is {great}", "payday",
            "my coworkers surprised me with {treat}", "work flew by today",
        ),
        plain=(
            "at work", "off to work", "back to work {day}", "working till {clock}", "in a meeting",
            "just got to the office",
            "another day at work", "who else is working {day}", "on my lunch break", "first day at the new place",
        ),
    ),
    DailyTopic(
        0.10,
        bad=(
            "I {failed} my {subject} exam", "so much homework", "{subject} is killing me",
            "dreading the {subject} test {day}",
            "have not even started my {subject} essay", "studying on a {day} night {ugh}",
            "school starts {again} {day}",
            "the library is closed and I need that book", "up all night with {subject}",
        ),
        good=(
            "{passed} my {subject} exam", "done with finals", "school is out", "got an A in {subject}",
            "no class {day}",
            "graduation {day}", "finished my {subject} paper at last", "my {subject} teacher is {great}",
            "summer is here",
        ),
        plain=(
            "studying for {subject}", "{subject} class at {clock}", "in the library", "homework", "exam {day}",
            "reading for {subject}", "who has notes for {subject}", "back at school",
        ),
    ),
    DailyTopic(
        0.11,
        bad=(
            "I feel {sick}", "my {part} {hurts}", "cannot stop coughing", "I think I am getting the flu",
            "the doctor says {n} weeks",
            "no voice today", "{kin} is in the hospital", "had to go to the dentist", "burned my {part} on the stove",
            "{kin} is not getting better", "allergies are {awful} this week",
        ),
        good=(
            "feeling so much better", "the doctor says all is {great}", "ran {n} miles this morning",
            "{kin} comes home from the hospital {day}",
            "my cold is gone", "slept like a baby", "yoga was {great}", "no cavities", "lost {n} pounds",
        ),
        plain=(
            "at the dentist {day}", "going for a run", "taking some vitamins", "gym at {clock}",
            "trying to drink more water",
            "doctor at {clock}", "my {part} is tingling",
        ),
    ),
    DailyTopic(
        0.10,
        bad=(
            "cannot sleep", "so {tired}", "awake since {clock} for no reason", "only {n} hours of sleep",
            "had a nightmare",
            "the neighbours woke me {again}", "do not want to get out of bed", "up way too early", "insomnia {again}",
        ),
        good=(
            "slept in until {clock}", "best nap ever", "my bed is so {cosy}", "good night all, sweet dreams",
            "woke up smiling",
            "good morning {world}", "fresh sheets and a {great} book", "up early and feeling {glad}",
        ),
        plain=(
            "going to bed", "just woke up", "good night", "time for bed", "off to sleep", "awake", "good morning",
            "early night", "need coffee", "bed time, up at {clock}",
        ),
    ),
    DailyTopic(
        0.10,
        bad=(
            "it is raining {again}", "no sun for {n} days", "got soaked on the way home", "too hot to {think}",
            "my {garden} {died} in the frost",
            "snow in {month}, why", "the beach trip is off because of the rain", "freezing in here",
            "got sunburnt on my {part}",
        ),
        good=(
            "the sun is out", "what a {great} day outside", "at the beach with {kin}", "blue sky and a light breeze",
            "my {garden} is blooming", "barbecue in the sun {day}", "love this weather", "the rain has stopped at last",
        ),
        plain=(
            "looks like rain", "sitting outside", "cloudy in {city}", "warm in {city} today", "is it summer yet",
            "snow {day}",
            "wind is picking up", "thunder",
        ),
    ),
    DailyTopic(
        0.10,
        bad=(
            "I am out of {food}", "burned the {food}", "the {food} was {awful}", "so hungry and nothing in the fridge",
            "the {food} made me sick", "dropped my {food} on the floor", "no more {treat} for me, diet",
            "they forgot my {food}",
        ),
        good=(
            "{food} for dinner, yum", "best {food} ever", "{kin} made {food}", "{treat} with {kin}",
            "just baked {treat}",
            "the {food} at the new place is {great}", "nothing beats {food} on a {day}", "free {treat} at work",
        ),
        plain=(
            "making {food}", "having {food}", "{food} or {food} tonight", "out for {food}", "lunch",
            "dinner with {kin}",
            "drinking {drink}", "{food} {day}",
        ),
    ),
    DailyTopic(
        0.12,
        bad=(
            "I {miss} {kin}", "{kin} left this morning", "nobody {calls} me", "she does not even reply", "we broke up",
            "feeling so {lonely}", "wish {kin} were here", "had a fight with {kin}", "everyone went without me",
            "my best friend is {leaving} {day}", "{kin} forgot my birthday", "our dog {died} last night",
            "the cat is still missing",
        ),
        good=(
            "{kin} is coming home {day}", "great night with {kin}", "love my friends", "happy birthday to {kin}",
            "she said yes",
            "the puppy learned a trick", "so proud of {kin}", "{kin} just called and made my day",
            "my niece took her first steps",
            "cuddling with the cat", "thanks for all the birthday wishes",
        ),
        plain=(
            "talking to {kin}", "waiting for {kin}", "at {kin}'s house", "seeing {kin} {day}", "on the phone",
            "party {day}",
            "who is around tonight", "{kin} says hi", "call me", "looking at old photos of {kin}",
        ),
    ),
    DailyTopic(
        0.11,
        bad=(
            "my {gadget} {died} {again}", "lost all my photos", "the internet is down", "{gadget} will not charge",
            "dropped my {gadget} in the sink", "this update {broke} everything", "my {gadget} is so slow",
            "somebody hacked my account",
            "cannot log in", "the server keeps {crashing}",
        ),
        good=(
            "my new {gadget} is here", "got the {gadget} working", "the update is {great}", "loving this app",
            "{kin} gave me a {gadget}",
            "found my {gadget} under the couch", "the site is live", "my code runs at last",
        ),
        plain=(
            "trying a new {gadget}", "updating my {gadget}", "new pictures up {url}", "check this {url}", "testing",
            "which {gadget} should I get", "on my {gadget}", "how do I change my background", "new blog post {url}",
        ),
    ),
    DailyTopic(
        0.13,
        bad=(
            "we {lost} {again}", "the {show} finale was {awful}", "tickets are sold out", "missed {show} last night",
            "they cancelled {show}", "my team is out", "no {show} until {month}", "the concert in {city} is off",
            "saw that {movie} movie and {hated} it", "{show} made me cry", "the song I like is not on their album",
        ),
        good=(
            "we {won}", "got tickets for {city}", "{show} was {great} tonight", "{movie} movie night with {kin}",
            "this song is {great}",
            "on the way to the concert", "that game was {great}", "new album out {day}", "met the band after the show",
            "front row", "laughed so hard at {show}",
        ),
        plain=(
            "watching {show}", "listening to the new album", "{movie} movie tonight", "game at {clock}",
            "is {show} on {day}",
            "this song is stuck in my head", "reading the {movie} book", "what should I watch",
            "watching {show} with {kin}",
        ),
    ),
)  # fmt: skip
