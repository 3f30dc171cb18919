#!/usr/bin/env python3
"""Writes the sentences that the part-of-speech tagger learns from, one JSON object a line: {"split", "words", "tags"}.

    tools/tagged_sentences.py --data DIR > tagged.jsonl          DIR: a compact data set (clips.json)
    instructmotion prompts train-tagger --data tagged.jsonl --out assets/text/pos_tagger.txt

Two sources, both tagged with the universal tags of HumanML3D's token lists:
  captions   of the data set, tagged by the word lists and context rules below ("silver" tags); captions that only val or
             test clips have are the held-out half
  grammar    sentences put together from word classes, so that each word's tag is known; they cover what captions of
             other data sets say: limbs, directions, manners, places, past and progressive forms, questions of agreement
"""
import argparse
import json
import random
import re

VERBS = """walk run jog sprint dash stroll march stride pace tiptoe limp hobble stumble stagger stutter shuffle creep sneak crawl climb descend
ascend jump hop leap skip bounce land step stomp stamp trot gallop rush hurry wander amble saunter strut swagger prowl lunge squat crouch kneel sit
stand lie lay rise get fall drop collapse trip slip slide skate ski swim float dive paddle tread roll tumble flip somersault cartwheel spin twirl
whirl rotate turn twist pivot circle swivel bend bow lean tilt stoop duck dodge sway rock swing shake wiggle wobble shiver tremble nod wave
gesture point beckon signal salute greet clap snap pat tap touch rub scratch stroke wipe scrub wash clean brush sweep polish reach grab grasp
hold hug embrace carry lift raise lower pick place put set push pull drag throw toss hurl pitch catch kick punch jab hook hit strike block parry
slash chop stab thrust swing fence box fight attack defend shoot aim fire dribble pass dunk bowl bat serve golf dance waltz perform do practise
practice train exercise stretch flex extend fold cross open close spread clench grip squeeze bring take give hand offer drink eat sip bite chew
cook stir pour cut peel write draw paint type play strum drum read look glance stare watch peek search face move stop start begin continue keep
finish end pause wait stay remain rest relax sleep wake breathe cough sneeze yawn laugh cry smile shout yell call scream whisper talk speak say
chat sing respond answer reply react recoil flinch celebrate cheer taunt mime mimic imitate pretend act pose go come leave return approach
retreat back advance cross enter exit follow chase flee escape steer drive ride row pedal fly flap dab stutter balance steady straighten hunch
slump curl uncurl arch swipe use operate fix repair dig shovel lift hang cling circle zigzag weave meander try attempt make show lead guide work
direct lift burst open let lean scoop let tuck wipe shrug kneel adjust swat hammer saw""".split()
IRREGULAR = {  # base: (past, participle)
    "run": "ran run", "creep": "crept crept", "sit": "sat sat", "stand": "stood stood", "lie": "lay lain", "lay": "laid laid", "rise": "rose risen",
    "get": "got gotten", "fall": "fell fallen", "swim": "swam swum", "tread": "trod trodden", "spin": "spun spun", "bend": "bent bent",
    "swing": "swung swung", "shake": "shook shaken", "sweep": "swept swept", "hold": "held held", "put": "put put", "set": "set set",
    "throw": "threw thrown", "catch": "caught caught", "hit": "hit hit", "strike": "struck struck", "thrust": "thrust thrust", "fight": "fought fought",
    "shoot": "shot shot", "do": "did done", "bring": "brought brought", "take": "took taken", "give": "gave given", "drink": "drank drunk",
    "eat": "ate eaten", "bite": "bit bitten", "cut": "cut cut", "write": "wrote written", "draw": "drew drawn", "read": "read read",
    "begin": "began begun", "keep": "kept kept", "sleep": "slept slept", "wake": "woke woken", "speak": "spoke spoken", "say": "said said",
    "sing": "sang sung", "go": "went gone", "come": "came come", "leave": "left left", "flee": "fled fled", "drive": "drove driven",
    "ride": "rode ridden", "fly": "flew flown", "dig": "dug dug", "hang": "hung hung", "cling": "clung clung", "weave": "wove woven", "make": "made made",
    "show": "showed shown", "lead": "led led", "burst": "burst burst", "let": "let let", "kneel": "knelt knelt", "leap": "leapt leapt",
    "slide": "slid slid", "spread": "spread spread"}
