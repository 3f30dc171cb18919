#include "engine/text/english_words.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <unordered_map>
#include <unordered_set>

namespace im {
namespace {

constexpr std::string_view kVerbs =
    "race seat accelerate act adjust advance aim amble answer appear applaud approach arch ascend attack "
    "attempt "
    "back backflip balance bash bat be beat beckon become begin behave bend bite block bob boogie bounce "
    "bow bowl box brake breakdance breathe bring brush burst call carry cartwheel catch celebrate chase "
    "chat check cheer chew chop circle clap clean clench climb cling close collapse comb come conduct "
    "continue cook cool cough count crawl creep cross crouch cry curl curtsy cut dab dance dash defend "
    "deliver descend die dig direct dismount dive do dodge drag draw dribble drink drive drop drum duck "
    "dunk eat embrace end enter escape examine exercise exit extend face faint fall feel fence fight "
    "film find finish fire fix flail flap flee flex flinch flip float flutter fly fold follow gallop "
    "gesticulate gesture get give glance go golf grab grasp greet grip guide hammer hand hang happen "
    "hasten have hear hit hobble hold hook hop hover hug hunch hurl hurry hurt imitate inspect interact "
    "jab jiggle jog juggle jump keep kick kneel knock land laugh lay lead lean leap leave let lie lift "
    "limp live lob lock look loosen lower lunge make march meander measure mime mimic moonwalk mop mount "
    "move need nod nudge offer open operate pace paddle paint parry pass pat pause pedal peek peel "
    "perform photograph pick pinch pitch pivot place plant play plow pluck point poke polish pose "
    "position pounce pour practice practise press pretend prod prop prowl pull punch push put putt "
    "quicken raise reach react read receive recoil rehearse relax remain repair reply respond rest "
    "retreat retrieve return ride ring rise rock roll rotate row rub run rush salute saunter saw say "
    "scoop scoot scratch scream scrub scurry scuttle search see seem send serve set settle shadowbox "
    "shake shave shift shimmy shiver shoot shout shovel show shrug shuck shuffle sidestep signal sing "
    "sip sit skate skateboard ski skid skip slam slash sleep slide slip slow slump smile snap snatch "
    "sneak sneeze somersault sow spar speak speed spike spin spread sprint squat squeeze squint squirm "
    "stab stagger stamp stand stare start stay steady steer step stir stomp stoop stop straddle strafe "
    "straighten strain stretch stride strike stroke stroll strum strut stumble stutter support swagger "
    "swat sway sweep swim swing swipe swivel tackle take talk tap taunt tense text throw thrust thump "
    "tilt tip tiptoe toddle toss touch train tread tremble trip trot try tuck tug tumble turn twerk "
    "twirl twist type uncurl unfold unlock use vacuum vault volley wade wag wait wake walk waltz wander "
    "want warm wash watch water wave weave whip whirl whisper wiggle wind wipe wobble work wring write "
    "yawn yell zigzag "
    "blow brace bury cast change clasp cover curve facepalm favor favour gather halt gaze heave hide kiss "
    "listen load lose meditate pirouette "
    "pant ponder pray protect pump recover refuse regain release reload sink spell summon think windmill ";

/// Verbs that double their last letter: run, running.
constexpr std::string_view kDoubling =
    "bat begin bob chat chop clap cut dab dig drag drop drum flap flip get grab grip hit hop hug jab jog "
    "let lob mop nod pat prod prop put rub run scrub set shrug sidestep sip sit skid skip slam slip snap "
    "spar "
    "beg bid dip jam lug nap pad plop rap scan shred slap swap wrap "
    "spin squat stab step stir stop strum strut swat swim tap tip trip trot tug wag whip zigzag ";

struct Irregular {
    std::string_view lemma, past, participle;
};
constexpr Irregular kIrregular[] = {
    {"be", "was", "been"},           {"beat", "beat", "beaten"},     {"become", "became", "become"},
    {"begin", "began", "begun"},     {"bend", "bent", "bent"},       {"bite", "bit", "bitten"},
    {"bring", "brought", "brought"}, {"burst", "burst", "burst"},    {"catch", "caught", "caught"},
    {"blow", "blew", "blown"},       {"cast", "cast", "cast"},       {"cling", "clung", "clung"},
    {"come", "came", "come"},        {"creep", "crept", "crept"},    {"cut", "cut", "cut"},
    {"dig", "dug", "dug"},           {"do", "did", "done"},          {"draw", "drew", "drawn"},
    {"drink", "drank", "drunk"},     {"drive", "drove", "driven"},   {"eat", "ate", "eaten"},
    {"fall", "fell", "fallen"},      {"feel", "felt", "felt"},       {"fight", "fought", "fought"},
    {"find", "found", "found"},      {"flee", "fled", "fled"},       {"fly", "flew", "flown"},
    {"get", "got", "gotten"},        {"give", "gave", "given"},      {"go", "went", "gone"},
    {"hang", "hung", "hung"},        {"have", "had", "had"},         {"hear", "heard", "heard"},
    {"hit", "hit", "hit"},           {"hold", "held", "held"},       {"hurt", "hurt", "hurt"},
    {"keep", "kept", "kept"},        {"kneel", "knelt", "knelt"},    {"lay", "laid", "laid"},
    {"lead", "led", "led"},          {"leap", "leapt", "leapt"},     {"leave", "left", "left"},
    {"let", "let", "let"},           {"lie", "lay", "lain"},         {"lose", "lost", "lost"},
    {"hide", "hid", "hidden"},       {"sink", "sank", "sunk"},       {"think", "thought", "thought"},
    {"make", "made", "made"},        {"put", "put", "put"},          {"read", "read", "read"},
    {"ride", "rode", "ridden"},      {"ring", "rang", "rung"},       {"rise", "rose", "risen"},
    {"run", "ran", "run"},           {"say", "said", "said"},        {"see", "saw", "seen"},
    {"send", "sent", "sent"},        {"set", "set", "set"},          {"shake", "shook", "shaken"},
    {"shoot", "shot", "shot"},       {"show", "showed", "shown"},    {"sing", "sang", "sung"},
    {"sit", "sat", "sat"},           {"sleep", "slept", "slept"},    {"slide", "slid", "slid"},
    {"sow", "sowed", "sown"},        {"speak", "spoke", "spoken"},   {"speed", "sped", "sped"},
    {"spin", "spun", "spun"},        {"spread", "spread", "spread"}, {"stand", "stood", "stood"},
    {"stick", "stuck", "stuck"},     {"strike", "struck", "struck"}, {"sweep", "swept", "swept"},
    {"swim", "swam", "swum"},        {"swing", "swung", "swung"},    {"take", "took", "taken"},
    {"throw", "threw", "thrown"},    {"thrust", "thrust", "thrust"}, {"tread", "trod", "trodden"},
    {"wake", "woke", "woken"},       {"weave", "wove", "woven"},     {"wind", "wound", "wound"},
    {"wring", "wrung", "wrung"},     {"write", "wrote", "written"},  {"bear", "bore", "borne"},
    {"bid", "bid", "bid"},           {"break", "broke", "broken"},   {"build", "built", "built"},
    {"fling", "flung", "flung"},     {"freeze", "froze", "frozen"},  {"spring", "sprang", "sprung"},
    {"tear", "tore", "torn"},
};

constexpr std::pair<std::string_view, std::string_view> kIrregularNouns[] = {
    {"feet", "foot"},    {"men", "man"},     {"women", "woman"}, {"children", "child"}, {"people", "person"},
    {"knives", "knife"}, {"halves", "half"}, {"teeth", "tooth"}, {"thighs", "thigh"},   {"calves", "calf"},
    {"stairs", "stair"}, {"shoes", "shoe"},  {"toes", "toe"},    {"bus", "bus"},        {"glass", "glass"},
};
/// Nouns that end in s without being plural.
constexpr std::string_view kSingularInS =
    "backwards forwards sideways towards always across this is his its was has does yes pass press chess "
    "dress "
    "afterwards upwards downwards onwards gymnastics aerobics karate ballet stairs-down pelvis torso series "
    "perhaps "
    "upstairs downstairs various plus bus gas wellness tennis";

std::unordered_set<std::string> words_of(std::string_view list) {
    std::unordered_set<std::string> words;
    for (std::size_t at = 0; at < list.size();) {
        const auto end = std::min(list.find(' ', at), list.size());
        if (end > at) words.emplace(list.substr(at, end - at));
        at = end + 1;
    }
    return words;
}

bool is_vowel(char c) {
    return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
}

std::string regular(const std::string& lemma, VerbForm form) {
    static const auto doubling = words_of(kDoubling);
    const char last = lemma.back();
    const char before = lemma.size() > 1 ? lemma[lemma.size() - 2] : ' ';
    const bool consonant_y = last == 'y' && !is_vowel(before);
    if (form == VerbForm::Third) {
        if (lemma == "do" || lemma == "go") return lemma + "es";
        if (consonant_y) return lemma.substr(0, lemma.size() - 1) + "ies";
        const bool hissing =
            last == 's' || last == 'x' || last == 'z' || (last == 'h' && (before == 's' || before == 'c'));
        return lemma + (hissing ? "es" : "s");
    }
    const bool doubles = doubling.contains(lemma);
    if (form == VerbForm::Gerund) {
        if (lemma.size() > 2 && lemma.ends_with("ie")) return lemma.substr(0, lemma.size() - 2) + "ying";
        if (doubles) return lemma + last + "ing";
        const bool drops_e =
            lemma.size() > 2 && last == 'e' && before != 'e' && before != 'o' && before != 'y';
        return (drops_e ? lemma.substr(0, lemma.size() - 1) : lemma) + "ing";
    }
    if (doubles) return lemma + last + "ed";
    if (last == 'e') return lemma + "d";
    if (consonant_y) return lemma.substr(0, lemma.size() - 1) + "ied";
    return lemma + "ed";
}

std::string make_form(const std::string& lemma, VerbForm form) {
    if (form == VerbForm::Base || lemma.empty()) return lemma;
    if (lemma == "be") {
        constexpr std::array<const char*, 5> be = {"be", "is", "being", "was", "been"};
        return be[static_cast<std::size_t>(form)];
    }
    if (lemma == "have" && form == VerbForm::Third) return "has";
    if (form == VerbForm::Past || form == VerbForm::Participle) {
        for (const auto& entry : kIrregular) {
            if (entry.lemma == lemma)
                return std::string(form == VerbForm::Past ? entry.past : entry.participle);
        }
    }
    return regular(lemma, form);
}

/// Every form of every known verb -> lemma, one table a form.
class VerbTable {
  public:
    VerbTable() : lemmas_(words_of(kVerbs)) {
        for (const auto& lemma : lemmas_) {
            for (std::size_t form = 0; form < forms_.size(); ++form) {
                forms_[form].emplace(make_form(lemma, static_cast<VerbForm>(form)), lemma);
            }
        }
        auto& gerunds = forms_[static_cast<std::size_t>(VerbForm::Gerund)];
        for (const auto& [spelling, lemma] :
             {std::pair{"tiptoing", "tiptoe"}, {"practicing", "practise"}, {"signalling", "signal"}}) {
            gerunds.emplace(spelling, lemma);
        }
        for (const auto& [spelling, lemma] :
             {std::pair{"leaped", "leap"}, {"kneeled", "kneel"}, {"lighted", "light"}, {"laid", "lay"}}) {
            forms_[static_cast<std::size_t>(VerbForm::Past)].emplace(spelling, lemma);
        }
    }
    const std::string* find(const std::string& word, VerbForm form) const {
        const auto& table = forms_[static_cast<std::size_t>(form)];
        const auto found = table.find(word);
        return found == table.end() ? nullptr : &found->second;
    }
    bool knows(const std::string& lemma) const { return lemmas_.contains(lemma); }

