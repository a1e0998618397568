"""English as typed in chats: the word tables of the normaliser.

Tables only. They are the same for every event; what belongs to one event is in its `concepts.yaml`.
"""

# fmt: off
CONTRACTIONS = {
    "aint": "is not", "arent": "are not", "cannot": "can not", "cant": "can not", "couldnt": "could not",
    "couldve": "could have", "didnt": "did not", "doesnt": "does not", "dont": "do not", "hadnt": "had not",
    "hasnt": "has not", "havent": "have not", "hed": "he would", "hes": "he is", "howd": "how did", "hows": "how is",
    "hte": "the", "im": "i am", "isnt": "is not", "itd": "it would", "itll": "it will", "ive": "i have",
    "lets": "let us", "mightve": "might have", "mustve": "must have", "neednt": "need not", "shes": "she is",
    "shouldnt": "should not", "shouldve": "should have", "thats": "that is", "theres": "there is",
    "theyd": "they would", "theyll": "they will", "theyre": "they are", "theyve": "they have", "wasnt": "was not",
    "werent": "were not", "weve": "we have", "whatd": "what did", "whatll": "what will", "whatre": "what are",
    "whats": "what is", "whens": "when is", "whered": "where did", "wheres": "where is", "whod": "who did",
    "wholl": "who will", "whos": "who is", "whyd": "why did", "whys": "why is", "wont": "will not",
    "wouldnt": "would not", "wouldve": "would have", "yall": "you all", "youd": "you would", "youll": "you will",
    "youre": "you are", "youve": "you have",
}
"""A word written together or with its apostrophe dropped -> the words it stands for."""

CHAT = {
    "2day": "today", "4": "for", "abt": "about", "ad": "and", "af": "", "afaik": "", "anybdy": "anybody",
    "b4": "before", "bc": "because", "bcoz": "because", "bcs": "because", "bcuz": "because", "bout": "about",
    "bro": "", "bruh": "", "btw": "", "btwn": "between", "c": "see", "coz": "because", "cus": "because",
    "cuz": "because", "da": "the", "dat": "that", "def": "definitely", "dem": "them", "dey": "they", "dis": "this",
    "dose": "does", "dude": "", "dudes": "people", "dunno": "do not know", "em": "them", "esp": "especially",
    "eta": "when", "evry": "every", "fam": "", "fr": "really", "frfr": "really", "ftw": "", "fyi": "",
    "gimme": "give me", "gon": "going to", "gonna": "going to", "gotta": "have to", "gov": "government",
    "govt": "government", "govts": "governments", "gr8": "great", "guy": "person", "guys": "people", "haha": "",
    "hahaha": "", "hehe": "", "hv": "have", "hw": "how", "idc": "", "idk": "i do not know", "iirc": "", "ikr": "",
    "imho": "", "imo": "", "info": "information", "irl": "in person", "istg": "", "jk": "", "kinda": "kind of",
    "lemme": "let me", "lmao": "", "lmfao": "", "lol": "", "m8": "", "mins": "minutes", "msg": "message", "n": "and",
    "nah": "no", "nd": "and", "ngl": "", "nope": "no", "np": "", "nvm": "", "ofc": "of course", "omg": "",
    "outta": "out of", "pic": "picture", "pics": "pictures", "pls": "", "plz": "", "ppl": "people",
    "pres": "president", "prez": "president", "prob": "probably", "probs": "probably", "q": "question", "r": "are",
    "rep": "represent", "repping": "representing", "rlly": "really", "rly": "really", "rn": "right now", "rofl": "",
    "shld": "should", "smh": "", "smn": "someone", "smth": "something", "smthn": "something", "srsly": "seriously",
    "sry": "", "sth": "something", "sumthin": "something", "tbf": "", "tbh": "", "teh": "the", "tf": "",
    "tho": "though", "thru": "through", "thx": "", "tldr": "summary", "tmrw": "tomorrow", "tryna": "trying to",
    "ty": "", "tysm": "", "u": "you", "ur": "your", "urself": "yourself", "v": "very", "vs": "versus", "w": "with",
    "wanna": "want to", "wassup": "what is up", "wat": "what", "wdym": "what do you mean", "wen": "when",
    "wha": "what", "whn": "when", "wht": "what", "whut": "what", "wid": "with", "wit": "with", "wks": "weeks",
    "wnt": "want", "wo": "without", "wtf": "", "wth": "", "wut": "what", "wuz": "was", "y": "why", "ya": "you",
    "yea": "yes", "yeah": "yes", "yep": "yes", "yo": "", "yup": "yes",
}
"""Chat shorthand -> plain words; an empty string: carries no meaning, dropped."""