DOUBLING = set("""run jog step hop skip squat sit get drop trip slip swim flip spin sway_ nod clap snap pat tap rub scrub grab hug pick_ hit chop stab
stop begin put set let cut dig bat strut dab plan trot drag tap swat""".split())


def gerund(v):
    if v == "lie": return "lying"
    if v in DOUBLING: return v + v[-1] + "ing"
    if v.endswith("e") and not v.endswith(("ee", "oe", "ye")): return v[:-1] + "ing"
    return v + "ing"


def third(v):
    if v in ("go", "do"): return v + "es"
    if re.search(r"(s|sh|ch|x|z)$", v): return v + "es"
    if re.search(r"[^aeiou]y$", v): return v[:-1] + "ies"
    return v + "s"


def past(v):
    if v in IRREGULAR: return IRREGULAR[v].split()[0]
    if v in DOUBLING: return v + v[-1] + "ed"
    if v.endswith("e"): return v + "d"
    if re.search(r"[^aeiou]y$", v): return v[:-1] + "ied"
    return v + "ed"


BASE = set(VERBS)
THIRD = {third(v) for v in VERBS}
GERUND = {gerund(v) for v in VERBS} | {"tiptoing"}
PAST = {past(v) for v in VERBS} | {w for pair in IRREGULAR.values() for w in pair.split()}

PEOPLE = """person man woman human figure lady character boy girl child guy individual dancer player athlete gangster giant zombie stickman kid
thug punk adult elder youth gorilla robot soldier boxer referee partner opponent""".split()
ACTION_NOUNS = """walk run jog jump hop leap step steps turn turns kick kicks punch punches jab jabs spin roll dance dances bow squat squats wave stroll
sprint call drink sip lunge lunges flip backflip backflips cartwheel cartwheels somersault somersaults handstand stretch stretches pose poses move moves
cuts slash block blocks stand stance look laugh shout reach shuffle signal signals gesture gestures push-ups sit-ups crunches burpees pirouette
pirouettes twist twists circle circles hops jumps skips bounce stop pause landing balance hit blow throw climb crouch swing cut catch""".split()
BODY = """hand hands arm arms leg legs foot feet knee knees elbow elbows shoulder shoulders hip hips head neck chest waist back side face mouth eyes
chin wrist wrists ankle ankles thigh thighs toe toes heel heels palm palms fist fists finger fingers ear ears nose torso body stomach belly forehead
hair""".split()
PEOPLE_PLURAL = "people men women persons children figures".split()
THINGS = """ball basketball football chair seat sword bottle door wall table box object bar rope ladder stairs staircase step window phone cup glass
ground floor air circle line place direction pace spot position object weapon stool bench bed bucket broom racket guitar drum piano beam platform rock
branch handrail rail car steering-wheel book pen paper hat jacket bag basket barrel frame grass ice water ramp hill stick bow arrow gun torch item
something-else dumbbell weight obstacle puddle path hallway room corner way manner style mood energy speed height angle degrees times music rhythm
pride joy confidence age heart laughter front end start left-side shape""".split()
MANNER = """slowly quickly carefully happily sadly angrily slightly gently briskly casually calmly nervously cautiously gracefully clumsily awkwardly
energetically vigorously lightly heavily firmly loosely repeatedly rapidly swiftly suddenly gradually smoothly stiffly proudly confidently timidly
playfully wearily tiredly drunkenly lazily sluggishly quietly loudly steadily hesitantly aggressively briefly continuously simultaneously diagonally
horizontally vertically alternately clockwise counterclockwise""".split()
DIRECTION = "forward forwards backward backwards back sideways upwards upward downwards ahead away around straight home inside outside".split()
ADJECTIVES = """old young tired happy sad angry big small tall strong weak slow fast quick large short long wide high low drunk injured elderly exhausted
energetic confident proud shy nervous relaxed imaginary invisible heavy light deep full half circular straight curved bent low wooden sharp loud
cheerful careful excited playful weary active timid dejected feminine masculine youthful childish furious gentle sudden small little great
opposite calm steady upright free loose empty graceful clumsy brisk fierce soft rapid""".split()
NUMBERS = "one two three four five six seven eight nine ten eleven twelve".split()