  private:
    std::unordered_set<std::string> lemmas_;
    std::array<std::unordered_map<std::string, std::string>, 5> forms_;
};

const VerbTable& verb_table() {
    static const VerbTable table;
    return table;
}

bool is_word_byte(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return std::isalnum(byte) != 0 || byte >= 0x80;
}

}  // namespace

std::vector<std::string> split_words(std::string_view sentence) {
    std::vector<std::string> words;
    for (std::size_t at = 0; at < sentence.size();) {
        if (std::isspace(static_cast<unsigned char>(sentence[at])) != 0) {
            ++at;
            continue;
        }
        std::size_t end = at + 1;
        if (is_word_byte(sentence[at])) {
            const auto joins = [&](std::size_t i) {  // a hyphen or apostrophe between two letters
                return (sentence[i] == '-' || sentence[i] == '\'') && i + 1 < sentence.size() &&
                       is_word_byte(sentence[i + 1]);
            };
            while (end < sentence.size() && (is_word_byte(sentence[end]) || joins(end))) ++end;
        }
        std::string word(sentence.substr(at, end - at));
        std::transform(word.begin(), word.end(), word.begin(),
                       [](unsigned char c) { return static_cast<char>(c < 0x80 ? std::tolower(c) : c); });
        at = end;
        std::string clitic;
        for (const char* suffix : {"n't", "'s", "'re", "'ll", "'ve", "'d", "'m"}) {
            if (word.size() > std::string_view(suffix).size() && word.ends_with(suffix)) clitic = suffix;
        }
        word.resize(word.size() - clitic.size());
        words.push_back(std::move(word));
        if (!clitic.empty()) words.push_back(std::move(clitic));
    }
    return words;
}

std::string join_words(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) {
        const bool glued =
            word == "n't" || word.front() == '\'' ||
            (word.size() == 1 && std::string_view(".,;:!?)").find(word[0]) != std::string_view::npos);
        if (!text.empty() && !glued && text.back() != '(') text += ' ';
        text += word;
    }
    return text;
}

