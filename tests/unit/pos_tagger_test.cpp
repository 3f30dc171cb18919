// The part-of-speech tagger against tags set by hand, and its weights file.

#include "engine/text/pos_tagger.h"

#include <map>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/core/json_reader.h"
#include "engine/text/english_words.h"
#include "im_config.h"
#include "tests/support/temporary_folder.h"

namespace im::test {
namespace {

TEST(PosTagger, AgreesWithTagsSetByHand) {
    const auto tagger = PosTagger::load(default_pos_tagger_file());
    std::map<std::string, std::vector<TaggedSentence>> sentences;
    const auto data = read_json_file(IM_SOURCE_DIR "/tests/data/tagged_captions.json");
    for (const auto& entry : data.at("captions")) {
        TaggedSentence sentence{split_words(entry.at("text").get<std::string>()), {}};
        std::istringstream tags(entry.at("tags").get<std::string>());
        for (std::string tag; tags >> tag;) sentence.tags.push_back(pos_tag_by_name(tag));
        ASSERT_EQ(sentence.words.size(), sentence.tags.size()) << entry.at("text");
        sentences[entry.at("source")].push_back(sentence);
        sentences["all"].push_back(sentence);
    }
    EXPECT_GE(tagger.accuracy(sentences.at("data set")), 0.99);
    EXPECT_GE(tagger.accuracy(sentences.at("unseen")), 0.94);
    EXPECT_GE(tagger.accuracy(sentences.at("all")), 0.97);
}

TEST(PosTagger, LeftAndRightAreToldByTheirPlace) {
    const auto tagger = PosTagger::load(default_pos_tagger_file());
    const auto tokens = [&](const char* text) { return motion_tokens(tagger, text); };
    EXPECT_THAT(tokens("a person raises their left hand."), testing::Contains("left/ADJ"));
    EXPECT_THAT(tokens("a person turns left."), testing::Contains("left/ADV"));
    EXPECT_THAT(tokens("a person walks to the left."), testing::Contains("left/NOUN"));
    EXPECT_THAT(tokens("a person kicks, then walks two steps."),
                testing::IsSupersetOf({"kick/VERB", "walk/VERB", "step/NOUN"}));
}

TEST(PosTagger, WhateverItReadsEveryWordGetsATag) {
    const auto tagger = PosTagger::load(default_pos_tagger_file());
    for (const std::string& text :
         {std::string(), std::string("\xff\xfe"), std::string(3000, 'x'),
          std::string("\xf0\x9f\x95\xba 3.14 <b> http://x"), std::string("a-b-c 'tis n't 's")}) {
        const auto words = split_words(text);
        EXPECT_EQ(tagger.tag(words).size(), words.size());
    }
}

TEST(PosTagger, LearnsFromSentencesAndKeepsItInAFile) {
    const TemporaryFolder folder;
    const std::vector<TaggedSentence> sentences = {
        {{"a", "man", "walks"}, {PosTag::Det, PosTag::Noun, PosTag::Verb}},
        {{"the", "walk", "is", "slow"}, {PosTag::Det, PosTag::Noun, PosTag::Aux, PosTag::Adj}},
    };
    const auto tagger = PosTagger::train(sentences, {});
    EXPECT_EQ(tagger.accuracy(sentences), 1.0);
    tagger.save(folder / "tagger.txt");
    EXPECT_EQ(PosTagger::load(folder / "tagger.txt").tag(sentences[1].words), sentences[1].tags);
    EXPECT_THROW(PosTagger::train({}, {}), Error);
}

TEST(PosTagger, DamagedFilesAreNamedWithTheirLine) {
    const TemporaryFolder folder;
    const auto error = [&](const std::string& text) {
        write_file_atomically(folder / "tagger.txt", text);
        try {
            PosTagger::load(folder / "tagger.txt");
        } catch (const Error& e) {
            EXPECT_EQ(e.kind(), ErrorKind::Input);
            return std::string(e.what());
        }
        return std::string("no error");
    };
    EXPECT_THAT(error(""), testing::HasSubstr("tagger.txt"));
    EXPECT_THAT(error("something else\n"), testing::HasSubstr("tagger.txt:1"));
    const std::string header = "instructmotion.pos-tagger 1\n";
    for (const char* line : {"zz a1\n", "ff a\n", "ff z1\n", "ff\n", "ff a99999\n"})
        EXPECT_THAT(error(header + "12 a3b-4\n" + line), testing::HasSubstr("tagger.txt:3")) << line;
    EXPECT_THAT(error(header), testing::HasSubstr("expected weights"));
    EXPECT_THROW(PosTagger::load(folder / "missing.txt"), Error);
}

TEST(PosTagger, TaggedSentencesWithMistakesAreNamedWithTheirLine) {
    const TemporaryFolder folder;
    const auto error = [&](const std::string& line) {
        write_file_atomically(
            folder / "t.jsonl",
            "{\"split\": \"train\", \"words\": [\"a\"], \"tags\": [\"DET\"]}\n" + line + "\n");
        try {
            read_tagged_sentences(folder / "t.jsonl", "train");
        } catch (const Error& e) {
            return std::string(e.what());
        }
        return std::string("no error");
    };
    for (const char* line :
         {"{", "[]", "{\"split\": \"train\"}", "{\"split\": \"train\", \"words\": [\"a\"], \"tags\": []}",
          "{\"split\": \"train\", \"words\": [\"a\"], \"tags\": [\"OPERA\"]}"})
        EXPECT_THAT(error(line), testing::HasSubstr("t.jsonl:2")) << line;
}

}  // namespace
}  // namespace im::test
