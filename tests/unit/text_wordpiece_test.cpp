#include <gmock/gmock.h>

#include <chrono>
#include <fstream>

#include "engine/core/error.h"
#include "engine/text/wordpiece.h"
#include "tests/support/temporary_folder.h"

namespace im {
namespace {

using test::TemporaryFolder;
using testing::ElementsAre;
using testing::HasSubstr;

const std::vector<std::string> kPieces = {
    "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "a",   "person", "walk", "##s", "##ing", "cafe",
    "naive", "i",     "!",     ",",     "'",      "don", "t",      "[",    "]",   "mask",  "一",
    "人",    "é",     "🙂",  "##x",   "x",      "ss",  "σ",      "”",    "ᄀ",  "##ᅡ"};

class WordPiece : public testing::Test {
  protected:
    WordPiece() {
        std::ofstream file(folder_ / "vocab.txt", std::ios::binary);
        for (const auto& piece : kPieces) file << piece << '\n';
        file.close();
        tokenizer_ = std::make_unique<WordPieceTokenizer>(folder_ / "vocab.txt");
    }

    /// The pieces between [CLS] and [SEP], spelled.
    std::vector<std::string> pieces(std::string_view text, int tokens_max = 256) const {
        const auto ids = tokenizer_->encode(text, tokens_max);
        EXPECT_GE(ids.size(), 2u);
        EXPECT_EQ(ids.front(), 2);
        EXPECT_EQ(ids.back(), 3);
        std::vector<std::string> spelled;
        for (std::size_t i = 1; i + 1 < ids.size(); ++i)
            spelled.push_back(kPieces.at(static_cast<std::size_t>(ids[i])));
        return spelled;
    }