std::string inflect(std::string_view lemma, VerbForm form) {
    return make_form(std::string(lemma), form);
}

std::string verb_lemma(std::string_view word) {
    const std::string text(word);
    for (const char* be : {"is", "are", "was", "were", "been", "being", "am"}) {
        if (text == be) return "be";
    }
    for (const auto form :
         {VerbForm::Base, VerbForm::Third, VerbForm::Gerund, VerbForm::Past, VerbForm::Participle}) {
        if (const auto* lemma = verb_table().find(text, form)) return *lemma;
    }
    const auto ends = [&](std::string_view suffix) {
        return text.size() > suffix.size() + 2 && text.ends_with(suffix);
    };
    const auto without = [&](std::size_t letters) { return text.substr(0, text.size() - letters); };
    // Undo a doubled consonant, or give back the e of "bouncing".
    const auto stem = [&](std::size_t letters) {
        std::string root = without(letters);
        const char last = root.back();
        if (root.size() > 2 && last == root[root.size() - 2] && !is_vowel(last) && last != 'l' && last != 's')
            root.pop_back();
        else if (last == 'c' || last == 'v' || last == 'z' ||
                 (last == 's' && is_vowel(root[root.size() - 2])))
            root += 'e';
        return root;
    };
    if (ends("ies") || ends("ied")) return without(3) + "y";
    if (ends("ing")) return stem(3);
    if (ends("ed")) return stem(2);
    if (ends("shes") || ends("ches") || ends("sses") || ends("xes")) return without(2);
    if (ends("s") && !ends("ss")) return without(1);
    return text;
}

