// Behaviours: prompts, facts of simple figures, and the checks against the data sets beside the project.

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "engine/behaviour/check_rates.h"
#include "engine/behaviour/samples.h"
#include "engine/core/error.h"
#include "engine/io/npy.h"

namespace im::test {
namespace {

namespace fs = std::filesystem;

/// The folders IM_MOTION_DIR and IM_MOTION_MORE_DIR, else those beside the sources, that are there.
std::vector<fs::path> data_folders() {
    std::vector<fs::path> folders;
    for (const auto& [variable, beside] : {std::pair{"IM_MOTION_DIR", "../shared/motion"},
                                           std::pair{"IM_MOTION_MORE_DIR", "../shared/motion_more"}}) {
        const char* given = std::getenv(variable);
        const fs::path folder = given ? given : beside;
        if (fs::exists(folder / "clips.json")) folders.push_back(folder);
    }
    return folders;
}

std::string plain(const std::string& text) {
    std::string result;
    for (const char c : text) {
        if (std::isalnum(static_cast<unsigned char>(c)))
            result += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        else if (!result.empty() && result.back() != ' ' && (c == ' ' || c == '-'))
            result += ' ';
    }
    return result;
}

nlohmann::json index_of(const fs::path& folder) {
    std::ifstream in(folder / "clips.json");
    return nlohmann::json::parse(in);
}

/// The clips' joints straight from the array (features would take a minute); of two actions in a row the
/// first two clips at most.
std::vector<TaggedClip> clips_of(const fs::path& folder) {
    const nlohmann::json root = index_of(folder);
    const NpyHeader header = read_npy_header(folder / "joints.npy");
    std::ifstream joints(folder / "joints.npy", std::ios::binary);
    std::map<std::vector<std::string>, std::vector<const nlohmann::json*>> by_action;
    for (const auto& entry : root["index"])
        by_action[entry["actions"].get<std::vector<std::string>>()].push_back(&entry);
    std::vector<TaggedClip> clips;
    for (const auto& [actions, entries] : by_action) {
        for (std::size_t i = 0; i < std::min<std::size_t>(actions.size() > 1 ? 2 : 1000, entries.size());
             ++i) {
            const nlohmann::json& entry = *entries[i];
            const auto length = entry["length"].get<std::size_t>();
            std::vector<std::int16_t> raw(length * 22 * 3);
            joints.seekg(static_cast<std::streamoff>(header.data_offset +
                                                     entry["start"].get<std::uint64_t>() * 22 * 3 * 2));
            joints.read(reinterpret_cast<char*>(raw.data()), static_cast<std::streamsize>(raw.size() * 2));
            TaggedClip clip{entry["id"], actions, entry["captions"], {}};
            const auto scale = root["scale"].get<float>();
            for (std::size_t j = 0; j < length * 22; ++j) {
                clip.motion.positions.emplace_back(scale * static_cast<float>(raw[3 * j]),
                                                   scale * static_cast<float>(raw[3 * j + 1]),
                                                   scale * static_cast<float>(raw[3 * j + 2]));
            }
            clips.push_back(std::move(clip));
        }
    }
    return clips;
}

TEST(Behaviours, AreAtLeastSeventyWithFourWordingsEach) {
    std::set<std::string> names, prompts;
    for (const Behaviour& behaviour : all_behaviours()) {
        EXPECT_TRUE(names.insert(behaviour.name).second) << behaviour.name;
        EXPECT_EQ(behaviour.prompts.size(), 4U) << behaviour.name;
        for (const auto& prompt : behaviour.prompts)
            EXPECT_TRUE(prompts.insert(plain(prompt)).second) << prompt;
    }
    EXPECT_GE(names.size(), 70U);
}

TEST(Behaviours, AreFoundByPartsOfNamesAndGroups) {
    EXPECT_EQ(behaviours_named("Jump").size(), 1U);  // a whole name is that one alone
    EXPECT_EQ(behaviours_named("squat t").size(), 2U);
    EXPECT_GT(behaviours_named("paths").size(), 4U);
    EXPECT_THROW(behaviours_named("juggle"), Error);
}

TEST(Behaviours, AreAskedForInWordsThatNoCaptionHas) {
    const auto folders = data_folders();
    if (folders.empty()) GTEST_SKIP() << "no data set beside the project: set IM_MOTION_DIR";
    std::set<std::string> captions;
    for (const auto& folder : folders)
        for (const auto& entry : index_of(folder)["index"])
            for (const auto& caption : entry["captions"]) captions.insert(plain(caption));
    for (const Behaviour& behaviour : all_behaviours())
        for (const auto& prompt : behaviour.prompts) EXPECT_FALSE(captions.contains(plain(prompt))) << prompt;
}

TEST(Behaviours, HaveEvidenceUnderTheirOwnNames) {
    std::set<std::string> names;
    for (const Behaviour& behaviour : all_behaviours()) names.insert(behaviour.name);
    for (const Evidence& evidence : behaviour_evidence())
        EXPECT_TRUE(names.contains(evidence.behaviour)) << evidence.behaviour;
}

TEST(Evidence, WordsSayWhichClipsOfAnActionCount) {
    const Evidence twice{"jump twice", "jump_repeat:twice|two_times", "hop", "jump_repeat:three_times"};
    const auto verdict = [&](std::vector<std::string> actions, std::string caption) {
        return judge(twice, {"id", std::move(actions), {std::move(caption)}, {}});
    };
    EXPECT_EQ(verdict({"jump_repeat"}, "someone jumps two times."), Verdict::Right);
    EXPECT_EQ(verdict({"jump_repeat"}, "someone jumps three times."), Verdict::Other);
    EXPECT_EQ(verdict({"jump_repeat"}, "someone jumps again and again."), Verdict::Unclear);
    EXPECT_EQ(verdict({"hop"}, "someone hops."), Verdict::Unclear);
    EXPECT_EQ(verdict({"walk"}, "someone walks."), Verdict::Other);
    EXPECT_EQ(verdict({"walk", "jump_repeat"}, "someone walks, then jumps."), Verdict::Unclear);
    EXPECT_EQ(verdict({"walk", "bow"}, "someone walks, then bows."), Verdict::Other);
}

TEST(Series, CountsRisesReversalsAndRuns) {
    EXPECT_EQ(count_rises({0, 1, 0.6, 1, 0, 1}, 0.8, 0.5), 2);
    EXPECT_EQ(count_rises({1, 1, 0}, 0.8, 0.5), 1);
    EXPECT_EQ(count_reversals({0, 1, 0, 1, 0.9, 1}, 0.5), 2);
    EXPECT_EQ(longest_run({true, false, true, true}), 2);
    EXPECT_EQ(frames_in(closed({true, false, true, false, false, true}, 1)), 4);
    EXPECT_EQ(frames_in(opened({true, false, true, true}, 1)), 2);
    EXPECT_DOUBLE_EQ(unwrapped_deg({170, -170})[1], 190);
}

/// 95 % of right clips are accepted and 95 % of others refused, on all captured and authored clips, some of
/// the composed ones, and what is made of them.
TEST(BehaviourChecks, TellRightClipsFromOthers) {
    const auto folders = data_folders();
    if (folders.size() < 2) GTEST_SKIP() << "needs both data sets: set IM_MOTION_DIR and IM_MOTION_MORE_DIR";
    std::vector<TaggedClip> clips;
    for (const auto& folder : folders)
        for (auto& clip : clips_of(folder)) clips.push_back(std::move(clip));
    for (const CheckRates& rates : check_behaviours(clips, all_behaviours())) {
        SCOPED_TRACE(rates.behaviour);
        EXPECT_GE(rates.right, 6);
        EXPECT_GE(rates.others, 30);
        EXPECT_GE(rates.accept_share(), 0.95) << rates.accepted << " of " << rates.right << ", not "
                                              << (rates.missed.empty() ? "" : rates.missed.front());
        EXPECT_GE(rates.refuse_share(), 0.95) << rates.refused << " of " << rates.others << ", not "
                                              << (rates.taken.empty() ? "" : rates.taken.front().action);
    }
}

}  // namespace
}  // namespace im::test