LISTS = {  # words with one tag only
    "AUX": "is are was were be been being am can could will would should must may might",
    "DET": "a an the this these those some any each every no all both another either neither",
    "PRON": "he she it they them him his her their its you your i my we our who which someone somebody something anything nothing everyone everything "
            "anyone himself herself themselves itself",
    "ADP": "of for in on at with without from into onto by over under above below behind between through across against about like past near off up down out "
           "towards toward during upon beneath beside along within via",
    "PART": "not n't 's '",
    "CCONJ": "and or but nor",
    "SCONJ": "while when if because until though although whilst since once",
    "ADV": "then again afterwards afterward together still forward forwards backward backwards sideways upwards upward downwards ahead away apart very too "
           "also just almost twice once there here now later finally next instead only even so overhead onwards meanwhile far aside inward outward "
           "halfway indoors nearby overhand maybe quite clockwise counterclockwise anticlockwise",
    "NUM": " ".join(NUMBERS),
    "ADJ": " ".join(ADJECTIVES) + " same other own front-facing worn-out two-handed two-footed ready upper seated raised cupped drooping cartoonish lively "
           "fresh manly idle uneven rough huge good musical unsure imaginary sluggish modern latin lacking shy upset acrobatic abdominal hurt dizzy whole "
           "several few many more most stealthy expressive exaggerated loud full bent straight- upright martial held- angled ",
    "NOUN": " ".join(PEOPLE + PEOPLE_PLURAL + BODY + THINGS) + " jacks karate ballet salsa boxing football soccer sword breakdance arts form kata routine stoop show- "
            "farewell goodbye bye hello spirits traffic cars lot aerobics gymnastics warm-up footwork arabesque shower spell terrain guard playground equipment "
            "partner shot pane magic breaststroke dab toes fours motions exercise exercises swordplay push-ups sit-ups lot child shadows attack fencing "
            "times degrees stairs rung beat hip press crunches movement movements combat tai chi yoga pose wheel swagger",
}
LEXICON = {word.rstrip("-"): tag for tag, words in reversed(LISTS.items()) for word in words.split()}
COMPOUND = set("sword salsa karate ballet jumping boxing soccer football basketball martial dance squat lunge push sit hip baseball tennis tap".split())
VERBLIKE = BASE | THIRD | GERUND | PAST


def is_verb_form(word): return word in VERBLIKE


def tag_caption(words):
    tags = []
    for i, w in enumerate(words):
        prev, prev_tag = (words[i - 1], tags[i - 1]) if i else ("", "")
        nxt = words[i + 1] if i + 1 < len(words) else "."
        after = words[i + 2] if i + 2 < len(words) else "."
        tags.append(tag_word(w, prev, prev_tag, nxt, after, words, tags, i))
    return tags


def noun_follows(nxt, after):
    return nxt in BODY or nxt in PEOPLE or nxt in THINGS or nxt in ACTION_NOUNS or (nxt in ("and", "or") and after in ("left", "right"))