std::string noun_lemma(std::string_view word) {
    static const auto singular = words_of(kSingularInS);
    const std::string text(word);
    for (const auto& [plural, lemma] : kIrregularNouns) {
        if (plural == text) return std::string(lemma);
    }
    if (singular.contains(text) || text.size() < 4 || !text.ends_with('s') || text.ends_with("ss") ||
        text.ends_with("us"))
        return text;
    if (text.ends_with("ies")) return text.substr(0, text.size() - 3) + "y";
    for (const char* suffix : {"shes", "ches", "sses", "xes"}) {
        if (text.ends_with(suffix)) return text.substr(0, text.size() - 2);
    }
    return text.substr(0, text.size() - 1);
}

bool is_known_verb(std::string_view lemma) {
    return verb_table().knows(std::string(lemma));
}

bool is_verb_form(std::string_view word, VerbForm form) {
    return verb_table().find(std::string(word), form) != nullptr;
}

std::string_view article_for(std::string_view word) {
    for (const char* start : {"uni", "use", "one", "eu", "usual"}) {
        if (word.starts_with(start)) return "a";
    }
    for (const char* start : {"hour", "honest", "heir"}) {
        if (word.starts_with(start)) return "an";
    }
    return !word.empty() && is_vowel(word.front()) ? "an" : "a";
}

}  // namespace im