SPELLED_OUT = CONTRACTIONS | CHAT
"""Everything that is written out before matching."""

PLEASANTRIES = (
    "hi", "hello", "hey", "heya", "hiya", "howdy", "greetings", "good morning", "good evening", "good afternoon",
    "good day", "dear bot", "hi all", "hi everyone", "hi there", "hello there", "hey there", "hey bot", "hello bot",
    "hi bot", "hey all", "hello all", "hello everyone", "hey everyone", "hey people", "hi people", "please", "kindly",
    "thank you", "thank you very much", "thank you so much", "thank you in advance", "thanks", "thanks a lot",
    "thanks in advance", "many thanks", "thanks so much", "cheers", "excuse me", "sorry", "quick question",
    "genuine question", "honest question", "serious question", "just wondering", "just curious", "out of curiosity",
    "i was wondering", "i am wondering", "i wonder", "could you please tell me", "can you please tell me",
    "could you tell me", "can you tell me", "would you tell me", "please tell me", "tell me please", "tell me",
    "could someone tell me", "can someone tell me", "can anyone tell me", "can anybody tell me",
    "could anyone tell me", "can somebody tell me", "does anyone know", "does anybody know", "does someone know",
    "anyone know", "anybody know", "do you know", "do you happen to know", "i would like to know", "i want to know",
    "i would like to ask", "i wanna know", "let me know", "may i ask", "can i ask", "have a nice day",
    "have a good day", "good bot", "ok so", "okay so", "so", "ok", "okay", "wait", "hold up", "hold on", "well", "um",
    "uh", "hmm", "honestly", "actually", "basically", "literally", "by the way", "just", "or what", "or not",
    "or nah", "or no",
)
"""Words around a question that say nothing about it, removed at its start and at its end."""

NEGATIONS = frozenset(("not", "no", "never", "none", "nobody", "nothing", "neither", "nor", "without"))
"""Words that reverse what a sentence says."""

STOP_WORDS = frozenset(
    """
    a about actually again all also am an and any anybody anyone anything are as at be been being both but by can
    could did do does doing each even ever exactly for from get give given go going got had has have having he her
    here him his how i if in into is it itself just know let like made make may me mean might mine more most much
    must my need now of on one only or other our out over own people person please really right said same say says
    she should since so some somebody someone something still such tell than that the their them then there these
    they thing things think this those through to too under until up us very want was we were what when where
    whether which while who whom whose why will with would yet you your
    """.split()
)
"""Words too common to count as evidence for or against."""

REFERRING = frozenset("he her him his it its one ones she that their theirs them these they this those".split())
"""Words that point at something said before."""

REFLEXIVE = frozenset("himself herself itself myself ourselves themselves yourself".split())
"""Words that repeat who is meant, and are no detail."""

FILLERS = frozenset("anyway else even exactly example instance there though".split())
"""Words beside a question word that name nothing: "how many though", "and from there"."""

MORE = frozenset("anything continue details detail else facts further go info information more on please".split())
"""Words that ask for more of the same, when there are no others."""

THANKS = frozenset("appreciated cheers thank thanks thx ty".split())
"""Words of which one makes small talk a thank-you."""