    TemporaryFolder folder_;
    std::unique_ptr<WordPieceTokenizer> tokenizer_;
};

TEST_F(WordPiece, SplitsWordsIntoTheLongestKnownPieces) {
    EXPECT_THAT(pieces("a person walks walking"), ElementsAre("a", "person", "walk", "##s", "walk", "##ing"));
}

TEST_F(WordPiece, ReplacesAWordWithAnUnknownPartByOneUnknown) {
    EXPECT_THAT(pieces("walkq a"), ElementsAre("[UNK]", "a"));
}

TEST_F(WordPiece, IgnoresCaseAndAccents) {
    EXPECT_THAT(pieces("CAFÉ Naïve cafe\u0301"), ElementsAre("cafe", "naive", "cafe"));
    EXPECT_THAT(pieces("\u0130 \u03A3"), ElementsAre("i", "σ")) << "capital dotted I, capital sigma";
}

TEST_F(WordPiece, TreatsPunctuationAsWords) {
    EXPECT_THAT(pieces("don't,walk!!"), ElementsAre("don", "'", "t", ",", "walk", "!", "!"));
    EXPECT_THAT(pieces("walk”a"), ElementsAre("walk", "”", "a"));
}

TEST_F(WordPiece, TreatsEveryIdeographAsAWord) {
    EXPECT_THAT(pieces("一人a人"), ElementsAre("一", "人", "a", "人"));
}

TEST_F(WordPiece, DecomposesHangul) {
    EXPECT_THAT(pieces("가"), ElementsAre("ᄀ", "##ᅡ"));
}

TEST_F(WordPiece, KnowsEmojiOnlyWhenTheVocabularyDoes) {
    EXPECT_THAT(pieces("walk 🙂 💃 a"), ElementsAre("walk", "🙂", "[UNK]", "a"));
}

TEST_F(WordPiece, SplitsAtEveryKindOfSpace) {
    EXPECT_THAT(pieces(" a\ta\r\na\u00A0a\u3000a\u2028a "), ElementsAre("a", "a", "a", "a", "a", "a"));
}

TEST_F(WordPiece, DropsControlAndFormatCharacters) {
    using namespace std::string_view_literals;
    EXPECT_THAT(pieces("wa\0lk\x07 \u200Ba\u202E \uE000"sv), ElementsAre("walk", "a"));
}

TEST_F(WordPiece, DropsBytesThatAreNotUtf8) {
    EXPECT_THAT(pieces("wa\xFFlk \xC3 a\xE2\x82"), ElementsAre("walk", "a"));
    EXPECT_THAT(pieces("\xED\xA0\x80 \xC0\x80 \xF5\x80\x80\x80"), ElementsAre())
        << "surrogate, overlong, beyond Unicode";
}

TEST_F(WordPiece, TakesLiteralSpecialTokensForWhatTheySay) {
    EXPECT_THAT(pieces("walk[MASK]s [SEP]"), ElementsAre("walk", "[MASK]", "[UNK]", "[SEP]"));
    EXPECT_THAT(pieces("[mask]"), ElementsAre("[", "mask", "]")) << "only as spelled";
    EXPECT_THAT(pieces("[[UNK]"), ElementsAre("[", "[UNK]"));
}

TEST_F(WordPiece, GivesUpOnWordsOfMoreThanAHundredCharacters) {
    const std::string hundred = "x" + [] {
        std::string s;
        for (int i = 0; i < 99; ++i) s += "x";
        return s;
    }();
    EXPECT_EQ(pieces(hundred).size(), 100u);
    EXPECT_THAT(pieces(hundred + "x"), ElementsAre("[UNK]"));
    EXPECT_THAT(pieces(hundred + "xxxxx a"), ElementsAre("[UNK]", "a"));
}

TEST_F(WordPiece, OfNothingIsNothing) {
    EXPECT_THAT(pieces(""), ElementsAre());
    EXPECT_THAT(pieces(" \t\n"), ElementsAre());
}

TEST_F(WordPiece, CutsToTheAskedNumberOfTokensWithBothEnds) {
    EXPECT_THAT(pieces("a a a a a", 5), ElementsAre("a", "a", "a"));
    EXPECT_THAT(pieces("a walks", 4), ElementsAre("a", "walk")) << "also inside a word";
    EXPECT_THAT(pieces("a", 2), ElementsAre());
    EXPECT_THAT(pieces("[MASK]", 2), ElementsAre());
    EXPECT_THROW(tokenizer_->encode("a", 1), Error);
}

TEST_F(WordPiece, CutsTenThousandWordsWithoutReadingThemAll) {
    std::string prompt;
    for (int i = 0; i < 10'000; ++i) prompt += "walks ";
    EXPECT_EQ(tokenizer_->encode(prompt, 256).size(), 256u);
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < 100; ++i) tokenizer_->encode(prompt, 256);
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(5));
    EXPECT_THAT(pieces(std::string(10'000'000, 'x')), ElementsAre("[UNK]")) << "one word of 10 MB";
}

TEST_F(WordPiece, ReadsVocabulariesWithWindowsLineEnds) {
    std::ofstream(folder_ / "crlf.txt", std::ios::binary)
        << "[PAD]\r\n[UNK]\r\n[CLS]\r\n[SEP]\r\n[MASK]\r\nwalk";
    EXPECT_THAT(WordPieceTokenizer(folder_ / "crlf.txt").encode("walk", 8), ElementsAre(2, 5, 3));
}

TEST_F(WordPiece, NamesFileAndLineOfABadVocabulary) {
    const auto message_of = [&](const std::string& content) -> std::string {
        std::ofstream(folder_ / "bad.txt", std::ios::binary | std::ios::trunc) << content;
        try {
            WordPieceTokenizer tokenizer(folder_ / "bad.txt");
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::Input);
            return error.what();
        }
        return "no error";
    };
    EXPECT_THAT(message_of("[PAD]\n[UNK]\n[UNK]\n"), HasSubstr("bad.txt:3: "));
    EXPECT_THAT(message_of("[PAD]\n\n"), HasSubstr("bad.txt:2: "));
    EXPECT_THAT(message_of("[PAD]\n[UNK]\n[SEP]\n[MASK]\n"), HasSubstr("[CLS] is missing"));
    EXPECT_THAT(message_of(""), HasSubstr("[PAD] is missing"));
}

}  // namespace
}  // namespace im