def tag_word(w, prev, prev_tag, nxt, after, words, tags, i):
    if not re.search(r"[a-z0-9]", w): return "PUNCT"
    if w[0].isdigit(): return "NUM"
    if w == "to":
        return "PART" if nxt in BASE and not (nxt in ("back",)) or nxt in ("be", "have") else "ADP"
    if w in ("left", "right"):
        if prev_tag == "DET" and nxt in ACTION_NOUNS: return "ADJ"
        if nxt in BODY or nxt in ("-",) or nxt in ("hand", "side", "punch", "kick", "jab", "leg", "hook") or (nxt == "and" and after in ("right", "left")
                                                                                                      and i + 3 < len(words) and words[i + 3] in BODY):
            return "ADJ"
        return "NOUN" if prev_tag == "DET" or prev in ("their", "his", "her", "its", "from", "between") else "ADV"
    if w == "back": return "NOUN" if prev_tag == "DET" or prev in ("their", "his", "her") or prev_tag == "ADJ" else "VERB" if (
        prev_tag in ("CCONJ",) and nxt in ("away", "up")) else "ADV"
    if w == "that": return "SCONJ" if nxt in ("they", "he", "she", "it") else "PRON" if prev in ("after", "before", "doing") else "DET"
    if w in DIRECTION and prev_tag in ("DET", "ADJ", "ADP", "NUM") and nxt in ACTION_NOUNS: return "ADJ"
    if w in ("after", "before"):
        if nxt in ("that", "this"): return "ADP"
        for later in words[i + 1:]:
            if later in (",", ".", "and", "then"): break
            if later in GERUND or later in THIRD and later not in BODY: return "SCONJ"
        return "ADP"
    if w == "as": return "SCONJ" if nxt in ("if", "they", "he", "she", "though") or (nxt in ("a", "the") and i + 3 < len(words) and words[i + 3] in THIRD) else "ADP"
    if w in ("around", "over", "along"):
        return "ADP" if w == "over" or nxt in ("a", "an", "the", "their", "his", "her", "it", "them", "something") else "ADV"
    if w == "first": return "ADJ" if prev_tag == "DET" else "ADV"
    if w == "one": return "NUM"
    if w in ("fast", "high", "low", "straight", "wide", "far", "deep", "long", "hard", "close"):
        if prev_tag in ("DET", "AUX") or noun_follows(nxt, after) or prev in ("in", "with", "at", "their"): return "ADJ"
        return "ADV"
    if w == "there": return "PRON" if nxt in ("is", "are", "was") else "ADV"
    if w in ("do", "does", "did", "has", "have", "had", "having"):
        if w in ("do", "does", "did"): return "AUX" if nxt in ("not", "n't") else "VERB"
        return "AUX" if nxt in PAST or nxt in ("been", "not") else "VERB"
    if w == "doing": return "VERB"
    if w == "like": return "ADP"
    if w in ("human",): return "NOUN"
    if w in ("bent", "raised", "held", "cupped", "tilted", "seated", "spread", "stretched", "crossed", "folded", "exaggerated"):
        if noun_follows(nxt, after): return "ADJ" if w in ("raised", "bent", "cupped", "exaggerated", "seated") else "VERB"
        return "VERB" if w not in ("cupped", "bent") or prev_tag in ("AUX",) else "VERB"
    if w in ("opening", "training", "fighting", "boxing", "casting", "landing", "hanging", "jumping", "looking", "breathing", "standing", "lying", "drooping",
             "winding", "steering", "sitting", "standing"):
        if w in ("fighting", "jumping", "steering") and nxt in ("stance", "jacks", "wheel", "pose"): return "NOUN"
        if w == "boxing": return "NOUN" if prev_tag in ("DET", "ADP", "VERB") else "VERB"
        if w == "drooping" and noun_follows(nxt, after): return "VERB"
        if w in ("standing", "sitting", "lying") and nxt in ("position", "pose"): return "NOUN"
        return "NOUN" if prev_tag == "DET" else "VERB"
    if w == "step" and (nxt == "by" or prev == "by"): return "NOUN"
    if is_verb_form(w):
        noun = w in ACTION_NOUNS or LEXICON.get(w) == "NOUN"
        if w in LEXICON and LEXICON[w] in ("ADJ", "ADP", "ADV") and w not in ("open", "back", "long"):
            if prev_tag == "PART" and w in BASE: return "VERB"
            return LEXICON[w]
        if w in GERUND:
            return "NOUN" if prev_tag in ("DET", "ADJ") and nxt not in PEOPLE else "VERB"
        if prev in COMPOUND and (noun or w in THIRD or w in BASE): return "NOUN"
        if prev_tag in ("DET", "ADJ", "NUM") or prev in ("their", "his", "her", "its", "your", "of", "with", "without", "for", "from", "into", "in", "at", "onto", "on", "like"):
            if prev == "a" and w in PAST and w not in ACTION_NOUNS and nxt in PEOPLE: return "VERB"
            return "NOUN"
        if w in BASE and w not in THIRD:
            if prev_tag in ("PART", "AUX") or prev in ("they", "to", "them", "then", "please") or i == 0: return "VERB"
            if prev_tag in ("CCONJ", "PUNCT", "ADV"):
                conjunct = next((t for word, t in zip(reversed(words[:i]), reversed(tags)) if is_verb_form(word) and t in ("VERB", "NOUN")), "VERB")
                return conjunct if noun else "VERB"
            if noun: return "NOUN"
            return "VERB"
        if prev_tag == "CCONJ" and i >= 2 and noun and LEXICON.get(nxt) in ("PUNCT", "CCONJ", "SCONJ", None) and nxt not in ("after", "before") and tags[i - 2] == "NOUN" and (is_verb_form(words[i - 2])) and i >= 3 and (
                tags[i - 3] in ("ADP", "DET", "ADJ", "NUM") or words[i - 3] in COMPOUND or tags[i - 3] == "VERB"):
            return "NOUN"
        if prev_tag == "VERB" and noun and w in THIRD: return "NOUN"  # throws punches
        return "VERB"
    if w in LEXICON: return LEXICON[w]
    if w in ACTION_NOUNS: return "NOUN"
    if w.endswith("ly"): return "ADV"
    if w.endswith("ing") or w.endswith("ed"): return "VERB"
    if w.endswith(("ful", "ous", "ish", "less", "able", "ive", "al", "ic")): return "ADJ"
    if prev_tag in ("NOUN", "PRON", "CCONJ") and w.endswith("s") and w.rstrip("s") not in BODY and prev in PEOPLE + ["someone", "and"]: return "VERB"
    return "NOUN"