LIKE_QUESTION_WORDS = frozenset("bow chat cow hat hen low row shoe show shy tow whale wheat wheel whole wow".split())
"""Words one letter away from "what" and the like that are no slips of them."""

REACTIONS = frozenset(
    """
    ah aha alright amazing awesome bruh cool cute damn dang fine fun funny gg good got great ha haha hahaha hehe hm hmm
    hmmm huh i indeed interesting it k kk lmao lmfao lol makes mhm nice oh ok okay omg ooh oof rip rofl sad same see
    sense sure that is true ugh uh very w well whoa wow xd yay yea yeah yep yes yup
    """.split()
)
"""A message of these words alone only reacts to something."""

AUXILIARIES = frozenset(
    "am are be can could did do does had has have is may might must shall should was were will would".split()
)
"""Verbs that open a yes-or-no question."""

FINITE_VERBS = frozenset(
    """
    became began bought broke brought built came caught caused chose cut died drove fell felt flew fought found gave
    goes got grew held hid hit hurt kept killed knew led left let lied lost made meant met paid put ran rose said sank
    saw says sent set shook shot shut sold spent spoke stole stood stopped struck swore threw told took tried went wins
    won wore wrote
    """.split()
)
"""Forms of verbs that make a statement, besides those in -ed."""

QUESTION_WORDS = AUXILIARIES | frozenset("how many much what when where which who whom whose why".split())
"""Words that say what kind of thing a question asks for, not what about."""

PLACE_PREPOSITIONS = frozenset("to in into from near at around towards outside across".split())
"""Words before the name of a place."""

LEADING_PREPOSITIONS = frozenset("to into from towards".split())
"""Those of them before the end of a way: of two places after the same one, only one can be right."""

COUNTRIES = frozenset(
    """
    afghanistan afghan africa african albania algeria america american angola arab argentina armenia asia asian
    australia australian austria austrian azerbaijan bahrain bangladesh beijing belarus belarusian belgium belgian
    berlin bolivia bosnia brazil brazilian britain british bulgaria bulgarian cambodia cameroon canada canadian
    chechen chechnya chile china chinese colombia congo croatia cuba cuban cyprus czech denmark danish dutch ecuador
    egypt egyptian england eritrea estonia ethiopia europe european finland finnish france french georgia
    georgian germany german ghana greece greek guatemala haiti honduras hungary hungarian iceland india indian
    indonesia iran iranian iraq iraqi ireland irish israel israeli italy italian jamaica japan japanese
    kazakhstan kenya kiev korea korean kosovo kuwait kyiv kyrgyzstan laos latvia lebanon liberia libya lithuania london
    luxembourg madagascar malaysia malta mexico mexican moldova mongolia montenegro morocco moscow mozambique
    myanmar namibia nepal netherlands nicaragua nigeria norway norwegian oman pakistan pakistani palestine
    palestinian panama paraguay paris peru philippines poland portugal portuguese pyongyang qatar romania
    romanian russia russian rwanda saudi scotland scottish senegal seoul serbia serbian singapore slovakia slovenia
    somalia spain spanish sudan sweden swedish switzerland swiss syria syrian taiwan taiwanese tajikistan tanzania
    thailand tokyo tunisia turkish turkmenistan uganda ukraine ukrainian uruguay uzbekistan venezuela vietnam
    vietnamese wales washington yemen zambia zimbabwe
    """.split()
)
"""Countries, their people and some capitals, to know them in lower case; without those that are other words, too."""

HOMOGLYPHS = str.maketrans(
    "аеорсухіјѕԁһԛԝкмтвнгАЕОРСУХІЈЅКМТВНΑΒΕΖΗΙΚΜΝΟΡΤΥΧαικνορτυχ",
    "aeopcyxijsdhqwkmtbhrAEOPCYXIJSKMTBHABEZHIKMNOPTYXaiknoptux",
)
"""Cyrillic and Greek letters drawn like Latin ones; after Unicode's confusables table (UTS #39)."""
