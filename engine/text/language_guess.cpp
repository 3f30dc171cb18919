#include "engine/text/language_guess.h"

#include <algorithm>
#include <unordered_set>

#include "engine/text/english_words.h"
#include "engine/text/utf8.h"

namespace im {
namespace {

constexpr std::string_view kFrequentEnglish =
    "a an the this that these some one two three four both each his her their its he she they it him them "
    "someone something and or but "
    "then to of in on at with without from into onto by over under above below behind around up down out off "
    "while as after before is are "
    "was were be not again forward forwards backward backwards back left right side sideways straight ahead "
    "away slowly quickly first "
    "person man woman human figure people character hand hands arm arms leg legs foot feet knee knees head "
    "body ground floor air circle line "
    "place spot step steps turn turns chair ball manner way pace energy";

/// Small words and words of movement of other languages in Latin letters; none that English captions use.
constexpr std::string_view kFrequentElsewhere =
    // Spanish, Portuguese, Italian
    "el la los las un una con hacia su sus mientras luego después persona hombre mujer niño camina corre "
    "salta baila izquierda derecha adelante atrás brazo brazos pierna piernas mano manos uma um com para "
    "depois pessoa homem mulher anda pula frente trás braço braços esquerda direita il lo gli uno verso poi "
    "uomo donna cammina corre avanti indietro braccio sinistra destra della del "
    // French
    "le les une des et avec du vers puis homme femme personne marche court saute danse gauche droite avant "
    "arrière bras jambe main mains "
    // German, Dutch
    "der das ein eine einen mit und dann nach den dem seine ihre mann frau geht läuft springt tanzt "
    "rückwärts "
    "vorwärts arme hebt links rechts het een met naar dan vrouw loopt danst zijn haar "
    // Scandinavian, Polish, Czech, Turkish, Indonesian
    "och går mannen kvinnan hoppar springer idzie osoba człowiek biegnie skacze jde člověk bir adam kişi "
    "yürüyor koşuyor orang berjalan seorang";

std::unordered_set<std::string_view> words_of(std::string_view list) {
    std::unordered_set<std::string_view> words;
    while (!list.empty()) {
        const auto end = std::min(list.find(' '), list.size());
        if (end > 0) words.insert(list.substr(0, end));
        list.remove_prefix(std::min(end + 1, list.size()));
    }
    return words;
}

bool is_letter(char32_t character) {
    const auto kind = category(character);
    return kind >= UTF8PROC_CATEGORY_LU && kind <= UTF8PROC_CATEGORY_LO;
}

/// Latin with its extensions and phonetic letters; full-width Latin too.
bool is_latin(char32_t c) {
    return c < 0x0370 || (c >= 0x1D00 && c < 0x1F00) || (c >= 0x2C60 && c < 0x2C80) ||
           (c >= 0xA720 && c < 0xA800) || (c >= 0xFB00 && c < 0xFB07) || (c >= 0xFF21 && c < 0xFF5B) ||
           c == 0x212A;
}

struct Letters {
    int latin = 0, other = 0;
};

Letters letters_of(std::string_view text) {
    Letters letters;
    while (!text.empty()) {
        const char32_t character = take_character(text);
        if (character == kReplacementCharacter || !is_letter(character)) continue;
        ++(is_latin(character) ? letters.latin : letters.other);
    }
    return letters;
}

}  // namespace

bool is_frequent_english_word(std::string_view word) {
    static const auto words = words_of(kFrequentEnglish);
    return words.contains(word);
}

LanguageGuess guess_language(std::string_view text) {
    static const auto elsewhere = words_of(kFrequentElsewhere);
    const auto letters = letters_of(text);
    if (letters.latin + letters.other == 0) return {TextLanguage::NoWords, {}};
    LanguageGuess guess;
    for (std::size_t at = 0; letters.other > 0 && guess.word.empty() && at < text.size();) {
        const auto end = std::min(text.find_first_of(" \t\r\n,.;:!?", at), text.size());
        if (letters_of(text.substr(at, end - at)).other > 0) guess.word = text.substr(at, end - at);
        at = end + 1;
    }
    if (letters.other > letters.latin) return {TextLanguage::OtherScript, guess.word};
    int english = 0, foreign = 0;
    for (const auto& word : split_words(text)) {
        if (is_frequent_english_word(word) || is_known_verb(verb_lemma(word)))
            ++english;
        else if (elsewhere.contains(word))
            ++foreign;
    }
    if (foreign > english) return {TextLanguage::Other, {}};
    if (letters.other > 0) guess.language = TextLanguage::SomeOtherWord;
    return guess;
}

}  // namespace im