# ---- sentences whose tags are known ----------------------------------------------------------------------------------------------------------

def grammar(rng, count):
    pick = rng.choice
    body_single = ["hand", "arm", "leg", "foot", "knee", "elbow", "shoulder", "hip", "wrist", "ankle", "heel", "palm", "fist", "thigh"]
    body_plural = ["hands", "arms", "legs", "feet", "knees", "elbows", "shoulders", "hips", "wrists", "heels", "palms", "fists"]
    intransitive = [v for v in VERBS if v in set("""walk run jog sprint dash stroll march stride pace tiptoe limp hobble stumble stagger stutter shuffle creep
    sneak crawl climb descend jump hop leap skip bounce land step stomp trot gallop rush wander amble strut lunge squat crouch kneel sit stand lie rise fall
    drop collapse trip slip slide skate swim float roll spin twirl rotate turn twist pivot bend bow lean tilt stoop duck dodge sway rock shake wobble shiver nod
    wave gesture point clap punch kick dance pose laugh cry talk sing go come stop pause wait stay rest march circle swing stretch breathe yawn
    exercise move look reach box fight play drink eat work train balance zigzag""".split())]
    transitive = """raise lower lift bend stretch extend flex swing wave move cross open rotate shake hold pick push pull throw toss catch kick punch hit grab
    carry drag touch rub scratch wipe wash use put place bring take give straighten spread fold clench drop play""".split()
    particles = {"lift": ["up"], "pick": ["up"], "put": ["down"], "sit": ["down"], "stand": ["up"], "get": ["up"], "lie": ["down"], "turn": ["around"],
                 "bend": ["down", "over"], "jump": ["up"], "hold": ["out", "up"], "stretch": ["out"]}

    def adjective_object(): return [(pick(ADJECTIVES), "ADJ")]

    def limb():
        kind = rng.random()
        if kind < .35: return [(pick(["their", "his", "her"]), "PRON"), (pick(["left", "right"]), "ADJ"), (pick(body_single), "NOUN")]
        if kind < .5: return [("the", "DET"), (pick(["left", "right"]), "ADJ"), (pick(body_single), "NOUN")]
        if kind < .62: return [("both", "DET"), (pick(body_plural), "NOUN")]
        if kind < .7: return [("both", "DET"), ("of", "ADP"), (pick(["their", "his", "her"]), "PRON"), (pick(body_plural), "NOUN")]
        if kind < .85: return [(pick(["their", "his", "her"]), "PRON"), (pick(body_plural), "NOUN")]
        if kind < .91: return [("one", "NUM"), (pick(body_single), "NOUN")]
        if kind < .94: return [("the", "DET"), (pick(PEOPLE), "NOUN"), ("'s", "PART"), (pick(body_single + body_plural), "NOUN")]
        return [("left", "ADJ"), (pick(body_single), "NOUN")]

    def thing():
        noun = (pick(THINGS).split("-")[0], "NOUN")
        kind = rng.random()
        if kind < .5: return [(pick(["a", "the", "an"]), "DET"), noun]
        if kind < .75: return [(pick(["a", "the", "some"]), "DET"), (pick(ADJECTIVES), "ADJ"), noun]
        if kind < .85: return [(pick(["something", "it", "them", "someone", "him", "her"]), "PRON")]
        return [(pick(["the", "a", "their"]), None), (pick(ACTION_NOUNS), "NOUN")]

    def direction():
        kind = rng.random()
        if kind < .4: return [(pick(DIRECTION), "ADV")]
        if kind < .55: return [("to", "ADP"), (pick(["the", "their", "his", "her"]), None), (pick(["left", "right", "side", "front"]), "NOUN")]
        if kind < .65: return [(pick(["left", "right"]), "ADV")]
        if kind < .75: return [("in", "ADP"), ("a", "DET"), (pick(["circle", "line", "straight line", "half circle", "counterclockwise circle"]), "NP")]
        if kind < .9: return [(pick(["across", "towards", "over", "onto", "around", "through", "into", "down", "up", "along", "under", "past", "off"]), "ADP")] + thing()
        return [(pick(["up", "down", "over", "out"]), "ADP")]

    def manner():
        kind = rng.random()
        if kind < .6: return [(pick(MANNER), "ADV")]
        if kind < .7: return [("in", "ADP"), ("a", "DET"), (pick(ADJECTIVES), "ADJ"), (pick(["manner", "way", "style", "fashion"]), "NOUN")]
        if kind < .8: return [("with", "ADP")] + limb()
        if kind < .87: return [("without", "ADP"), (gerund(pick(transitive)), "VERB")] + limb()
        if kind < .9: return [("more", "ADV"), (pick(MANNER), "ADV")] + ([("than", "ADP"), ("before", "ADV")] if rng.random() < .6 else [])
        if kind < .92: return [(pick(["twice", "once", "upstairs", "downstairs", "together", "apart", "sideways", "outdoors"]), "ADV")]
        if kind < .93: return [("back", "ADV"), ("and", "CCONJ"), ("forth", "ADV")]
        if kind < .96: return [("like", "ADP"), ("a", "DET"), (pick(PEOPLE + ["bird", "monkey", "crab", "soldier"]), "NOUN")]
        return [(pick(NUMBERS[1:]), "NUM"), ("times", "NOUN")]

    def phrase(inflect):
        kind = rng.random()
        if kind < .5:
            verb = pick(intransitive)
            out = [(inflect(verb), "VERB")]
            if verb in particles and rng.random() < .5: out.append((pick(particles[verb]), "ADP" if verb != "turn" else "ADV"))
            if rng.random() < .6: out += direction()
        elif kind < .85:
            verb = pick(transitive)
            obj = limb() if rng.random() < .65 else thing()
            up = [(pick(particles[verb]), "ADP")] if verb in particles and rng.random() < .5 else []
            out = [(inflect(verb), "VERB")] + (up + obj if rng.random() < .4 else obj + up)
            if rng.random() < .25: out += direction()
        elif kind < .92:
            out = [(inflect(pick(["do", "perform", "take", "make", "throw"])), "VERB"), (pick(["a", "some", "two", "three"]), None)]
            if rng.random() < .5: out.append((pick(ADJECTIVES + ["left", "right"] * 8), "ADJ"))
            out.append((pick(ACTION_NOUNS), "NOUN"))
            if rng.random() < .4: out += [("and", "CCONJ"), (pick(ACTION_NOUNS), "NOUN")]
        elif kind < .93: out = [(inflect(pick(["seem", "look", "appear", "feel", "become"])), "VERB"), (pick(ADJECTIVES), "ADJ")]
        elif kind < .96:
            out = [(inflect(pick(["start", "begin", "try", "continue", "appear", "seem", "attempt"])), "VERB"), ("to", "PART")] + phrase(lambda v: v)
        else:
            out = [(inflect(pick(["start", "begin", "stop", "keep", "continue"])), "VERB")] + phrase(gerund)
        if rng.random() < .35: out += manner()
        if kind < .5 and rng.random() < .07: out += [("to", "PART")] + phrase(lambda v: v)  # bends down to pick something up
        if rng.random() < .02: out += [("every", "DET"), (pick(["few", "second", "third", "other"]), "ADJ"), (pick(["step", "steps", "time", "hops"]), "NOUN")]
        return out

    def subject():
        kind = rng.random()
        if kind < .6: return [(pick(["a", "the", "this", "a"]), "DET"), (pick(PEOPLE[:14]), "NOUN")]
        if kind < .75: return [(pick(["a", "the", "an"]), "DET"), (pick(ADJECTIVES), "ADJ"), (pick(PEOPLE), "NOUN")]
        if kind < .85: return [(pick(["someone", "he", "she", "somebody"]), "PRON")]
        if kind < .93: return [(pick(PEOPLE[:8]), "NOUN")]
        if kind < .96: return [(pick(["two", "three", "both"]), None), (pick(["people", "men", "women", "persons", "children", "figures"]), "NOUN")]
        if kind < .98:
            relative = [(pick(["who", "that"]), "PRON")] + (phrase(third) if rng.random() < .5 else [("is", "AUX")] + phrase(gerund))
            return [(pick(["a", "the"]), "DET"), (pick(PEOPLE[:8]), "NOUN")] + relative[:rng.randint(3, 7)]
        return [(pick(["they", "you"]), "PRON")]

    def finite(subject_words):
        r = rng.random()
        plural = subject_words[-1][0] in ("they", "you", "people", "men", "women", "persons", "children", "figures")
        if r < .6: return lambda: phrase((lambda v: v) if plural else third)
        if r < .85:
            no = [("not", "PART")] if rng.random() < .12 else []
            return lambda: [(pick(["are", "were"] if plural else ["is", "is", "was"]), "AUX")] + no + phrase(gerund)
        if r < .95: return lambda: phrase(past)
        return lambda: [(pick(["do", "did"] if plural else ["does", "does", "did"]), "AUX"), (pick(["not", "n't"]), "PART")] + phrase(lambda v: v)

    def clause_of(subject_words): return finite(subject_words)

    for _ in range(count):
        who = subject()
        say = clause_of(who)
        out = []
        r = rng.random()
        if r < .12: out += [(pick(["while", "after", "before"]), "SCONJ")] + phrase(gerund) + [(",", "PUNCT")] + who + say()
        elif r < .2: out += [(pick(["as", "when", "while"]), "SCONJ")] + who + say() + [(",", "PUNCT"), (pick(["he", "she", "they"]), "PRON")] + phrase(third)
        elif r < .24: out += phrase(gerund)
        else:
            out += who + ([("first", "ADV")] if rng.random() < .05 else []) + say()
        if rng.random() < .08:  # "afterwards, they raise a hand and wave"
            out = [("afterwards", "ADV"), (",", "PUNCT"), ("they", "PRON")]
            say = lambda: phrase(lambda v: v)
            out += say()
        for _ in range(pick([0, 1, 1, 2])):
            r = rng.random()
            inner = say if rng.random() < .8 else (lambda: phrase(third))
            if r < .3: out += [("and", "CCONJ")] + inner()
            elif r < .45: out += [(",", "PUNCT"), ("then", "ADV")] + inner()
            elif r < .6: out += [("and", "CCONJ"), ("then", "ADV")] + inner()
            elif r < .68: out += [("then", "ADV")] + inner()
            elif r < .76: out += [(pick(["before", "after", "while"]), "SCONJ")] + phrase(gerund)
            elif r < .84: out += [(",", "PUNCT")] + phrase(gerund)
            elif r < .9: out += [("while", "SCONJ")] + phrase(gerund)
            elif r < .95:
                out += [(pick(["as", "as", "until", "because"]), "SCONJ"), (pick(["they", "he", "she", "it"]), "PRON")] + phrase(third)
            else: out += [(",", "PUNCT"), ("but", "CCONJ")] + inner()
        if rng.random() < .8: out.append((".", "PUNCT"))
        words, tags = [], []
        for text, tag in out:
            parts = text.split()
            for k, part in enumerate(parts):
                words.append(part)
                if tag == "NP": tags.append("ADJ" if k + 1 < len(parts) else "NOUN")
                elif tag is None: tags.append(LEXICON[part])
                else: tags.append(tag)
        yield words, tags


def split_words(text):
    return re.findall(r"[a-z0-9]+(?:-[a-z0-9]+)*|n't|'s|[^\sa-z0-9]", text.lower())


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", required=True, help="folder with clips.json")
    parser.add_argument("--grammar", type=int, default=16000, help="number of sentences out of the grammar")
    arguments = parser.parse_args()
    index = json.load(open(arguments.data + "/clips.json"))["index"]
    train = {c for clip in index if clip["split"] == "train" for c in clip["captions"]}
    held_out = {c for clip in index if clip["split"] != "train" for c in clip["captions"]} - train
    rng = random.Random(7)
    rows = [("train", split_words(c)) for c in rng.sample(sorted(train), 6000)] + [("test", split_words(c)) for c in sorted(held_out)]
    rows = [(split, words, tag_caption(words)) for split, words in rows]
    rows += [("train", *pair) for pair in grammar(rng, arguments.grammar)]
    rows += [("test-grammar", *pair) for pair in grammar(random.Random(8), 1500)]
    for split, words, tags in rows:
        print(json.dumps({"split": split, "words": words, "tags": tags}))


if __name__ == "__main__":
    main()
