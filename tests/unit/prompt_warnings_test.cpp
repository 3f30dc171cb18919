// What is said of a prompt that the model does not hear as it was meant.

#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/generate/prompt_warnings.h"
#include "engine/text/language_guess.h"
#include "engine/text/sentence_encoder.h"
#include "engine/text/wordpiece.h"

namespace im::test {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Every word and every mark is a piece; two more for the ends.
PromptWindow window_of(int pieces_max) {
    return {[](const std::string& text) {
                int pieces = 2;
                for (std::size_t i = 0; i < text.size(); ++i) {
                    const bool mark = text[i] == '.' || text[i] == ',';
                    const bool begins = text[i] != ' ' && (i == 0 || text[i - 1] == ' ');
                    pieces += mark || begins ? 1 : 0;
                }
                return pieces;
            },
            pieces_max};
}

TEST(PromptWarnings, TheFirstWordBeyondTheWindowIsNamed) {
    const auto unheard = first_unheard_word("a man walks, turns and sits down.", window_of(7));
    ASSERT_TRUE(unheard);
    EXPECT_EQ(unheard->word, "and");  // start a man walks , turns | and
    EXPECT_EQ(unheard->number, 5);
    EXPECT_EQ(unheard->words, 7);
}

TEST(PromptWarnings, PunctuationBeyondTheWindowIsNoLoss) {
    EXPECT_FALSE(first_unheard_word("a man walks.", window_of(5)));
    EXPECT_FALSE(first_unheard_word("a man walks .", window_of(5)));
    EXPECT_TRUE(first_unheard_word("a man walks. he", window_of(5)));
}

TEST(PromptWarnings, WithoutAWindowNothingIsSaidOfLength) {
    std::string text(5000, 'a');
    text.append(" b c d");
    EXPECT_FALSE(first_unheard_word(text, {}));
    EXPECT_THAT(prompt_warnings("a person walks forward", {}), IsEmpty());
}

TEST(PromptWarnings, TheWindowIsMeasuredInTheEncodersPieces) {
    const auto vocabulary = default_sentence_encoder_folder() / "vocab.txt";
    if (!std::filesystem::exists(vocabulary)) GTEST_SKIP() << "the sentence encoder's words are not there";
    const auto tokenizer = std::make_shared<WordPieceTokenizer>(vocabulary);
    const PromptWindow window{
        [tokenizer](const std::string& text) { return static_cast<int>(tokenizer->encode(text, 41).size()); },
        40};
    std::string words = "walk";
    for (int i = 2; i <= 38; ++i) words += " walk";
    EXPECT_FALSE(first_unheard_word(words, window));  // 38 words of one piece fit between start and end
    const auto unheard = first_unheard_word(words + " sit down", window);
    ASSERT_TRUE(unheard);
    EXPECT_EQ(unheard->word, "sit");
    EXPECT_EQ(unheard->number, 39);
    // A word of several pieces that is cut in its middle is not heard.
    const auto pieces = tokenizer->encode("moonwalks", 20).size() - 2;
    ASSERT_GT(pieces, 1u);
    const auto cut = first_unheard_word(words.substr(0, 37 * 5 - 1) + " moonwalks", window);
    ASSERT_TRUE(cut);
    EXPECT_EQ(cut->word, "moonwalks");
}

TEST(PromptWarnings, NegationsAndExceptionsAreFound) {
    EXPECT_THAT(negated_phrases("A person does not walk."), ElementsAre("does not walk"));
    EXPECT_THAT(negated_phrases("she doesn't move her feet, then sits"),
                ElementsAre("doesn't move her feet"));
    EXPECT_THAT(negated_phrases("he walks without moving the arms and then stops"),
                ElementsAre("without moving the arms"));
    EXPECT_THAT(negated_phrases("a man runs instead of walking but never stops"),
                ElementsAre("instead of walking", "never stops"));
    EXPECT_THAT(negated_phrases("everything moves except the left arm"), ElementsAre("except the left arm"));
    EXPECT_THAT(negated_phrases("he jumps with no run-up"), ElementsAre("with no run-up"));
}

TEST(PromptWarnings, WordsThatOnlyLookLikeNegationsAreNot) {
    EXPECT_THAT(negated_phrases("a person not only walks, he runs"), IsEmpty());
    EXPECT_THAT(negated_phrases("someone ties a knot and notices nobody"), IsEmpty());
    EXPECT_THAT(negated_phrases(""), IsEmpty());
}

TEST(PromptWarnings, OtherLanguagesAndScriptsAreTold) {
    for (const char* prompt : {"una persona camina hacia adelante", "eine Person geht vorwärts",
                               "une personne marche vers la gauche", "il salta", "een man loopt", "人が歩く",
                               "человек идёт вперёд", "사람이 걷는다", "شخص يمشي", "走路"}) {
        const auto warnings = prompt_warnings(prompt, window_of(3));
        ASSERT_EQ(warnings.size(), 1u) << prompt;  // how much of it is heard does not matter then
        EXPECT_THAT(warnings[0], HasSubstr("English")) << prompt;
    }
    EXPECT_THAT(prompt_warnings("a person does 太极 slowly", {}), ElementsAre(HasSubstr("\"太极\"")));
    EXPECT_THAT(prompt_warnings("🕺 123", {}), ElementsAre(HasSubstr("no words")));
}

TEST(PromptWarnings, EnglishOfAnyKindIsNotTakenForAnotherLanguage) {
    for (const char* prompt :
         {"a person walks forward", "moonwalk", "zombie shuffle", "capoeira ginga", "pas de deux", "tai chi",
          "plié and grand jeté", "a dab", "walk", "he does a naïve waltz", "karate kata", "jumping jacks",
          "Macarena!", "a ballerina does a rond de jambe with her left leg"}) {
        EXPECT_THAT(prompt_warnings(prompt, {}), IsEmpty()) << prompt;
    }
}

TEST(PromptWarnings, TwoThingsOfOneKindAreTold) {
    EXPECT_THAT(prompt_warnings("a person jumps once and jumps twice", {}),
                ElementsAre(HasSubstr("jumps: 1, 2")));
    EXPECT_THAT(prompt_warnings("a person jumps twice and turns around", {}), IsEmpty());
    EXPECT_THAT(prompt_warnings("a man waves the left hand, then the right hand", {}), IsEmpty())
        << "one after the other";
}

TEST(PromptWarnings, AnyBytesAreAccepted) {
    for (const std::string& prompt :
         {std::string("\xff\xfe\xfa"), std::string(70000, 'a'), std::string("not"),
          std::string("\0 without", 9), std::string(3000, '.')}) {
        for (const auto& warning : prompt_warnings(prompt, window_of(1))) EXPECT_LT(warning.size(), 400u);
    }
}

}  // namespace
}  // namespace im::test
